import { createHash } from 'node:crypto';

import type { StoredFile, StoredMessage, WireObject } from './message.ts';
import type { Channel, Reader, User, World } from './world.ts';
import { channelToWire, partialMemberToWire, userToWire } from './world-wire.ts';

/** Links to files stop working after a day. */
const fileLinkLifetimeMs = 24 * 60 * 60 * 1000;

export const fileSignature = (path: string, expires: string): string =>
  createHash('sha256').update(`${path} ${expires}`).digest('hex');

const hex = (ms: number): string => Math.floor(ms / 1000).toString(16);

export const fileToWire = (world: World, channelId: string, file: StoredFile, ephemeral: boolean): WireObject => {
  const path = `/attachments/${channelId}/${file.id}/${encodeURIComponent(file.name)}`;
  const expires = hex(world.clock.now() + fileLinkLifetimeMs);
  const query = new URLSearchParams({ ex: expires, is: hex(world.clock.now()), hm: fileSignature(path, expires) });
  const url = `${world.filesUrl}${path}?${query.toString()}`;
  return {
    id: file.id,
    filename: file.name,
    size: file.data.length,
    url,
    proxy_url: url,
    ...(file.type !== undefined && { content_type: file.type }),
    ...(file.description !== undefined && { description: file.description }),
    ...(ephemeral && { ephemeral: true }),
  };
};

/**
 * Does the bot get the content without the message-content privilege? Own messages, direct messages, messages that mention it, and
 * pinging replies to what it wrote unless that was an interaction's answer. A mention of its role is not a mention of it.
 */
const isOpenToBot = (world: World, message: StoredMessage): boolean => {
  if (message.authorId === world.botId && !message.webhook) return true;
  if (message.guildId === undefined) return true;
  if (!message.mentions.users.includes(world.botId)) return false;
  if (new RegExp(`<@!?${world.botId}>`).test(message.content)) return true;
  const { reference } = message;
  const original = reference && world.channels.get(reference.channelId)?.messages.get(reference.messageId);
  return message.mentions.replied && original?.interaction === undefined;
};

const authorToWire = (world: World, message: StoredMessage): WireObject => {
  if (!message.webhook) return userToWire(world.user(message.authorId));
  const author: User = {
    id: message.webhook.id,
    name: message.webhook.name,
    globalName: null,
    bot: true,
    acceptsDms: false,
  };
  return { ...userToWire(author), discriminator: '0000' };
};

const contentToWire = (world: World, message: StoredMessage): WireObject => ({
  content: message.content,
  embeds: structuredClone(message.embeds),
  components: structuredClone(message.components),
  attachments: message.files.map((file) =>
    fileToWire(world, message.channelId, file, message.ephemeralFor !== undefined),
  ),
});

const withoutContent: WireObject = { content: '', embeds: [], components: [], attachments: [] };

const snapshotsToWire = (message: StoredMessage, open: boolean): WireObject[] =>
  message.snapshots.map((snapshot) => ({
    message: open ? structuredClone(snapshot) : { ...snapshot, ...withoutContent },
  }));

const reactionsToWire = (world: World, message: StoredMessage): WireObject[] =>
  [...message.reactions].map(([emoji, users]) => ({
    emoji: { id: null, name: emoji },
    count: users.size,
    count_details: { burst: 0, normal: users.size },
    burst_colors: [],
    me: users.has(world.botId),
    me_burst: false,
  }));

/** A message without what it points to. */
const basicMessageToWire = (world: World, message: StoredMessage, reader: Reader): WireObject => {
  const open = reader.privileged || isOpenToBot(world, message);
  const { reference, interaction } = message;
  const thread = message.threadId === undefined ? undefined : world.channels.get(message.threadId);
  return {
    id: message.id,
    channel_id: message.channelId,
    type: message.type,
    author: authorToWire(world, message),
    ...(open ? contentToWire(world, message) : withoutContent),
    mentions: message.mentions.users.map((id) => userToWire(world.user(id))),
    mention_roles: [...message.mentions.roles],
    mention_everyone: message.mentions.everyone,
    timestamp: new Date(message.createdAt).toISOString(),
    edited_timestamp: message.editedAt === undefined ? null : new Date(message.editedAt).toISOString(),
    flags: message.flags,
    pinned: false,
    tts: false,
    ...(message.nonce !== undefined && { nonce: message.nonce }),
    ...(message.webhook && { webhook_id: message.webhook.id }),
    ...(interaction && {
      webhook_id: world.applicationId,
      application_id: world.applicationId,
      interaction_metadata: interaction.metadata,
      ...(interaction.commandName !== undefined && {
        interaction: {
          id: interaction.id,
          type: interaction.type,
          name: interaction.commandName,
          user: userToWire(world.user(interaction.userId)),
        },
      }),
    }),
    ...(reference && {
      message_reference: {
        type: reference.kind === 'forward' ? 1 : 0,
        channel_id: reference.channelId,
        message_id: reference.messageId,
        ...(reference.guildId !== undefined && { guild_id: reference.guildId }),
      },
    }),
    ...(message.snapshots.length > 0 && { message_snapshots: snapshotsToWire(message, open) }),
    ...(message.reactions.size > 0 && { reactions: reactionsToWire(world, message) }),
    ...(thread && { thread: channelToWire(world, thread) }),
  };
};

export const messageToWire = (world: World, message: StoredMessage, reader: Reader): WireObject => {
  const wire = basicMessageToWire(world, message, reader);
  const { reference } = message;
  if (reference?.kind !== 'reply') return wire;
  const original = world.message(reference.channelId, reference.messageId);
  return { ...wire, referenced_message: original ? basicMessageToWire(world, original, reader) : null };
};

/** As MESSAGE_CREATE and MESSAGE_UPDATE bring it. */
export const messageEventToWire = (
  world: World,
  channel: Channel,
  message: StoredMessage,
  reader: Reader,
): WireObject => {
  const guild = world.guildOf(channel);
  const author = guild?.members.get(message.authorId);
  return {
    ...messageToWire(world, message, reader),
    channel_type: channel.type,
    ...(guild && { guild_id: guild.id }),
    ...(author && !message.webhook && { member: partialMemberToWire(author) }),
    mentions: message.mentions.users.map((id) => {
      const member = guild?.members.get(id);
      return { ...userToWire(world.user(id)), ...(member && { member: partialMemberToWire(member) }) };
    }),
  };
};
