import type { CommandName } from './command-table.ts';

/** What a model answers. */
const QUESTIONS = ['ask', 'retry', 'continue', 'again', 'reask'] as const satisfies readonly CommandName[];
export type QuestionName = (typeof QUESTIONS)[number];
export const isQuestion = (name: string): name is QuestionName => QUESTIONS.some((each) => each === name);
