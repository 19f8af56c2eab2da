import type { FormMistake } from './api-error.ts';
import type { WireObject } from './message.ts';

export const commandTypes = { slash: 1, user: 2, message: 3 } as const;
export const optionTypes = { subCommand: 1, subCommandGroup: 2, text: 3, attachment: 11 } as const;

export interface CommandOption {
  type: number;
  name: string;
  description: string;
  required?: boolean;
  autocomplete?: boolean;
  choices?: { name: string; value: string | number }[];
  min_length?: number;
  max_length?: number;
  options?: CommandOption[];
}

export interface CommandForm {
  name: string;
  type?: number | null;
  description?: string | null;
  options?: CommandOption[] | null;
  contexts?: number[] | null;
  integration_types?: number[] | null;
  default_member_permissions?: string | number | null;
  nsfw?: boolean | null;
}

type Path = readonly (string | number)[];

/** As Discord's documentation gives it: letters of any script, digits, `-`, `_`, `'`. */
const slashName = /^[-_'\p{L}\p{N}\p{sc=Deva}\p{sc=Thai}]{1,32}$/u;
const maxOptions = 25;
const maxCommandLength = 8000;
const maxPerType = new Map<number, number>([
  [commandTypes.slash, 100],
  [commandTypes.user, 15],
  [commandTypes.message, 15],
]);

const mistake = (at: Path, code: string, message: string): FormMistake => ({ at, code, message });
const badLength = (at: Path, limit: number): FormMistake =>
  mistake(at, 'BASE_TYPE_BAD_LENGTH', `Must be between 1 and ${limit} in length.`);

const checkName = (name: string, at: Path): FormMistake[] =>
  slashName.test(name) && name === name.toLowerCase()
    ? []
    : [mistake([...at, 'name'], 'APPLICATION_COMMAND_INVALID_NAME', 'Command name is invalid')];

const checkDescription = (description: string | null | undefined, at: Path): FormMistake[] => {
  const length = description?.length ?? 0;
  return length >= 1 && length <= 100 ? [] : [badLength([...at, 'description'], 100)];
};

const checkChoices = (option: CommandOption, at: Path): FormMistake[] => {
  const choices = option.choices ?? [];
  const mistakes: FormMistake[] = [];
  if (choices.length > maxOptions) mistakes.push(badLength([...at, 'choices'], maxOptions));
  if (choices.length > 0 && option.autocomplete === true) {
    const message = 'Choices and autocomplete exclude each other';
    mistakes.push(mistake([...at, 'autocomplete'], 'APPLICATION_COMMAND_OPTIONS_CHOICES_AND_AUTOCOMPLETE', message));
  }
  for (const [index, { name, value }] of choices.entries()) {
    if (name.length > 100 || name === '') mistakes.push(badLength([...at, 'choices', index, 'name'], 100));
    if (String(value).length > 100) mistakes.push(badLength([...at, 'choices', index, 'value'], 100));
  }
  return mistakes;
};

const checkOptions = (options: readonly CommandOption[], at: Path, depth: number): FormMistake[] => {
  const mistakes: FormMistake[] = [];
  if (options.length > maxOptions) mistakes.push(badLength(at, maxOptions));
  const names = new Set<string>();
  let sawOptional = false;
  for (const [index, option] of options.entries()) {
    const here = [...at, index];
    mistakes.push(...checkName(option.name, here), ...checkDescription(option.description, here));
    mistakes.push(...checkChoices(option, here));
    if (names.has(option.name)) {
      mistakes.push(mistake(here, 'APPLICATION_COMMAND_OPTIONS_NAME_ALREADY_EXISTS', 'Option name already exists'));
    }
    names.add(option.name);
    const isSub = option.type === optionTypes.subCommand || option.type === optionTypes.subCommandGroup;
    const fitsHere = option.type === optionTypes.subCommandGroup ? depth === 0 : !isSub || depth <= 1;
    if (!fitsHere || (isSub && options.some(({ type }) => type > optionTypes.subCommandGroup))) {
      const message = 'Sub-command options cannot be mixed or nested so';
      mistakes.push(mistake([...here, 'type'], 'APPLICATION_COMMAND_OPTIONS_TYPE_INVALID', message));
    }
    if (option.required === true && sawOptional) {
      const message = 'Required options must be placed before non-required options';
      mistakes.push(mistake(here, 'APPLICATION_COMMAND_OPTIONS_REQUIRED_INVALID', message));
    }
    if (!isSub && option.required !== true) sawOptional = true;
    const deeper = option.type === optionTypes.subCommandGroup ? depth + 1 : depth + 2;
    mistakes.push(...checkOptions(option.options ?? [], [...here, 'options'], deeper));
  }
  return mistakes;
};

/** Names, descriptions and values of everything in a command count together. */
const lengthOf = (
  node: Pick<CommandOption, 'name' | 'choices' | 'options'> & { description?: string | null },
): number =>
  node.name.length +
  (node.description?.length ?? 0) +
  (node.choices ?? []).reduce((sum, { name, value }) => sum + name.length + String(value).length, 0) +
  (node.options ?? []).reduce((sum, option) => sum + lengthOf(option), 0);

const checkCommand = (form: CommandForm, at: Path, isGlobal: boolean): FormMistake[] => {
  const mistakes: FormMistake[] = [];
  if ((form.type ?? commandTypes.slash) === commandTypes.slash) {
    mistakes.push(...checkName(form.name, at), ...checkDescription(form.description, at));
    mistakes.push(...checkOptions(form.options ?? [], [...at, 'options'], 0));
    const { options, ...rest } = form;
    if (lengthOf({ ...rest, ...(options && { options }) }) > maxCommandLength) {
      const message = `Command exceeds maximum size (${maxCommandLength})`;
      mistakes.push(mistake(at, 'APPLICATION_COMMAND_TOO_LARGE', message));
    }
  } else {
    if (form.name.length < 1 || form.name.length > 32) mistakes.push(badLength([...at, 'name'], 32));
    if (form.description) {
      const message = 'Context menu commands cannot have description';
      mistakes.push(mistake([...at, 'description'], 'APPLICATION_COMMAND_CONTEXT_MENU_DESCRIPTION', message));
    }
    if ((form.options ?? []).length > 0) {
      const message = 'Context menu commands cannot have options';
      mistakes.push(mistake([...at, 'options'], 'APPLICATION_COMMAND_CONTEXT_MENU_OPTIONS', message));
    }
  }
  if (!isGlobal && (form.contexts || form.integration_types)) {
    const message = 'Contexts and integration types are for global commands only';
    mistakes.push(mistake([...at, 'contexts'], 'APPLICATION_COMMAND_CONTEXTS_GLOBAL_ONLY', message));
  }
  return mistakes;
};

/** What Discord would refuse about a whole set of commands. */
export const checkCommands = (forms: readonly CommandForm[], isGlobal: boolean): FormMistake[] => {
  const mistakes = forms.flatMap((form, index) => checkCommand(form, [index], isGlobal));
  const seen = new Set<string>();
  const counts = new Map<number, number>();
  for (const [index, form] of forms.entries()) {
    const type = form.type ?? commandTypes.slash;
    const key = `${type} ${form.name}`;
    if (seen.has(key)) {
      const message = 'Application command names must be unique';
      mistakes.push(mistake([index, 'name'], 'APPLICATION_COMMANDS_DUPLICATE_NAME', message));
    }
    seen.add(key);
    counts.set(type, (counts.get(type) ?? 0) + 1);
  }
  for (const [type, count] of counts) {
    const limit = maxPerType.get(type) ?? 0;
    if (count > limit) mistakes.push(badLength(['_commands'], limit));
  }
  return mistakes;
};

/** Leaves out what was not given, as Discord's answers do. */
export const withoutNulls = (value: WireObject): WireObject =>
  Object.fromEntries(Object.entries(value).filter(([, field]) => field !== null && field !== undefined));
