import type { RegisteredCommand } from './command-registry.ts';
import { type CommandOption, optionTypes } from './command-rules.ts';
import type { StoredFile, WireObject } from './message.ts';

/** What a person fills in, by option name. */
export type CommandValues = Record<
  string,
  string | number | boolean | { name: string; type?: string; data: Buffer | string }
>;

interface Filled {
  options: WireObject[];
  files: StoredFile[];
}

const isSubCommand = ({ type }: CommandOption): boolean =>
  type === optionTypes.subCommand || type === optionTypes.subCommandGroup;

/** What the client would not let a person send: it is the test that is wrong. */
const complain = (command: string, what: string): never => {
  throw new Error(`Discord's client would not send /${command}: ${what}`);
};

const checkText = (command: string, option: CommandOption, value: unknown): void => {
  const { name, choices, max_length: max = 6000, min_length: min = 0 } = option;
  if (typeof value !== 'string') return;
  if (value.length > max || value.length < min) complain(command, `${name} has ${value.length} characters`);
  if (choices && !choices.some((choice) => choice.value === value))
    complain(command, `${value} is no choice of ${name}`);
};

const fill = (
  command: string,
  options: readonly CommandOption[],
  values: CommandValues,
  store: (file: { name: string; type?: string; data: Buffer | string }) => StoredFile,
  focused: string | undefined,
): Filled => {
  const filled: Filled = { options: [], files: [] };
  for (const name of Object.keys(values)) {
    if (!options.some((option) => option.name === name)) complain(command, `it has no option ${name}`);
  }
  for (const option of options) {
    const value = values[option.name];
    if (value === undefined) {
      // While somebody is still typing, nothing is required yet.
      if (option.required === true && focused === undefined) complain(command, `${option.name} is required`);
    } else if (typeof value === 'object') {
      const file = store(value);
      filled.files.push(file);
      filled.options.push({ name: option.name, type: optionTypes.attachment, value: file.id });
    } else {
      if (focused === undefined) checkText(command, option, value);
      const focus = option.name === focused && { focused: true };
      filled.options.push({ name: option.name, type: option.type, value, ...focus });
    }
  }
  return filled;
};

/** The `options` of an interaction for `/name sub ...`, as the client builds them from what is registered. */
export const fillCommand = (
  command: RegisteredCommand,
  words: readonly string[],
  values: CommandValues,
  store: (file: { name: string; type?: string; data: Buffer | string }) => StoredFile,
  focused?: string,
): Filled => {
  const spelt = [command.name, ...words].join(' ');
  let options = command.form.options ?? [];
  const path: CommandOption[] = [];
  for (const word of words) {
    const next = options.find((option) => isSubCommand(option) && option.name === word);
    if (!next) throw new Error(`There is no command /${spelt}`);
    path.push(next);
    options = next.options ?? [];
  }
  if (options.some((option) => isSubCommand(option))) throw new Error(`/${spelt} needs a sub-command`);
  const filled = fill(spelt, options, values, store, focused);
  for (const { name, type } of path.toReversed()) filled.options = [{ name, type, options: filled.options }];
  return filled;
};
