import { arrivalId } from '../../../core/arrival-id.ts';
import type { Arrival, Call, PlaceKind } from '../../../core/ports/arrival.ts';
import { inWorkspace, isDirect } from '../slack-address.ts';
import type { SlackAddress } from '../slack-address.ts';
import type { SlackSelf } from '../api/slack-directory.ts';
import { beginsWithMention, mentions, readSlackText } from '../api/slack-markup.ts';
import { filesIn } from '../api/slack-files.ts';
import { asPayload, idAt, payloadAt, textAt, tsAt } from '../api/slack-payload.ts';
import type { Payload } from '../api/slack-payload.ts';
import { wordsOf } from '../api/slack-words.ts';

export interface Heard {
  arrival: Arrival;
  /** Nobody mentioned the bot: this is for it only where it was asked before. */
  onlyIfFollowed: boolean;
  /** When the bot's own message was sent below which it was written, epoch milliseconds. */
  belowOursSince?: number;
}

/** The id of the turn that a message became, or would become. The two copies of a mention (`app_mention`, `message`) share it. */
export const messageTurnId = (self: SlackSelf, channel: string, ts: string): string =>
  arrivalId('slack', self.teamId, channel, ts);

/** A thread, or a direct chat with all its threads: Slack answers each message there in one, and people go on in either. */
export const conversationOf = (
  self: SlackSelf,
  { channel, thread }: Pick<SlackAddress, 'channel' | 'thread'>,
): string => {
  if (isDirect(channel)) return `${self.teamId}:${channel}`;
  return thread === undefined ? inWorkspace(self.workspace, channel) : `${self.teamId}:${channel}:${thread}`;
};

/** That of a question that was asked by a slash command: its thread has no root before it is shown. */
export const commandConversation = (self: SlackSelf, channel: string, turnId: string): string =>
  conversationOf(self, { channel, thread: turnId });

const placeKindOf = ({ channel, thread, since }: SlackAddress): PlaceKind => {
  if (isDirect(channel)) return 'direct';
  return thread === undefined || thread === since ? 'channel' : 'thread';
};

/**
 * What an event means to the bot; undefined for all that is not for it: its own messages, other bots, joins, small talk.
 * @param now by Slack's clock, epoch milliseconds
 */
export const arrivalFromEvent = (body: unknown, self: SlackSelf, now: number): Heard | undefined => {
  const event = payloadAt(asPayload(body), 'event');
  switch (textAt(event, 'type')) {
    case 'app_mention':
      return isWritten(event) ? fromMessage(event, self, now) : undefined;
    case 'message':
      return fromAnyMessage(event, self, now);
    case 'app_home_opened':
      return textAt(event, 'tab') === 'home' ? fromHome(event, self, now) : fromFirstContact(event, self, now);
    case 'member_joined_channel':
      return fromInvitation(event, self, now);
    case 'agent_session_stopped':
      return fromNativeStop(event, self, now);
    default:
      return undefined;
  }
};

/** What people write; all other subtypes are Slack's, bots' or about other messages. */
const WRITTEN: ReadonlySet<string | undefined> = new Set([undefined, 'file_share', 'thread_broadcast']);

const isWritten = (event: Payload | undefined): boolean => WRITTEN.has(textAt(event, 'subtype'));

const fromAnyMessage = (event: Payload | undefined, self: SlackSelf, now: number): Heard | undefined => {
  if (isWritten(event)) return fromMessage(event, self, now);
  switch (textAt(event, 'subtype')) {
    case 'message_changed':
      return fromChange(event, self, now);
    case 'message_deleted':
      return fromDeletion(event, payloadAt(event, 'previous_message'), self, now);
    default:
      return undefined;
  }
};

const fromMessage = (event: Payload | undefined, self: SlackSelf, now: number): Heard | undefined => {
  const [channel, ts, user] = [idAt(event, 'channel'), tsAt(event, 'ts'), personOf(event, self)];
  if (channel === undefined || ts === undefined || user === undefined) return undefined;
  const said = wordsOf(event);
  const parent = tsAt(event, 'thread_ts');
  const mentioned = isDirect(channel) || mentions(said, self.botUserId) || textAt(event, 'type') === 'app_mention';
  if (!mentioned && (parent === undefined || beginsWithMention(said))) return undefined;
  const thread = parent ?? ts;
  const content = contentOf(event);
  const address: SlackAddress = { channel, thread, user, since: ts, ...content };
  const arrival = compose(self, now, messageTurnId(self, channel, ts), readSlackText(said, self), address);
  const isBelowOurs = parent !== undefined && idAt(event, 'parent_user_id') === self.botUserId;
  return { arrival, onlyIfFollowed: !mentioned, ...(isBelowOurs && { belowOursSince: Number(parent) * 1_000 }) };
};

/** What a message says, as its address keeps it. */
const contentOf = (message: Payload | undefined): Pick<SlackAddress, 'text' | 'files'> => {
  const said = wordsOf(message);
  const files = filesIn(message);
  return { ...(said !== '' && { text: said }), ...(files.length > 0 && { files }) };
};

/** A person: no bot (also none that acts for a person), not Slackbot, not this bot itself. */
const personOf = (message: Payload | undefined, self: SlackSelf): string | undefined => {
  const user = idAt(message, 'user');
  if (user === undefined || user === 'USLACKBOT' || user === self.botUserId) return undefined;
  return message?.['bot_id'] === undefined && message?.['bot_profile'] === undefined ? user : undefined;
};

