import type { MessageBook } from './message-book.ts';
import { findMentions } from './mentions.ts';
import type { Reference, StoredFile, StoredMessage, WireObject } from './message.ts';
import { messageFlags } from './message.ts';
import type { ThreadBook } from './thread-book.ts';
import type { Channel, User, World } from './world.ts';

export interface PersonPost {
  channel: Channel;
  content?: string;
  replyTo?: StoredMessage;
  /** Does the reply tell the one who is replied to? True unless told, as in the client. */
  ping?: boolean;
  attachments?: { name: string; type?: string; data: Buffer | string }[];
  /** Forwards a message, which travels as a snapshot of its content. */
  forwarded?: StoredMessage;
  type?: number;
  flags?: number;
}

/** Somebody at a Discord client. */
export class Person {
  readonly id: string;
  readonly mention: string;
  readonly #user: User;
  readonly #world: World;
  readonly #book: MessageBook;
  readonly #threads: ThreadBook;

  constructor(world: World, book: MessageBook, threads: ThreadBook, user: User) {
    this.id = user.id;
    this.mention = `<@${user.id}>`;
    this.#user = user;
    this.#world = world;
    this.#book = book;
    this.#threads = threads;
  }

  /** Lets the bot write direct messages, or refuses them with 50007. */
  set acceptsDms(accepts: boolean) {
    this.#user.acceptsDms = accepts;
  }

  post(post: PersonPost): StoredMessage {
    const { channel, content = '', replyTo, forwarded } = post;
    const reference = this.#reference(channel, replyTo, forwarded);
    const found = findMentions(this.#world, channel, this.id, content);
    const replied = replyTo !== undefined && post.ping !== false;
    const users = new Set([...found.users, ...(replied ? [replyTo.authorId] : [])]);
    return this.#book.write(channel, {
      authorId: this.id,
      content,
      flags: (post.flags ?? 0) | (forwarded ? messageFlags.forward : 0),
      files: (post.attachments ?? []).map((file) => this.#store(file)),
      ...(reference && { reference }),
      ...(forwarded && { snapshots: [this.#snapshot(forwarded)] }),
      ...(post.type !== undefined && { type: post.type }),
      nonce: this.#world.snowflakes.next(),
      mentions: { ...found, users: [...users], replied },
    });
  }

  edit(message: StoredMessage, content: string): void {
    const channel = this.#world.channel(message.channelId);
    const found = findMentions(this.#world, channel, this.id, content);
    this.#book.change(message, { content, mentions: { ...found, replied: message.mentions.replied } });
  }

  delete(message: StoredMessage): void {
    this.#book.remove(message);
  }

  react(message: StoredMessage, emoji: string): void {
    this.#book.react(message, emoji, this.id, true);
  }

  openThread(message: StoredMessage, name: string): Channel {
    return this.#threads.openOn(this.#world.channel(message.channelId), message, { name, ownerId: this.id });
  }

  #reference(channel: Channel, replyTo?: StoredMessage, forwarded?: StoredMessage): Reference | undefined {
    const source = replyTo ?? forwarded;
    if (!source) return undefined;
    return {
      kind: replyTo ? 'reply' : 'forward',
      channelId: source.channelId,
      messageId: source.id,
      ...(channel.guildId !== undefined && { guildId: channel.guildId }),
    };
  }

  #store(file: { name: string; type?: string; data: Buffer | string }): StoredFile {
    return { id: this.#world.snowflakes.next(), name: file.name, type: file.type, data: Buffer.from(file.data) };
  }

  #snapshot(message: StoredMessage): WireObject {
    return {
      type: message.type,
      content: message.content,
      embeds: structuredClone(message.embeds),
      attachments: [],
      mentions: [],
      mention_roles: [],
      components: [],
      timestamp: new Date(message.createdAt).toISOString(),
      edited_timestamp: null,
      flags: message.flags,
    };
  }
}
