import type { Command } from './command.ts';
import type { History } from '../memory/history.ts';
import { partsOf } from '../memory/gone-on.ts';
import type { PastTurn } from '../memory/past-turn.ts';
import type { View } from '../ports/platform.ts';
import type { Question } from '../ports/exchange.ts';

/** Calls of buttons that a model answers: `continue` goes on with an answer, `again` gives another one, `reask` one to the edited question. */
const ABOUT_LAST: ReadonlySet<string> = new Set(['continue', 'again', 'reask']);

export const isAboutLast = ({ call }: Pick<Command, 'call'>): boolean => ABOUT_LAST.has(call.command);

/**
 * The answer that a button is about: it has to be the last one of its conversation, and theirs who presses. Of one that was gone on with
 * meanwhile only the button under its newest part counts.
 * @returns a sentence where it is not
 */
export const findLastAnswer = async (
  { turn, call, sentences }: Command,
  conversation: string,
  history: History,
): Promise<PastTurn | View> => {
  const { turn: about = '', part } = call.args;
  const last = await history.last(conversation);
  const isIt = last && last.texts.length > 0 && about !== '' && last.turnId.startsWith(about);
  if (!isIt || (part !== undefined && part !== String(partsOf(last))))
    return { note: sentences.notLast, private: true };
  const isTheirs = last.questions.some(({ personId }) => personId === turn.personId);
  return isTheirs ? last : { note: sentences.notYourQuestion, private: true };
};

export const isPast = (found: PastTurn | View): found is PastTurn => 'turnId' in found;

/** The turns that questions were first asked in. */
export const originalsOf = (questions: readonly Question[]): string[] => [
  ...new Set(questions.flatMap(({ turnId }) => turnId ?? [])),
];

/** The questions of an answer, as copies that follow what becomes of them. */
export const copiedQuestions = ({ turnId, questions }: PastTurn): Question[] =>
  questions.map((question) => ({ turnId, ...question }));
