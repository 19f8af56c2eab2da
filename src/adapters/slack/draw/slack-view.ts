import { readCall, writeCall } from '../../../core/commands/call-line.ts';
import type { Call, Choice, Json } from '../../../core/ports/arrival.ts';
import type { View } from '../../../core/ports/platform.ts';
import { shortenText } from '../../../markdown/split/shorten-text.ts';
import { slackFallback, slackLimits, slackMrkdwnTexts, slackTexts } from './slack-text.ts';
import type { SlackText } from './slack-text.ts';

/** A message as Slack takes it: `text` is what notifications and screen readers get. */
export interface SlackMessage {
  text: string;
  blocks: SlackBlock[];
  /** All its words as texts of their own, for when Slack refuses the blocks. */
  plainly: () => string[];
}
export type SlackBlock = Readonly<Record<string, Json>>;

/** A form that asks for one argument of a call. */
export interface Form {
  call: Call;
  asksFor: string;
  title: string;
  address: Json;
}

/** Ids in our views. */
export const FORM = 'form';
export const FORM_FIELD = 'value';
const ACTION = 'call';

/** Slack's limits, characters or pieces. */
const BUTTONS = 5;
const MENU_OPTIONS = 100;
const MODAL_TITLE = 24;
const CONTEXT_BYTES = 3_000;

/** The whole answer, in parts; the last one carries the note and the choices. Never without a part. */
export const drawAnswer = (view: View, asker: string): SlackMessage[] => {
  const texts: (SlackText | undefined)[] = slackTexts(view.text ?? '');
  if (texts.length === 0) texts.push(undefined);
  return texts.map((text, index) => {
    const around = index === texts.length - 1 ? view : {};
    return drawPart(text, around, index === 0 && view.notify ? asker : undefined);
  });
};

/** One message, whatever the length: of a long draft, the end. */
export const drawProgress = (view: View): SlackMessage => {
  const texts = slackTexts(view.text ?? '');
  const last = texts.at(-1);
  if (texts.length < 2 || !last) return drawPart(last, view, undefined);
  return drawPart({ ...last, markdown: `…\n\n${last.markdown}` }, view, undefined);
};

/** A sentence of the bot's own outside of any turn. */
export const drawNotice = (sentence: string): SlackMessage => drawProgress({ text: sentence });

/** No name in a message of ours becomes a mention: chat.update would make some by default (`parse: client`). */
export const EDIT_QUIETLY = { link_names: false, parse: 'none' } as const;
/** And no link shows a preview. */
export const POST_QUIETLY = { ...EDIT_QUIETLY, unfurl_links: false, unfurl_media: false } as const;

const drawPart = (text: SlackText | undefined, around: View, mention: string | undefined): SlackMessage => {
  const [before, note] = [mention === undefined ? '' : `<@${mention}>`, noteLine(around)];
  const blocks: SlackBlock[] = [];
  if (before !== '') blocks.push({ type: 'section', text: { type: 'mrkdwn', text: before } });
  if (text) blocks.push({ type: 'markdown', text: text.markdown });
  if (note !== '') blocks.push({ type: 'context', elements: [{ type: 'mrkdwn', text: note }] });
  blocks.push(...drawChoices(around.choices ?? []));
  return {
    text: joined([before, text?.text ?? '', note]) || '…',
    blocks,
    plainly: () => {
      const [first = '', ...rest] = text ? slackMrkdwnTexts(text.source) : [];
      return [joined([before, first]), ...rest, note].filter((words) => words !== '');
    },
  };
};

const joined = (lines: readonly string[]): string => lines.filter((line) => line !== '').join('\n');

const noteLine = ({ note }: View): string => (note === undefined ? '' : slackFallback(note, CONTEXT_BYTES));

const drawChoices = (choices: readonly Choice[]): SlackBlock[] => {
  if (choices.length === 0) return [];
  if (choices.length <= BUTTONS) return [{ type: 'actions', elements: choices.map(drawButton) }];
  const options = choices.slice(0, MENU_OPTIONS).map((choice) => ({
    text: { type: 'plain_text', text: shortenText(choice.label, slackLimits.buttonUnits, 'utf16') },
    value: writeValue(choice),
  }));
  return [{ type: 'actions', elements: [{ type: 'static_select', action_id: `${ACTION}:menu`, options }] }];
};

const drawButton = (choice: Choice, index: number): SlackBlock => ({
  type: 'button',
  action_id: `${ACTION}:${index}`,
  text: { type: 'plain_text', text: shortenText(choice.label, slackLimits.buttonUnits, 'utf16') },
  value: writeValue(choice),
});

/** `stop turn=abc`, or `?note remember turn=abc` when the argument `note` is to be asked for first. */
const writeValue = ({ call, askFor }: Choice): string =>
  askFor === undefined ? writeCall(call) : `?${askFor} ${writeCall(call)}`;

/** What a press or a choice of ours means. */
export const readValue = (value: string): { call: Call; asksFor?: string } | undefined => {
  const [, asksFor, line = value] = /^\?([a-z]+) (.*)$/s.exec(value) ?? [];
  const call = readCall(line);
  return call && { call, ...(asksFor !== undefined && { asksFor }) };
};

/** The modal that asks for the argument of a call. */
export const drawForm = (form: Form): SlackBlock => {
  const label = { type: 'plain_text', text: shortenText(form.title, MODAL_TITLE, 'utf16') };
  return {
    type: 'modal',
    callback_id: FORM,
    private_metadata: JSON.stringify({ call: writeCall(form.call), asksFor: form.asksFor, address: form.address }),
    title: label,
    submit: label,
    blocks: [
      {
        type: 'input',
        block_id: FORM_FIELD,
        label: { type: 'plain_text', text: form.title },
        element: { type: 'plain_text_input', action_id: FORM_FIELD, multiline: true },
      },
    ],
  };
};
