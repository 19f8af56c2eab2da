import type { Language } from '../sentences/language.ts';
import type { NamedService } from '../sentences/named-service.ts';
import { sentencesFor } from '../sentences/sentences-for.ts';

/** What stands in the menus of a platform, where people find the bot. */
export interface Entries {
  /** Beside the slash command. */
  command: string;
  /** In the menu of a message. */
  askAboutThis: string;
}

export const entriesIn = (language: Language, service: NamedService): Entries => {
  const { command, askAboutThis } = sentencesFor(language, service).discord;
  return { command, askAboutThis };
};
