import { findCommand } from '../../../core/commands/command-table.ts';
import type { Choice } from '../../../core/ports/arrival.ts';
import type { ConsoleChoices } from '../draw/console-choices.ts';

/** What somebody means by what was entered. */
export type Typed =
  | { kind: 'nothing' }
  | { kind: 'leave' }
  | { kind: 'choice'; choice: Choice }
  /** A number that is none of those that are offered. */
  | { kind: 'no-choice'; first: number; last: number }
  | { kind: 'text'; text: string };

const LEAVE = /^(?:[!/]?(?:exit|quit)|:q)$/i;
const NUMBER = /^\d{1,3}$/;
const QUOTED_NUMBER = /^["'“”‘’](\d{1,3})["'“”‘’]$/;
const SLASH = /^\/([a-z]+)(?=\s|$)/i;

export const readTyped = (line: string, choices: ConsoleChoices): Typed => {
  const text = line.trim();
  if (text === '') return { kind: 'nothing' };
  if (LEAVE.test(text)) return { kind: 'leave' };
  const { numbers } = choices;
  if (numbers && NUMBER.test(text)) {
    const choice = choices.find(Number(text));
    return choice ? { kind: 'choice', choice } : { kind: 'no-choice', ...numbers };
  }
  return { kind: 'text', text: (numbers && QUOTED_NUMBER.exec(text)?.[1]) ?? withMark(text) };
};

/** "/models" is "!models" here. A path at the beginning of a question is none of our commands, and stays. */
const withMark = (text: string): string => {
  const [slashed, word] = SLASH.exec(text) ?? [];
  if (slashed === undefined || word === undefined) return text;
  const row = findCommand(word.toLowerCase());
  return (row && !row.hidden) || slashed === text ? `!${text.slice(1)}` : text;
};
