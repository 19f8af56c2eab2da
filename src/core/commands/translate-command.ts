import type { Language } from '../sentences/language.ts';
import type { CommandArgument, CommandRow } from './command-row.ts';
import type { ArgumentWords } from './command-words.ts';
import { finnishCommandWords } from './finnish-command-words.ts';
import { swedishCommandWords } from './swedish-command-words.ts';

interface AnyWords {
  rows: Readonly<Record<string, { summary: string; arguments: Readonly<Record<string, ArgumentWords>> }>>;
  choices: Readonly<Record<string, string>>;
}

const WORDS: Readonly<Partial<Record<Language, AnyWords>>> = { fi: finnishCommandWords, sv: swedishCommandWords };

/** A row as it reads in a language. */
export const summaryIn = (language: Language, row: CommandRow): string =>
  WORDS[language]?.rows[row.name]?.summary ?? row.summary;

export const argumentIn = (language: Language, row: CommandRow, argument: CommandArgument): ArgumentWords =>
  WORDS[language]?.rows[row.name]?.arguments[argument.name] ?? argument;

export const choiceIn = (language: Language, choice: string): string => WORDS[language]?.choices[choice] ?? choice;
