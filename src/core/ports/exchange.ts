import type { QuestionFile } from './files.ts';

/** What a model was asked and what it wrote. */
export interface Exchange {
  /** Oldest first; the first is the turn's own. */
  questions: Question[];
  /** In order; together they are the answer. */
  texts: string[];
  model: string;
  /** Where it belongs, if that is not where it was asked for. */
  conversation?: string;
  /** The answer says that older turns were left out. */
  trimTold?: boolean;
  /** The answer carries the operator's notice, as the first one of its channel does. */
  noticed?: boolean;
  usage?: AnswerUsage;
  /** The question has asked to be shown what the model thinks: whatever is answered to it anew shows that too. */
  showsThinking?: true;
  /** The question was edited after this answer to its old words was made. */
  toOldWords?: true;
  /** Goes on with the answer of this turn, and belongs to it. */
  goesOn?: string;
}
export interface Question {
  personId: string;
  /** The asker's name as it was then. */
  who: string;
  /** As the model read it. */
  text: string;
  /** The turn that it was asked in, where that is another one: a copy, which follows what becomes of the original. */
  turnId?: string;
  /** What came with it and could be read. */
  files?: QuestionFile[];
}
/** What one answer took. */
export interface AnswerUsage {
  tokensIn: number;
  tokensOut: number;
  /** The server reported no numbers: ours are estimates. */
  estimated: boolean;
  /** From acceptance to the first token, and from there to the end, milliseconds. */
  waitMs: number;
  writeMs: number;
}
