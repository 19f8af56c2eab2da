import { inArgument, modelOption, turnArgument } from './command-row.ts';
import type { CommandRow } from './command-row.ts';

/** The rows that nobody types: what buttons mean, and what platforms tell of. */
export const buttonCommands = [
  { name: 'hello', summary: 'First contact', arguments: [], private: false, hidden: true },
  { name: 'halt', summary: 'The Stop button', arguments: [turnArgument], private: true, hidden: true },
  { name: 'park', summary: 'Answer later', arguments: [turnArgument], private: true, hidden: true },
  {
    name: 'switch',
    summary: 'Ask another model instead',
    arguments: [turnArgument, { name: 'model', summary: 'Which one', required: true }],
    private: true,
    hidden: true,
  },
  { name: 'answer', summary: 'Answer an old question', arguments: [turnArgument], private: false, hidden: true },
  { name: 'drop', summary: 'Forget an old question', arguments: [turnArgument], private: false, hidden: true },
  { name: 'whole', summary: 'Show a stopped answer', arguments: [turnArgument], private: false, hidden: true },
  {
    name: 'continue',
    summary: 'Go on with an answer that was cut off',
    arguments: [turnArgument, { name: 'part', summary: 'After which part', required: true }],
    private: false,
    hidden: true,
    isBelow: true,
  },
  {
    name: 'another',
    summary: 'Offer models to answer again',
    arguments: [turnArgument],
    private: true,
    hidden: true,
    isBelow: true,
  },
  {
    name: 'again',
    summary: 'Answer again',
    arguments: [turnArgument, modelOption, inArgument],
    private: false,
    hidden: true,
    isBelow: true,
  },
  { name: 'reask', summary: 'Answer an edited question', arguments: [turnArgument], private: false, hidden: true },
  {
    name: 'rate',
    summary: 'A thumb under an answer',
    arguments: [
      turnArgument,
      { name: 'as', summary: 'Up or down', required: true, choices: ['up', 'down'] },
      { name: 'word', summary: 'Why', required: false, rest: true, maxLength: 1_000 },
    ],
    private: true,
    hidden: true,
    isBelow: true,
  },
  { name: 'deleted', summary: 'A message was deleted', arguments: [turnArgument], private: true, hidden: true },
  {
    name: 'edited',
    summary: 'A message was edited',
    arguments: [turnArgument, { name: 'text', summary: 'Its new text', required: true, rest: true }],
    private: true,
    hidden: true,
  },
] as const satisfies readonly CommandRow[];
