import { findCommand, visibleCommands } from '../../../core/commands/command-table.ts';
import type { CommandRow } from '../../../core/commands/command-row.ts';
import { summaryIn } from '../../../core/commands/translate-command.ts';
import type { Call, Choice } from '../../../core/ports/arrival.ts';
import type { Language } from '../../../core/sentences/language.ts';

export interface Completion {
  /** What stands in the composer once it is chosen. */
  text: string;
  label: string;
  hint: string;
}

/** Values that somebody may choose for an option of a call. */
export type Suggest = (call: Call, option: string) => Promise<Choice[]>;

export interface CompletionParts {
  commandName: string;
  /** Of whoever types. */
  language: Language;
  suggest: Suggest;
}

const MAX_COMPLETIONS = 12;

/** What may follow what has been typed after a slash: commands, then the values of their first argument. */
export const completions = async (
  typed: string,
  { commandName, language, suggest }: CompletionParts,
): Promise<Completion[]> => {
  const [, mark = '', own, word = '', blank, rest = ''] =
    new RegExp(`^(?:([/!])|)(${commandName}\\s+)?([a-z]*)(\\s+)?([^]*)$`, 'i').exec(typed) ?? [];
  if (mark === '') return [];
  const start = `${mark}${own ?? ''}`;
  if (blank === undefined)
    return commandsFor(start, word.toLowerCase(), {
      language,
      commandName: own === undefined ? commandName : undefined,
    });
  const row = findCommand(word.toLowerCase());
  return row && !row.hidden ? valuesFor(`${start}${row.name} `, row, rest, suggest) : [];
};

const commandsFor = (
  start: string,
  word: string,
  { commandName, language }: { commandName: string | undefined; language: Language },
): Completion[] => {
  const fitting = visibleCommands.filter(({ name }) => name.startsWith(word));
  const own = commandName !== undefined && start === '/' && commandName.startsWith(word);
  const slash = own && word !== '' ? `/${commandName} ` : start;
  const rows = own && word !== '' ? visibleCommands : fitting;
  return rows.slice(0, MAX_COMPLETIONS + 8).map((row) => ({
    text: `${slash}${row.name} `,
    label: `${slash}${row.name}`,
    hint: summaryIn(language, row),
  }));
};

const valuesFor = async (start: string, row: CommandRow, rest: string, suggest: Suggest): Promise<Completion[]> => {
  const argument = row.arguments.find(({ option, hidden }) => option !== true && hidden !== true);
  if (!argument) return [];
  const typed = rest.trim();
  if (argument.suggests !== true) {
    const known = row.name === 'help' ? visibleCommands.map(({ name }) => name) : (argument.choices ?? []);
    return known
      .filter((value) => value.startsWith(typed))
      .map((value) => ({ text: start + value, label: value, hint: '' }));
  }
  const found = await suggest({ command: row.name, args: { [argument.name]: typed } }, argument.name);
  return found.slice(0, MAX_COMPLETIONS).map(({ label, call }) => {
    const value = call.args[argument.name] ?? '';
    return {
      text: start + value,
      label: value,
      hint: label.startsWith(value) ? label.slice(value.length).trim() : label,
    };
  });
};
