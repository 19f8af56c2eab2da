import type { Exchange } from '../ports/exchange.ts';

/** An exchange as the history keeps it. */
export interface PastTurn extends Pick<Exchange, 'questions' | 'texts' | 'model' | 'showsThinking' | 'toOldWords'> {
  turnId: string;
  at: number;
  /** The turns in which its answer was gone on with, after it had been cut off. */
  goneOnBy?: string[];
  /** The edit of its question after which another answer was offered. */
  offeredBy?: string;
  /** The turn that asks its question again. */
  askedAgainBy?: string;
}

/** As version 0.1 has kept it. */
interface FormerPastTurn {
  turnId: string;
  personId: string;
  who: string;
  question: string;
  answer: string;
  model: string;
  at: number;
}

export const readPastTurn = (stored: PastTurn | FormerPastTurn): PastTurn => {
  if ('questions' in stored) return stored;
  const { turnId, personId, who, question, answer, model, at } = stored;
  return { turnId, questions: [{ personId, who, text: question }], texts: [answer], model, at };
};

/** All that the model wrote, as one text. */
export const wholeText = ({ texts }: Pick<Exchange, 'texts'>): string => texts.join('\n\n');
