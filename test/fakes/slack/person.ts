import { randomUUID } from 'node:crypto';

import { personBlocks } from './person-blocks.ts';
import type { Backstage } from './method.ts';
import type { StoredMessage } from './stored-message.ts';
import type { Channel, User } from './world.ts';

export interface MessageRef {
  readonly channel: string;
  readonly ts: string;
}

export interface NewFile {
  name: string;
  content: string | Uint8Array;
  mimetype?: string;
  /** As Slack Connect sends it: only files.info has the rest. */
  hollow?: boolean;
}

export interface PersonPost {
  /** Id of a channel; see also `directMessage`. */
  channel: string;
  text: string;
  threadTs?: string;
  /** Also shown in the channel. */
  broadcast?: boolean;
  files?: NewFile[];
  subtype?: string;
}

/** Somebody in the workspace; what they do reaches the app as it would from Slack. */
export class Person {
  readonly id: string;
  readonly user: User;
  readonly #backstage: Backstage;

  constructor(user: User, backstage: Backstage) {
    this.id = user.id;
    this.user = user;
    this.#backstage = backstage;
  }

  /** The channel of the direct messages with the bot. */
  get directMessage(): string {
    return this.#backstage.world.directMessage(this.id).id;
  }

  /** Writes a message and gives its ts. Text is as Slack sends it: `<@U…>` for mentions, `&amp; &lt; &gt;` escaped. */
  post(post: PersonPost): string {
    const { world, happenings } = this.#backstage;
    const channel = this.#channel(post.channel);
    const files = (post.files ?? []).map((file) => this.#upload(file));
    const subtype =
      post.subtype ?? (files.length > 0 ? 'file_share' : post.broadcast === true ? 'thread_broadcast' : undefined);
    const message = happenings.post({
      channel: channel.id,
      ts: world.nextTs(),
      user: this.id,
      body: { text: post.text, blocks: personBlocks(post.text, world.newId('b')), attachments: [] },
      files,
      broadcast: post.broadcast === true,
      clientMsgId: randomUUID(),
      ...(post.threadTs === undefined ? {} : { threadTs: post.threadTs }),
      ...(subtype === undefined ? {} : { subtype }),
      ...(this.user.bot ? { botId: world.botIdOf(this.id), appId: world.newId('A') } : {}),
    });
    return message.ts;
  }

  edit(ref: MessageRef, text: string): void {
    const { world, happenings } = this.#backstage;
    const message = this.#own(ref);
    const blocks = personBlocks(text, world.newId('b'));
    happenings.revise(message, 'edit', { ...message.body, text, blocks });
  }

  delete(ref: MessageRef): void {
    this.#backstage.happenings.remove(this.#own(ref));
  }

  /** Brings somebody (the bot, unless said otherwise) into a channel. */
  invite(channelId: string, userId = this.#backstage.world.bot.id): void {
    this.#backstage.happenings.join(this.#channel(channelId), userId, this.id);
  }

  #channel(id: string): Channel {
    const channel = this.#backstage.world.channels.get(id);
    if (channel === undefined) throw new Error(`No channel ${id}`);
    return channel;
  }

  #own(ref: MessageRef): StoredMessage {
    const message = this.#backstage.world.find(ref.channel, ref.ts);
    if (message === undefined || message.user !== this.id) throw new Error('Not a message of this person');
    return message;
  }

  #upload(file: NewFile): string {
    const { world } = this.#backstage;
    const id = world.newId('F');
    world.files.set(id, {
      id,
      name: file.name,
      title: file.name,
      mimetype: file.mimetype ?? 'text/plain',
      user: this.id,
      content: typeof file.content === 'string' ? Buffer.from(file.content) : file.content,
      hollow: file.hollow ?? false,
    });
    return id;
  }
}