/** An edit of a person's words. Unfurled links and thread counters change messages too, and are none. */
const fromChange = (event: Payload | undefined, self: SlackSelf, now: number): Heard | undefined => {
  const [message, before] = [payloadAt(event, 'message'), payloadAt(event, 'previous_message')];
  // A deleted message that has replies stays as a tombstone.
  if (textAt(message, 'subtype') === 'tombstone')
    return fromDeletion(event, { ...before, ...pick(message) }, self, now);
  const said = wordsOf(message);
  if (said === wordsOf(before)) return undefined;
  const edited = tsAt(payloadAt(message, 'edited'), 'ts') ?? tsAt(event, 'ts');
  const content = contentOf(message);
  const text = readSlackText(said, self);
  const edit = aboutMessage(event, message, self, now, edited, (turn) => ({ command: 'edited', args: { turn, text } }));
  if (!edit) return undefined;
  // The address of the question as it is now: an answer that is still open is given to that.
  return { ...edit, arrival: { ...edit.arrival, address: { ...(edit.arrival.address as SlackAddress), ...content } } };
};

const pick = (message: Payload | undefined): Payload => ({
  ts: message?.['ts'],
  ...(message?.['thread_ts'] !== undefined && { thread_ts: message['thread_ts'] }),
});

const fromDeletion = (
  event: Payload | undefined,
  gone: Payload | undefined,
  self: SlackSelf,
  now: number,
): Heard | undefined =>
  aboutMessage(event, gone, self, now, 'deleted', (turn) => ({ command: 'deleted', args: { turn } }));

const aboutMessage = (
  event: Payload | undefined,
  message: Payload | undefined,
  self: SlackSelf,
  now: number,
  occasion: string | undefined,
  callAbout: (turn: string) => Call,
): Heard | undefined => {
  const [channel, ts, user] = [idAt(event, 'channel'), tsAt(message, 'ts'), personOf(message, self)];
  if (channel === undefined || ts === undefined || user === undefined || occasion === undefined) return undefined;
  const address = { channel, thread: tsAt(message, 'thread_ts') ?? ts, user, since: ts };
  const id = arrivalId('slack', self.teamId, channel, ts, occasion);
  const call = callAbout(messageTurnId(self, channel, ts));
  return { arrival: compose(self, now, id, call, address), onlyIfFollowed: true };
};

const fromFirstContact = (event: Payload | undefined, self: SlackSelf, now: number): Heard | undefined => {
  const [channel, user] = [idAt(event, 'channel'), idAt(event, 'user')];
  if (channel === undefined || user === undefined || !isDirect(channel) || textAt(event, 'tab') !== 'messages')
    return undefined;
  const address = { channel, user, since: tsAt(event, 'event_ts') ?? momentOf(now) };
  return { arrival: compose(self, now, helloId(self, channel), hello, address), onlyIfFollowed: false };
};

/** Whoever opens the home tab wants to see the models. */
const fromHome = (event: Payload | undefined, self: SlackSelf, now: number): Heard | undefined => {
  const [channel, user] = [idAt(event, 'channel'), idAt(event, 'user')];
  if (channel === undefined || user === undefined || !isDirect(channel)) return undefined;
  const since = tsAt(event, 'event_ts') ?? momentOf(now);
  const id = arrivalId('slack', self.teamId, user, since, 'home');
  const address = { channel, user, since, home: true };
  return { arrival: compose(self, now, id, { command: 'models', args: {} }, address), onlyIfFollowed: false };
};

const fromInvitation = (event: Payload | undefined, self: SlackSelf, now: number): Heard | undefined => {
  const [channel, ts] = [idAt(event, 'channel'), tsAt(event, 'event_ts')];
  if (channel === undefined || ts === undefined || idAt(event, 'user') !== self.botUserId) return undefined;
  const user = idAt(event, 'inviter') ?? self.botUserId;
  const id = arrivalId('slack', self.teamId, channel, ts, 'invited');
  return { arrival: compose(self, now, id, hello, { channel, user, since: ts }), onlyIfFollowed: false };
};

const hello: Call = { command: 'hello', args: {} };

/** One greeting per direct channel: the event comes with every look at the tab. */
export const helloId = (self: SlackSelf, channel: string): string => arrivalId('slack', self.teamId, channel, 'hello');

const fromNativeStop = (event: Payload | undefined, self: SlackSelf, now: number): Heard | undefined => {
  const [channel, user, thread] = [idAt(event, 'channel'), idAt(event, 'user'), tsAt(event, 'thread_ts')];
  const ts = tsAt(event, 'event_ts');
  if (channel === undefined || user === undefined || thread === undefined || ts === undefined) return undefined;
  const id = arrivalId('slack', self.teamId, channel, thread, ts, 'stopped');
  const address = { channel, thread, user, since: ts };
  return { arrival: compose(self, now, id, { command: 'stop', args: {} }, address), onlyIfFollowed: false };
};

/** A moment in Slack's way of writing it, five minutes early: how late what came is, nobody knows. */
export const momentOf = (now: number): string => `${Math.floor(now / 1_000) - 300}.000000`;

export const compose = (
  self: SlackSelf,
  now: number,
  id: string,
  input: string | Call,
  address: SlackAddress,
): Arrival => ({
  id,
  platform: 'slack',
  workspace: self.teamId,
  channel: inWorkspace(self.workspace, address.channel),
  conversation: conversationOf(self, address),
  placeKind: placeKindOf(address),
  personId: inWorkspace(self.workspace, address.user),
  input,
  address: { ...address, ...(self.workspace !== undefined && { workspace: self.workspace }) },
  at: now,
});
