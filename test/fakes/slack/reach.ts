import { Refusal } from './refusal.ts';
import type { StoredMessage } from './stored-message.ts';
import type { Channel, World } from './world.ts';

/**
 * The channel as the bot may see it; a user's id stands for the direct message with them.
 * @throws {Refusal} channel_not_found
 */
export function visibleChannel(world: World, id: string): Channel {
  const user = world.users.get(id);
  const channel = user === undefined ? world.channels.get(id) : world.directMessage(user.id);
  if (channel === undefined) throw new Refusal('channel_not_found');
  if (channel.kind !== 'channel' && !channel.members.has(world.bot.id)) throw new Refusal('channel_not_found');
  return channel;
}

/** @throws {Refusal} channel_not_found, not_in_channel */
export function readableChannel(world: World, id: string): Channel {
  const channel = visibleChannel(world, id);
  if (!channel.members.has(world.bot.id)) throw new Refusal('not_in_channel');
  return channel;
}

/** @throws {Refusal} channel_not_found, is_archived, not_in_channel */
export function writableChannel(world: World, id: string): Channel {
  const channel = visibleChannel(world, id);
  if (channel.archived) throw new Refusal('is_archived');
  return readableChannel(world, id);
}

/** @throws {Refusal} message_not_found */
export function existingMessage(world: World, channel: string, ts: string): StoredMessage {
  const message = world.find(channel, ts);
  if (message === undefined || message.deleted || message.onlyFor !== undefined) throw new Refusal('message_not_found');
  return message;
}

/**
 * Where a reply goes: on a root, never on a reply. A root that was deleted with all its replies is no thread any more, and what
 * is posted to it lands in the channel (python-slack-events-api#87).
 * @throws {Refusal} thread_not_found, cannot_reply_to_message
 */
export function checkThread<Ts extends string | undefined>(
  world: World,
  channel: string,
  threadTs: Ts,
): Ts | undefined {
  if (threadTs === undefined) return threadTs;
  const root = world.find(channel, threadTs);
  if (root === undefined || root.onlyFor !== undefined) throw new Refusal('thread_not_found');
  if (root.threadTs !== undefined && root.threadTs !== root.ts) throw new Refusal('cannot_reply_to_message');
  return root.deleted && !world.isTombstone(root) ? undefined : threadTs;
}
