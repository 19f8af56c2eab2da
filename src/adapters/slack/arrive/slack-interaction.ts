import { arrivalId } from '../../../core/arrival-id.ts';
import { findCommand } from '../../../core/commands/command-table.ts';
import { parseInput } from '../../../core/commands/parse-input.ts';
import type { Arrival, Call } from '../../../core/ports/arrival.ts';
import { isDirect } from '../slack-address.ts';
import type { SlackAddress } from '../slack-address.ts';
import { commandConversation, compose, momentOf } from './slack-arrival.ts';
import type { SlackSelf } from '../api/slack-directory.ts';
import { filesIn } from '../api/slack-files.ts';
import { asPayload, idAt, listAt, payloadAt, textAt, tsAt } from '../api/slack-payload.ts';
import type { Payload } from '../api/slack-payload.ts';
import { readSlackText } from '../api/slack-markup.ts';
import { quote, visibleWordsOf } from '../api/slack-words.ts';
import { ASK_SHORTCUT, isOurAction, readChoice } from '../draw/slack-choice.ts';
import { readForm } from '../draw/slack-form.ts';
import type { Form } from '../draw/slack-form.ts';

export type Interaction =
  { kind: 'arrival'; arrival: Arrival } | { kind: 'form'; arrival: Arrival; triggerId: string; form: Form };

/**
 * A press, a menu choice, a sent form, a slash command or a message shortcut. Undefined for what is none of ours.
 * @param now by Slack's clock, epoch milliseconds
 */
export const readInteraction = (body: unknown, self: SlackSelf, now: number): Interaction | undefined => {
  const payload = asPayload(body);
  if (textAt(payload, 'command') !== undefined) return fromCommand(payload, self, now);
  switch (textAt(payload, 'type')) {
    case 'block_actions':
      return fromPress(payload, self, now);
    case 'message_action':
      return fromShortcut(payload, self, now);
    case 'view_submission':
      return fromForm(payload, self, now);
    default:
      return undefined;
  }
};

const fromPress = (body: Payload | undefined, self: SlackSelf, now: number): Interaction | undefined => {
  const [action] = listAt(body, 'actions');
  const chosen = payloadAt(action, 'selected_option') ?? action;
  const choice = isOurAction(textAt(action, 'action_id')) ? readChoice(textAt(chosen, 'value') ?? '') : undefined;
  const container = payloadAt(body, 'container');
  if (textAt(payloadAt(body, 'view'), 'type') === 'home') return choice && fromHomePress(body, choice.call, self, now);
  const pressed = tsAt(container, 'message_ts') ?? tsAt(payloadAt(body, 'message'), 'ts');
  const address = addressOfInteraction(body, pressed);
  if (!choice || !address || pressed === undefined) return undefined;
  const [responseUrl, triggerId] = [textAt(body, 'response_url'), textAt(body, 'trigger_id')];
  const isEphemeral = container?.['is_ephemeral'] === true;
  const { call, askFor } = choice;
  const { isBelow = false, private: isPrivate = true } = findCommand(call.command) ?? {};
  const place: SlackAddress = {
    ...(isBelow ? belowPressed(address, pressed) : { ...address, pressed }),
    since: tsAt(action, 'action_ts') ?? momentOf(now),
    ...(isEphemeral && (isPrivate || !isBelow) && responseUrl !== undefined && { responseUrl, ephemeral: true }),
  };
  const occasion = tsAt(action, 'action_ts') ?? triggerId ?? '';
  const id = arrivalId('slack', self.teamId, place.channel, pressed, occasion, place.user);
  const arrival = compose(self, now, id, call, place);
  if (askFor === undefined) return { kind: 'arrival', arrival };
  const title = textAt(payloadAt(chosen, 'text'), 'text') ?? askFor;
  const form = { call, askFor, title, address: place };
  return triggerId === undefined ? undefined : { kind: 'form', arrival, triggerId, form };
};

/** In the message's thread; in a direct chat, where there is none, not in one that the press would begin. */
const belowPressed = ({ thread, ...address }: SlackAddress, pressed: string): SlackAddress => {
  const isNone = thread === undefined || (isDirect(address.channel) && thread === pressed);
  return isNone ? address : { ...address, thread };
};

/** What is pressed in the home tab is answered in the direct chat, or there if it turns its page. */
const fromHomePress = (
  body: Payload | undefined,
  call: Call,
  self: SlackSelf,
  now: number,
): Interaction | undefined => {
  const [action] = listAt(body, 'actions');
  const [channel, user] = [textAt(payloadAt(body, 'view'), 'private_metadata'), idAt(payloadAt(body, 'user'), 'id')];
  if (channel === undefined || user === undefined || !isDirect(channel)) return undefined;
  const since = tsAt(action, 'action_ts') ?? momentOf(now);
  const address = { channel, user, since, ...(call.command === 'models' && { home: true }) };
  const id = arrivalId('slack', self.teamId, channel, 'home', since, user);
  return { kind: 'arrival', arrival: compose(self, now, id, call, address) };
};

