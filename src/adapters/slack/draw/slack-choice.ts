import { readCall, writeCall } from '../../../core/commands/call-line.ts';
import type { Call, Choice } from '../../../core/ports/arrival.ts';
import { shortenText } from '../../../markdown/split/shorten-text.ts';
import type { SlackBlock } from '../api/slack-api.ts';
import { slackLimits } from './slack-text.ts';

/** `callback_id` of "Ask Aitta about this", the choice in every message's menu. */
export const ASK_SHORTCUT = 'ask_about_this';
const ACTION = 'call';
const OUR_ACTION = /^call:(?:\d{1,3}|menu|rate)$/;

/** As many buttons look well in a row; a menu takes so many options (docs.slack.dev, select menu element). */
const MAX_BUTTONS = 5;
const MAX_MENU_OPTIONS = 100;

/** Thumbs as Slack draws them; the others as buttons, or as a menu where they are many. */
export const drawChoices = (all: readonly Choice[]): SlackBlock[] => {
  if (!hasThumbs(all)) return drawPlainChoices(all);
  return [...drawThumbs(all.filter(isThumb)), ...drawPlainChoices(all.filter((choice) => !isThumb(choice)))];
};

const isThumb = ({ call, askFor }: Choice): boolean => call.command === 'rate' && askFor === undefined;
const THUMBS = 2;
export const hasThumbs = (choices: readonly Choice[]): boolean => choices.filter(isThumb).length === THUMBS;

/** docs.slack.dev, feedback buttons element. */
const drawThumbs = ([up, down]: readonly Choice[]): SlackBlock[] => {
  if (!up || !down) return [];
  const element = {
    type: 'feedback_buttons',
    action_id: `${ACTION}:rate`,
    positive_button: drawThumb(up),
    negative_button: drawThumb(down),
  };
  return [{ type: 'context_actions', elements: [element] }];
};

const drawThumb = (choice: Choice): SlackBlock => ({
  text: { type: 'plain_text', text: shortenText(choice.label, slackLimits.buttonUnits, 'utf16') },
  value: writeChoice(choice),
});

/** Thumbs are buttons like the others. */
export const drawPlainChoices = (choices: readonly Choice[]): SlackBlock[] => {
  if (choices.length === 0) return [];
  if (choices.length <= MAX_BUTTONS) return [{ type: 'actions', elements: choices.map(drawButton) }];
  const options = choices.slice(0, MAX_MENU_OPTIONS).map((choice) => ({
    text: { type: 'plain_text', text: shortenText(choice.label, slackLimits.buttonUnits, 'utf16') },
    value: writeChoice(choice),
  }));
  return [{ type: 'actions', elements: [{ type: 'static_select', action_id: `${ACTION}:menu`, options }] }];
};

const drawButton = (choice: Choice, index: number): SlackBlock => ({
  type: 'button',
  action_id: `${ACTION}:${index}`,
  text: { type: 'plain_text', text: shortenText(choice.label, slackLimits.buttonUnits, 'utf16') },
  value: writeChoice(choice),
});

/** `stop turn=abc`, or `?note remember turn=abc` when the argument `note` is to be asked for first. */
const writeChoice = ({ call, askFor }: Choice): string =>
  askFor === undefined ? writeCall(call) : `?${askFor} ${writeCall(call)}`;

/** Other parts of an app, and other apps' messages that were shared, have buttons too. */
export const isOurAction = (actionId: string | undefined): boolean => OUR_ACTION.test(actionId ?? '');

/** What a press or a choice of ours means. */
export const readChoice = (value: string): { call: Call; askFor?: string } | undefined => {
  const [, askFor, line = value] = /^\?([a-z]+) (.*)$/s.exec(value) ?? [];
  const call = readCall(line);
  return call && { call, ...(askFor !== undefined && { askFor }) };
};
