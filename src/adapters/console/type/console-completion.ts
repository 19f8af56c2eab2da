import { findCommand, visibleCommands } from '../../../core/commands/command-table.ts';
import type { CommandArgument, CommandRow } from '../../../core/commands/command-row.ts';
import type { Call } from '../../../core/ports/arrival.ts';

/** Values for an argument, as `Inbox.suggest` knows them. */
export type Suggest = (call: Call, option: string) => Promise<string[]>;

export interface Completion {
  /** All that may stand in the place of `word`. */
  hits: string[];
  word: string;
}

const NOTHING: Completion = { hits: [], word: '' };
const COMMAND = /^[!/]([a-z]*)$/i;
const ARGUMENTS = /^[!/]([a-z]+)\s+(.*)$/is;

/** What may follow what has been typed: commands and their arguments, from the command table. Nothing for questions. */
export const completeLine = async (line: string, suggest: Suggest): Promise<Completion> => {
  const [mark, begun] = COMMAND.exec(line) ?? [];
  if (mark !== undefined && begun !== undefined) {
    const names = visibleCommands.map(({ name }) => `${mark.charAt(0)}${name} `);
    return { hits: names.filter((name) => name.startsWith(mark.toLowerCase())), word: mark };
  }
  const [, name = '', rest = ''] = ARGUMENTS.exec(line) ?? [];
  const row = findCommand(name.toLowerCase());
  if (!row || row.hidden) return NOTHING;
  return completeArgument(row, rest, suggest);
};

const completeArgument = async (row: CommandRow, rest: string, suggest: Suggest): Promise<Completion> => {
  const words = rest.split(/\s+/);
  const word = words.at(-1) ?? '';
  const offered = row.arguments.filter((argument) => !argument.hidden);
  if (word.startsWith('--')) {
    return { hits: offered.flatMap(optionWords).filter((option) => option.startsWith(word)), word };
  }
  const option = offered.find((argument) => argument.option && `--${argument.name}` === words.at(-2));
  const argument = option ?? positional(offered, words);
  if (!argument) return NOTHING;
  const values = await valuesOf(row, argument, word, suggest);
  return { hits: values, word };
};

/** The argument that the last word is for. */
const positional = (offered: readonly CommandArgument[], words: readonly string[]): CommandArgument | undefined => {
  const inOrder = offered.filter((argument) => !argument.option);
  const before = words.slice(0, -1).filter((word) => !word.startsWith('--')).length;
  const argument = inOrder[before] ?? inOrder.at(-1);
  // Values have no blanks; of a free text only the first word may be one.
  return before < inOrder.length ? argument : undefined;
};

const optionWords = ({ option, name, choices }: CommandArgument): string[] => {
  if (!option) return [];
  return choices ? choices.map((choice) => `--${choice} `) : [`--${name} `];
};

const valuesOf = async (
  row: CommandRow,
  argument: CommandArgument,
  word: string,
  suggest: Suggest,
): Promise<string[]> => {
  if (argument.suggests) return suggest({ command: row.name, args: { [argument.name]: word } }, argument.name);
  const known = row.name === 'help' ? visibleCommands.map(({ name }) => name) : (argument.choices ?? []);
  return known.filter((value) => value.startsWith(word));
};
