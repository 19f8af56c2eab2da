import type { MessageDraft, Pings, StoredMessage, WireObject } from './message.ts';
import { messageFlags, messageTypes } from './message.ts';
import { messageEventToWire } from './message-wire.ts';
import type { Channel, World } from './world.ts';
import { channelTypes } from './world.ts';
import { channelToWire } from './world-wire.ts';

const intents = {
  guilds: 1 << 0,
  guildMessages: 1 << 9,
  guildReactions: 1 << 10,
  directMessages: 1 << 12,
  directReactions: 1 << 13,
} as const;

/** What an edit may change; what is absent stays. */
export type MessageChange = Partial<
  Pick<StoredMessage, 'content' | 'embeds' | 'components' | 'files' | 'flags' | 'mentions'>
>;

const noPings: Pings = { users: [], roles: [], everyone: false };

/** Writes, changes and removes messages, whoever asks for it, and tells the gateway. Checks nothing. */
export class MessageBook {
  readonly #world: World;

  constructor(world: World) {
    this.#world = world;
  }

  write(channel: Channel, draft: MessageDraft, id = this.#world.snowflakes.next()): StoredMessage {
    const now = this.#world.clock.now();
    const flags = draft.flags ?? 0;
    const message: StoredMessage = {
      id,
      channelId: channel.id,
      guildId: channel.guildId,
      authorId: draft.authorId,
      type: draft.type ?? (draft.reference?.kind === 'reply' ? messageTypes.reply : messageTypes.ordinary),
      content: draft.content ?? '',
      embeds: draft.embeds ?? [],
      components: draft.components ?? [],
      files: draft.files ?? [],
      flags,
      createdAt: now,
      editedAt: undefined,
      deletedAt: undefined,
      nonce: draft.nonce,
      reference: draft.reference,
      snapshots: draft.snapshots ?? [],
      webhook: draft.webhook,
      interaction: draft.interaction,
      ephemeralFor: draft.ephemeralFor,
      mentions: draft.mentions,
      pings: flags & messageFlags.silent ? noPings : pingsOf(draft),
      reactions: new Map(),
      threadId: undefined,
      versions: [],
    };
    channel.messages.set(message.id, message);
    this.#remember(message, now);
    this.#countInThread(channel, message);
    if (message.ephemeralFor === undefined) {
      channel.lastMessageId = message.id;
      this.#tell('MESSAGE_CREATE', channel, message);
    } else {
      this.#world.changed();
    }
    return message;
  }

  change(message: StoredMessage, change: MessageChange): void {
    Object.assign(message, change);
    message.editedAt = this.#world.clock.now();
    this.#remember(message, message.editedAt);
    this.touch(message);
  }

  /** Tells of a change that is not an edit: a thread was opened, a link unfurled. */
  touch(message: StoredMessage): void {
    if (message.ephemeralFor === undefined) {
      this.#tell('MESSAGE_UPDATE', this.#world.channel(message.channelId), message);
    } else {
      this.#world.changed();
    }
  }

  remove(message: StoredMessage): void {
    message.deletedAt = this.#world.clock.now();
    const channel = this.#world.channel(message.channelId);
    if (message.ephemeralFor !== undefined) {
      this.#world.changed();
      return;
    }
    this.#world.publish({
      t: 'MESSAGE_DELETE',
      intent: channel.guildId === undefined ? intents.directMessages : intents.guildMessages,
      channel,
      d: () => ({
        id: message.id,
        channel_id: channel.id,
        ...(channel.guildId !== undefined && { guild_id: channel.guildId }),
      }),
    });
  }

  react(message: StoredMessage, emoji: string, userId: string, adds: boolean): void {
    const users = message.reactions.get(emoji) ?? new Set<string>();
    if (adds) message.reactions.set(emoji, users.add(userId));
    else if (users.delete(userId) && users.size === 0) message.reactions.delete(emoji);
    const channel = this.#world.channel(message.channelId);
    const { guildId } = channel;
    this.#world.publish({
      t: adds ? 'MESSAGE_REACTION_ADD' : 'MESSAGE_REACTION_REMOVE',
      intent: guildId === undefined ? intents.directReactions : intents.guildReactions,
      channel,
      d: () => ({
        user_id: userId,
        channel_id: channel.id,
        message_id: message.id,
        message_author_id: message.authorId,
        ...(guildId !== undefined && { guild_id: guildId }),
        emoji: { id: null, name: emoji },
        burst: false,
        type: 0,
      }),
    });
  }

  /** The same event once more, as after a reconnect. */
  repeat(message: StoredMessage): void {
    this.#tell('MESSAGE_CREATE', this.#world.channel(message.channelId), message);
  }

  #tell(t: string, channel: Channel, message: StoredMessage): void {
    this.#world.publish({
      t,
      intent: channel.guildId === undefined ? intents.directMessages : intents.guildMessages,
      channel,
      d: (reader) => messageEventToWire(this.#world, channel, message, reader),
    });
  }

  #remember(message: StoredMessage, at: number): void {
    const components = structuredClone(message.components);
    message.versions.push({ at, content: message.content, components, flags: message.flags });
  }

  /** A message in an archived thread opens it again. */
  #countInThread(channel: Channel, message: StoredMessage): void {
    const { thread } = channel;
    if (!thread || message.type === messageTypes.threadStarter) return;
    if (message.ephemeralFor !== undefined) return;
    thread.messageCount++;
    if (thread.archived) this.setArchived(channel, false);
  }

  /** Its threads go with it. */
  removeChannel(channel: Channel): void {
    const threads = [...this.#world.channels.values()].filter(({ parentId }) => parentId === channel.id);
    const { id, type, guildId, parentId } = channel;
    const d = channel.thread
      ? { id, type, guild_id: guildId, parent_id: parentId }
      : channelToWire(this.#world, channel);
    this.#world.publish({
      t: channel.thread ? 'THREAD_DELETE' : 'CHANNEL_DELETE',
      intent: intents.guilds,
      channel,
      d: () => ({ ...d }),
    });
    for (const gone of [channel, ...threads]) this.#world.channels.delete(gone.id);
    this.#world.changed();
  }

  setArchived(channel: Channel, archived: boolean, locked = channel.thread?.locked ?? false): void {
    if (!channel.thread) throw new Error(`${channel.name} is not a thread`);
    Object.assign(channel.thread, { archived, locked, archivedAt: this.#world.clock.now() });
    this.tellOfChannel('THREAD_UPDATE', channel);
  }

  tellOfChannel(t: string, channel: Channel, extra: WireObject = {}): void {
    const isPrivate = channel.type === channelTypes.dm;
    if (isPrivate) return;
    const wire = { ...channelToWire(this.#world, channel), ...extra };
    this.#world.publish({ t, intent: intents.guilds, channel, d: () => structuredClone(wire) });
  }
}

/** Nobody is notified of what they wrote themselves. */
const pingsOf = ({ mentions, authorId }: MessageDraft): Pings => ({
  users: mentions.users.filter((id) => id !== authorId),
  roles: [...mentions.roles],
  everyone: mentions.everyone,
});
