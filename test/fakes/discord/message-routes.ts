import { invalidForm, refuse } from './api-error.ts';
import { changeFromForm, draftFromForm } from './message-form.ts';
import { checkEditedMessage, checkNewMessage, type MessageForm } from './message-rules.ts';
import type { Reference, StoredMessage } from './message.ts';
import { messageToWire } from './message-wire.ts';
import { isAllowed } from './permissions.ts';
import {
  type Backstage,
  requireChannel,
  requirePermission,
  type RestAnswer,
  type RestRequest,
  type Route,
} from './route.ts';
import { type Channel, channelTypes } from './world.ts';

/** For how long an enforced nonce is remembered. */
const nonceMemoryMs = 5 * 60 * 1000;

const formOf = (request: RestRequest): MessageForm => (request.body ?? {}) as MessageForm;

/** A message of this channel that the bot may read; 10008 otherwise. Ephemeral ones exist only for their interaction. */
export const requireMessage = (stage: Backstage, channel: Channel, id: string | undefined): StoredMessage => {
  const message = stage.world.message(channel.id, id ?? '');
  if (!message || message.ephemeralFor !== undefined) throw refuse('unknownMessage');
  return message;
};

const requireOpenThread = (channel: Channel): void => {
  if (channel.thread?.archived === true) throw refuse('threadArchived');
};

/** What sending here needs, beyond seeing the channel. */
const requireSending = (stage: Backstage, channel: Channel, hasFiles: boolean): void => {
  const { world } = stage;
  if (channel.type === channelTypes.forum) throw refuse('notATextChannel');
  for (const id of channel.recipientIds ?? []) {
    if (!world.user(id).acceptsDms) throw refuse('cannotMessageUser');
  }
  requirePermission(stage, channel, channel.thread ? 'SendMessagesInThreads' : 'SendMessages');
  if (hasFiles) requirePermission(stage, channel, 'AttachFiles');
  if (channel.thread?.locked === true && !isAllowed(world, channel, world.botId, 'ManageThreads')) {
    throw refuse('threadLocked');
  }
};

const findReference = (stage: Backstage, channel: Channel, form: MessageForm): Reference | undefined => {
  const asked = form.message_reference;
  if (!asked) return undefined;
  requireHistoryForReply(stage, channel);
  const channelId = asked.channel_id ?? channel.id;
  const original = stage.world.message(channelId, asked.message_id);
  if (!original || original.ephemeralFor !== undefined || channelId !== channel.id) {
    if (asked.fail_if_not_exists === false) return undefined;
    const at = ['message_reference'];
    throw invalidForm([{ at, code: 'REPLIES_UNKNOWN_MESSAGE', message: 'Unknown message' }]);
  }
  if (![0, 19, 20, 23].includes(original.type)) {
    const message = 'Cannot reply to a system message';
    throw invalidForm([{ at: ['message_reference'], code: 'REPLIES_CANNOT_REPLY_TO_SYSTEM_MESSAGE', message }]);
  }
  const guildId = channel.guildId;
  return { kind: 'reply', channelId, messageId: original.id, ...(guildId !== undefined && { guildId }) };
};

const requireHistoryForReply = ({ world }: Backstage, channel: Channel): void => {
  if (!isAllowed(world, channel, world.botId, 'ReadMessageHistory')) throw refuse('replyWithoutHistory');
};

const sentWithNonce = (stage: Backstage, channel: Channel, form: MessageForm): StoredMessage | undefined => {
  if (form.enforce_nonce !== true || form.nonce === undefined || form.nonce === null) return undefined;
  const { clock, botId, noncesForgottenAt } = stage.world;
  const since = Math.max(clock.now() - nonceMemoryMs, noncesForgottenAt + 1);
  return [...channel.messages.values()].find(
    ({ nonce, authorId, createdAt }) => nonce === form.nonce && authorId === botId && createdAt >= since,
  );
};

