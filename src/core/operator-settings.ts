import type { NamedService } from './sentences/named-service.ts';
import type { Language } from './sentences/language.ts';

/** Below an answer: what has to be known, the model as well, or also times, tokens, what was left out and which files were read. */
export const FOOTERS = ['quiet', 'model', 'full'] as const;
export type FooterKind = (typeof FOOTERS)[number];

/** Thumbs under answers: none, counted, or with a word that is kept too. */
export const FEEDBACK = ['off', 'votes', 'words'] as const;
export type FeedbackKind = (typeof FEEDBACK)[number];

/** What a model thinks before it answers. */
export const THINKING = ['hidden', 'shown'] as const;
export type ThinkingChoice = (typeof THINKING)[number];

/** What the operator has decided, as far as it shows in what is said. */
export interface OperatorSettings {
  /** Default model id. */
  model: string | undefined;
  systemPrompt: string | undefined;
  /** Whose models answer. */
  service: NamedService;
  /** The window where neither the service nor the model says one, tokens. */
  contextTokens: number | undefined;
  /** Ids of people who may set things for a channel, besides those whom the platform names. */
  managers: readonly string[];
  /** For those of whom no language is known. */
  language: Language;
  /** One line for the first answer of each channel. */
  notice: string | undefined;
  footer: FooterKind;
  feedback: FeedbackKind;
  /** Where a person has not said whether they want to see it. */
  thinking: ThinkingChoice;
  /** Nothing that is kept outlasts the process. */
  forgetsAtEnd: boolean;
  /** After so long a question that is found at a start is not answered before somebody says that it is still wanted, milliseconds. */
  oldQuestionMs: number | undefined;
  /** After a wait this long an answer is a new message that mentions the asker; never, where it is missing. Milliseconds. */
  notifyAfterMs: number | undefined;
}

/** An id with its workspace ("T1:U1") means the one there; without it, whoever or whatever has it in any of them. */
export const isListed = (list: readonly string[], id: string): boolean =>
  list.includes(id) || list.includes(id.slice(id.indexOf(':') + 1));
