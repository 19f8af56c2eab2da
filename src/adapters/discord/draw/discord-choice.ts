import { ButtonStyle, ComponentType, InteractionResponseType } from 'discord.js';
import type { APIApplicationCommandAutocompleteResponse, APIButtonComponent } from 'discord.js';
import { readCall, writeCall } from '../../../core/commands/call-line.ts';
import { findCommand } from '../../../core/commands/command-table.ts';
import type { Call, Choice } from '../../../core/ports/arrival.ts';
import { shortenText } from '../../../markdown/split/shorten-text.ts';
import type { MessageRow } from '../api/discord-api.ts';
import { discordLimits } from './discord-text.ts';

/** Discord's limits (docs.discord.com: component reference, autocomplete). */
const MAX_BUTTONS = 5;
const MAX_MENU_OPTIONS = 25;
const MAX_ROWS = 5;
const MAX_SUGGESTIONS = 25;
/** UTF-16 units. */
const MAX_SUGGESTION = 100;
/** A custom id, or the value of a menu's option, UTF-16 units. */
const MAX_CUSTOM_ID = 100;
const ASKS_FOR = ' ?';
/** Before what this bot has written: another program may have drawn buttons for the same application. */
const OURS = '~';

/** Choices as buttons, or as menus where they are many. */
export const drawChoices = (choices: readonly Choice[]): MessageRow[] => {
  const offered = new Map(choices.map((choice) => [writeChoice(choice), choice])); // Discord refuses two with one id
  if (offered.size === 0) return [];
  if (offered.size <= MAX_BUTTONS)
    return [{ type: ComponentType.ActionRow, components: [...offered].map(([id, choice]) => drawButton(id, choice)) }];
  const options = [...offered].map(([value, { label }]) => ({
    value,
    label: shortenText(label, discordLimits.optionUnits, 'utf16'),
  }));
  const menus = Array.from({ length: Math.min(Math.ceil(options.length / MAX_MENU_OPTIONS), MAX_ROWS) }, (_, index) =>
    options.slice(index * MAX_MENU_OPTIONS, (index + 1) * MAX_MENU_OPTIONS),
  );
  return menus.map((part, index) => ({
    type: ComponentType.ActionRow,
    components: [{ type: ComponentType.StringSelect, custom_id: `menu-${index}`, options: part }],
  }));
};

const drawButton = (id: string, { label, call }: Choice): APIButtonComponent => ({
  type: ComponentType.Button,
  custom_id: id,
  label: shortenText(label, discordLimits.buttonUnits, 'utf16'),
  style: call.command === 'halt' ? ButtonStyle.Danger : ButtonStyle.Secondary,
});

/** What may be meant by what somebody types; left out is what would not fit. */
export const drawSuggestions = (
  choices: readonly Choice[],
  option: string,
): APIApplicationCommandAutocompleteResponse => ({
  type: InteractionResponseType.ApplicationCommandAutocompleteResult,
  data: {
    choices: choices
      .map(({ label, call }) => ({
        name: shortenText(label, MAX_SUGGESTION, 'utf16'),
        value: call.args[option] ?? label,
      }))
      .filter(({ value }) => value.length <= MAX_SUGGESTION)
      .slice(0, MAX_SUGGESTIONS),
  },
});

/** A choice as a custom id: its call, and the argument that a form asks for before the call arrives. */
export const writeChoice = ({ call, askFor }: Pick<Choice, 'call' | 'askFor'>): string => {
  const line = OURS + writeCall(call) + (askFor === undefined ? '' : `${ASKS_FOR}${askFor}`);
  if (line.length > MAX_CUSTOM_ID) throw new RangeError(`a choice of ${line.length} characters does not fit`);
  return line;
};

/** Undefined for what no version of the bot has written; without the sign, as earlier ones wrote it, only what names something of ours. */
export const readChoice = (line: string): { call: Call; askFor?: string } | undefined => {
  const isSigned = line.startsWith(OURS);
  const rest = isSigned ? line.slice(OURS.length) : line;
  const [, written = rest, askFor] = /^(.*) \?([a-z]+)$/.exec(rest) ?? [];
  const call = readCall(written);
  if (!call || (!isSigned && (!findCommand(call.command) || Object.keys(call.args).length === 0))) return undefined;
  return { call, ...(askFor === undefined ? {} : { askFor }) };
};
