import { explain } from '../errors.ts';
import { plainName } from '../prompt/plain-name.ts';
import { DEFAULT_LANGUAGE } from '../sentences/language.ts';
import { sentencesFor } from '../sentences/sentences-for.ts';

/** What adapters say outside of any turn, where the reader's language is not known. */
const sentences = sentencesFor(DEFAULT_LANGUAGE);

export const { slowStore } = sentences;

/** Above a question that was asked by a slash command, which leaves no message of its own. */
export const askedBy = (who: string): string => sentences.asks(plainName(who));

/** The sentence about an error that kept something from being accepted. */
export const excuse = (error: unknown): string => explain(error, sentences);

/** Names of the commands in Discord's menus, and what only Discord makes necessary to say. */
export const slackNotices = sentences.slack;
export const discordNotices = sentences.discord;

/** What only a terminal makes necessary to say. */
export const consoleNotices = sentences.console;