const send = (request: RestRequest, stage: Backstage): RestAnswer => {
  const { world, book } = stage;
  const channel = requireChannel(stage, request.params['channel_id']);
  const form = formOf(request);
  requireSending(stage, channel, request.files.length > 0);
  checkNewMessage(form, request.files);
  const known = sentWithNonce(stage, channel, form);
  if (known) return { status: 200, body: messageToWire(world, known, stage.reader) };
  const reference = findReference(stage, channel, form);
  stage.threads.join(channel, world.botId);
  const message = book.write(channel, draftFromForm(world, channel, form, request.files, reference));
  return { status: 200, body: messageToWire(world, message, stage.reader) };
};

const edit = (request: RestRequest, stage: Backstage): RestAnswer => {
  const { world, book } = stage;
  const channel = requireChannel(stage, request.params['channel_id']);
  const message = requireMessage(stage, channel, request.params['message_id']);
  if (message.authorId !== world.botId) throw refuse('notYourMessage');
  requireOpenThread(channel);
  stage.limits.refuseOldEdit(message);
  const form = formOf(request);
  checkEditedMessage(message, form, request.files);
  book.change(message, changeFromForm(world, message, form, request.files));
  return { status: 200, body: messageToWire(world, message, stage.reader) };
};

const remove = (request: RestRequest, stage: Backstage): RestAnswer => {
  const channel = requireChannel(stage, request.params['channel_id']);
  const message = requireMessage(stage, channel, request.params['message_id']);
  if (message.authorId !== stage.world.botId) requirePermission(stage, channel, 'ManageMessages');
  requireOpenThread(channel);
  stage.book.remove(message);
  return { status: 204 };
};

const read = (request: RestRequest, stage: Backstage): RestAnswer => {
  const channel = requireChannel(stage, request.params['channel_id']);
  requirePermission(stage, channel, 'ReadMessageHistory');
  const message = requireMessage(stage, channel, request.params['message_id']);
  return { status: 200, body: messageToWire(stage.world, message, stage.reader) };
};

/** Newest first. Without the right to read history there is nothing to read, and that is no error. */
const list = (request: RestRequest, stage: Backstage): RestAnswer => {
  const { world } = stage;
  const channel = requireChannel(stage, request.params['channel_id']);
  if (!isAllowed(world, channel, world.botId, 'ReadMessageHistory')) return { status: 200, body: [] };
  const { before, after, around, limit = '50' } = request.query;
  const count = Number(limit);
  if (!(count >= 1 && count <= 100)) {
    const message = 'int value should be between 1 and 100.';
    throw invalidForm([{ at: ['limit'], code: 'NUMBER_TYPE_MAX', message }]);
  }
  const visible = [...channel.messages.values()]
    .filter(({ deletedAt, ephemeralFor }) => deletedAt === undefined && ephemeralFor === undefined)
    .toSorted((a, b) => (BigInt(a.id) < BigInt(b.id) ? 1 : -1));
  let chosen = visible.filter(({ id }) => before === undefined || BigInt(id) < BigInt(before)).slice(0, count);
  if (after !== undefined) chosen = visible.filter(({ id }) => BigInt(id) > BigInt(after)).slice(-count);
  if (around !== undefined) {
    const middle = visible.findIndex(({ id }) => BigInt(id) <= BigInt(around));
    chosen = visible.slice(Math.max(0, middle - Math.floor(count / 2))).slice(0, count);
  }
  return { status: 200, body: chosen.map((message) => messageToWire(world, message, stage.reader)) };
};

export const messageRoutes: readonly Route[] = [
  { method: 'POST', path: '/channels/{channel_id}/messages', handle: send },
  { method: 'GET', path: '/channels/{channel_id}/messages', handle: list },
  { method: 'GET', path: '/channels/{channel_id}/messages/{message_id}', handle: read },
  { method: 'PATCH', path: '/channels/{channel_id}/messages/{message_id}', handle: edit },
  { method: 'DELETE', path: '/channels/{channel_id}/messages/{message_id}', handle: remove },
];
