import { findCommand, visibleCommands } from '../../../core/commands/command-table.ts';
import type { CommandRow } from '../../../core/commands/command-table.ts';
import type { Inbox } from '../../../core/ports/arrival.ts';

export interface Completion {
  /** What stands in the composer once it is chosen. */
  text: string;
  label: string;
  hint: string;
}

const MAX_COMPLETIONS = 12;

/** What may follow what has been typed after a slash: commands, then the values of their first argument. */
export const completions = async (
  typed: string,
  commandName: string,
  inbox: Pick<Inbox, 'suggest'>,
): Promise<Completion[]> => {
  const [, mark = '', own, word = '', blank, rest = ''] =
    new RegExp(`^(?:([/!])|)(${commandName}\\s+)?([a-z]*)(\\s+)?([^]*)$`, 'i').exec(typed) ?? [];
  if (mark === '') return [];
  const start = `${mark}${own ?? ''}`;
  if (blank === undefined) return commandsFor(start, word.toLowerCase(), own === undefined ? commandName : undefined);
  const row = findCommand(word.toLowerCase());
  return row && !row.hidden ? valuesFor(`${start}${row.name} `, row, rest, inbox) : [];
};

const commandsFor = (start: string, word: string, commandName: string | undefined): Completion[] => {
  const fitting = visibleCommands.filter(({ name }) => name.startsWith(word));
  const own = commandName !== undefined && start === '/' && commandName.startsWith(word);
  const slash = own && word !== '' ? `/${commandName} ` : start;
  const rows = own && word !== '' ? visibleCommands : fitting;
  return rows.slice(0, MAX_COMPLETIONS + 8).map(({ name, summary }) => ({
    text: `${slash}${name} `,
    label: `${slash}${name}`,
    hint: summary,
  }));
};

const valuesFor = async (
  start: string,
  row: CommandRow,
  rest: string,
  inbox: Pick<Inbox, 'suggest'>,
): Promise<Completion[]> => {
  const argument = row.arguments.find(({ option, hidden }) => option !== true && hidden !== true);
  if (!argument) return [];
  const typed = rest.trim();
  if (argument.suggests !== true) {
    const known = row.name === 'help' ? visibleCommands.map(({ name }) => name) : (argument.choices ?? []);
    return known
      .filter((value) => value.startsWith(typed))
      .map((value) => ({ text: start + value, label: value, hint: '' }));
  }
  const found = await inbox.suggest({ command: row.name, args: { [argument.name]: typed } }, argument.name);
  return found.slice(0, MAX_COMPLETIONS).map(({ label, call }) => {
    const value = call.args[argument.name] ?? '';
    return {
      text: start + value,
      label: value,
      hint: label.startsWith(value) ? label.slice(value.length).trim() : label,
    };
  });
};
