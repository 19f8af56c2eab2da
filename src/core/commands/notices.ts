import { explain } from '../errors.ts';
import { plainName } from '../prompt/plain-name.ts';
import { DEFAULT_LANGUAGE } from '../sentences/language.ts';
import type { Language } from '../sentences/language.ts';
import { sentencesFor } from '../sentences/sentences-for.ts';
import type { Entries } from './entries.ts';
import { AITTA } from '../sentences/named-service.ts';
import type { Sentences } from '../sentences/sentences.ts';

/** What adapters say by themselves. */
export interface Notices extends Pick<Sentences, 'slowStore' | 'slack' | 'console' | 'install'> {
  discord: Omit<Sentences['discord'], keyof Entries>;
  /** Above a question that was asked by a slash command, which leaves no message of its own. */
  askedBy: (who: string) => string;
  /** The sentence about an error that kept something from being accepted. */
  excuse: (error: unknown) => string;
}

/** @param language of the reader, as far as it is known */
export const noticesIn = (language: Language = DEFAULT_LANGUAGE): Notices => {
  const sentences = sentencesFor(language, AITTA); // what is taken of them names no service
  const { slowStore, slack, discord, console, install } = sentences;
  return {
    slowStore,
    slack,
    discord,
    console,
    install,
    askedBy: (who) => sentences.asks(plainName(who)),
    excuse: (error) => explain(error, sentences),
  };
};