/** Where an interaction with a message happened: its channel and its thread, which for a message outside of one is its own. */
const addressOfInteraction = (body: Payload | undefined, message: string | undefined): SlackAddress | undefined => {
  const container = payloadAt(body, 'container');
  const channel = idAt(payloadAt(body, 'channel'), 'id') ?? idAt(container, 'channel_id');
  const user = idAt(payloadAt(body, 'user'), 'id');
  if (channel === undefined || user === undefined || message === undefined) return undefined;
  const thread = tsAt(payloadAt(body, 'message'), 'thread_ts') ?? tsAt(container, 'thread_ts');
  // An ephemeral message is nobody's thread root.
  if (thread === undefined && container?.['is_ephemeral'] === true) return { channel, user, since: message };
  return { channel, user, since: message, thread: thread ?? message };
};

const fromShortcut = (body: Payload | undefined, self: SlackSelf, now: number): Interaction | undefined => {
  const message = payloadAt(body, 'message');
  const ts = tsAt(message, 'ts');
  const address = addressOfInteraction(body, ts);
  if (textAt(body, 'callback_id') !== ASK_SHORTCUT || !address || ts === undefined) return undefined;
  const responseUrl = textAt(body, 'response_url');
  const occasion = tsAt(body, 'action_ts') ?? textAt(body, 'trigger_id') ?? '';
  const id = arrivalId('slack', self.teamId, address.channel, ts, occasion, address.user);
  const words = visibleWordsOf(message);
  const question = words === '' ? '' : quote(words);
  const files = filesIn(message);
  const place: SlackAddress = {
    ...address,
    since: tsAt(body, 'action_ts') ?? momentOf(now),
    ...(question !== '' && { text: question }),
    ...(files.length > 0 && { files }),
    ...(responseUrl !== undefined && { responseUrl }),
  };
  const call: Call = { command: 'ask', args: { question: readSlackText(question, self) } };
  return { kind: 'arrival', arrival: compose(self, now, id, call, place) };
};

const fromForm = (body: Payload | undefined, self: SlackSelf, now: number): Interaction | undefined => {
  const view = payloadAt(body, 'view');
  const [form, viewId, user] = [readForm(view), textAt(view, 'id'), idAt(payloadAt(body, 'user'), 'id')];
  if (!form || viewId === undefined || user === undefined) return undefined;
  const address: SlackAddress = { ...form.address, user };
  const id = arrivalId('slack', self.teamId, address.channel, viewId, user);
  return { kind: 'arrival', arrival: compose(self, now, id, form.call, address) };
};

const fromCommand = (body: Payload | undefined, self: SlackSelf, now: number): Interaction | undefined => {
  const [channel, user] = [idAt(body, 'channel_id'), idAt(body, 'user_id')];
  if (channel === undefined || user === undefined) return undefined;
  const occasion = textAt(body, 'trigger_id') ?? String(now);
  const id = arrivalId('slack', self.teamId, channel, user, occasion);
  const raw = textAt(body, 'text') ?? '';
  const responseUrl = textAt(body, 'response_url');
  const address = { channel, user, since: momentOf(now), ...(responseUrl !== undefined && { responseUrl }) };
  const text = questionIn(raw);
  if (text !== undefined) {
    const conversation = commandConversation(self, channel, id);
    const asked = { by: textAt(body, 'user_name') ?? user, conversation };
    const { args } = parseInput(`!ask ${text}`);
    const { question = '' } = args;
    const call: Call = { command: 'ask', args: { ...args, question: readSlackText(question, self) } };
    const arrival = compose(self, now, id, call, { ...address, ...(question !== '' && { text: question }), asked });
    return { kind: 'arrival', arrival: { ...arrival, conversation } };
  }
  return {
    kind: 'arrival',
    arrival: compose(self, now, id, `!${readSlackText(raw, self).replace(/^!/, '') || 'help'}`, address),
  };
};

/** "/aitta ask why?", and "/aitta why is the sky blue?", which begins with no command. One unknown word is a slip, not a question; "why?" is one. */
const questionIn = (text: string): string | undefined => {
  const [, word = '', rest = ''] = /^!?(\S*)\s*([\s\S]*)$/.exec(text) ?? [];
  const row = findCommand(word.toLowerCase());
  if (row?.name === 'ask') return rest;
  const isWord = /^[\p{L}\p{N}-]*$/u.test(word);
  return (!row || row.hidden) && (rest !== '' || !isWord) ? text : undefined;
};
