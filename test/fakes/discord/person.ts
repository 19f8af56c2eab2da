import type { CommandValues } from './command-call.ts';
import { componentTypes } from './component-rules.ts';
import {
  type Actor,
  findComponent,
  startCommand,
  startComponent,
  startContextMenu,
  startModal,
} from './interaction-start.ts';
import type { Interaction } from './interaction.ts';
import { findMentions } from './mentions.ts';
import {
  type MessageDraft,
  messageFlags,
  type Reference,
  type StoredFile,
  type StoredMessage,
  type WireObject,
} from './message.ts';
import { fileToWire } from './message-wire.ts';
import type { Backstage } from './route.ts';
import type { Channel, User, World } from './world.ts';

export interface PersonFile {
  name: string;
  type?: string;
  data: Buffer | string;
}

export interface PersonPost {
  channel: Channel;
  content?: string;
  replyTo?: { id: string };
  /** Does the reply tell the one who is replied to? True unless told, as in the client. */
  ping?: boolean;
  attachments?: PersonFile[];
  /** Of apps and webhooks. */
  embeds?: WireObject[];
  /** Forwards a message, which travels as a snapshot of its content. */
  forwarded?: StoredMessage;
  /** A system message, such as 7 for having joined. */
  type?: number;
  flags?: number;
}

interface MessageHandle {
  id: string;
  channelId: string;
}

/** Somebody at a Discord client: writes, presses, chooses, as far as the client would let them. */
export class Person {
  readonly id: string;
  readonly mention: string;
  readonly #user: User;
  readonly #stage: Backstage;

  constructor(stage: Backstage, user: User) {
    this.id = user.id;
    this.mention = `<@${user.id}>`;
    this.#user = user;
    this.#stage = stage;
  }

  /** Chosen in the client. */
  set locale(locale: string) {
    this.#user.locale = locale;
  }

  /** Lets the bot write direct messages, or refuses them with 50007. */
  set acceptsDms(accepts: boolean) {
    this.#user.acceptsDms = accepts;
  }

  post(post: PersonPost): StoredMessage {
    const draft = this.#draft(post);
    for (const id of [this.id, ...draft.mentions.users]) this.#stage.threads.join(post.channel, id);
    return this.#stage.book.write(post.channel, draft);
  }

  edit(message: MessageHandle, content: string): void {
    const stored = this.#find(message);
    const found = findMentions(this.#stage.world, this.#stage.world.channel(message.channelId), this.id, content);
    this.#stage.book.change(stored, { content, mentions: { ...found, replied: stored.mentions.replied } });
  }

  delete(message: MessageHandle): void {
    this.#stage.book.remove(this.#find(message));
  }

  react(message: MessageHandle, emoji: string): void {
    this.#stage.book.react(this.#find(message), emoji, this.id, true);
  }

  /** On a message, or beside all of them. */
  openThread(plan: { channel: Channel; name: string; on?: MessageHandle; isPrivate?: boolean }): Channel {
    const { threads } = this.#stage;
    const thread = { name: plan.name, ownerId: this.id, isPrivate: plan.isPrivate ?? false };
    return plan.on ? threads.openOn(plan.channel, this.#find(plan.on), thread) : threads.open(plan.channel, thread);
  }

  /** A forum post: its thread, then its first message with the same id. */
  openPost(plan: PersonPost & { name: string }): { thread: Channel; starter: StoredMessage } {
    return this.#stage.threads.openPost(plan.channel, { name: plan.name, ownerId: this.id }, this.#draft(plan));
  }

  /** `slash('aitta ask', { question: 'why?' }, channel)`. Throws where the client would not send it. */
  slash(spelt: string, values: CommandValues, channel: Channel): Interaction {
    return startCommand(this.#at(channel.id), spelt, values, this.#store);
  }

  /** Typing into `option`; the answer is in `choices` of what is returned. */
  autocomplete(spelt: string, values: CommandValues, option: string, channel: Channel): Interaction {
    return startCommand(this.#at(channel.id), spelt, values, this.#store, option);
  }

  /** A command from the menu of a message. */
  contextMenu(name: string, message: MessageHandle): Interaction {
    return startContextMenu(this.#at(message.channelId), name, this.#find(message));
  }

  /** By what is written on the button, or by its custom id. */
  press(message: MessageHandle, labelOrCustomId: string): Interaction {
    const stored = this.#find(message);
    const button = findComponent(stored, componentTypes.button, ({ label, custom_id: customId }) =>
      [label, customId].includes(labelOrCustomId),
    );
    return startComponent(this.#at(message.channelId), stored, button);
  }

  /** By values or labels of a menu's options; the first menu unless its custom id is given. */
  choose(message: MessageHandle, chosen: string | string[], customId?: string): Interaction {
    const stored = this.#find(message);
    const fits = (menu: WireObject): boolean => customId === undefined || menu['custom_id'] === customId;
    const menu = findComponent(stored, componentTypes.stringSelect, fits);
    const options = menu['options'] as { label: string; value: string }[];
    const values = [chosen].flat().map((wanted) => {
      const option = options.find(({ label, value }) => value === wanted || label === wanted);
      if (!option) throw new Error(`The menu does not offer ${wanted}`);
      return option.value;
    });
    return startComponent(this.#at(message.channelId), stored, menu, { values });
  }

  /** Fills in the form that an interaction opened. */
  submit(opened: Interaction, values: Record<string, string>): Interaction {
    return startModal(this.#at(opened.channelId), opened, values);
  }

  #at(channelId: string): Actor {
    return { stage: this.#stage, userId: this.id, channel: this.#stage.world.channel(channelId) };
  }

  /** What this person sees: others' ephemeral messages are not there. */
  #find({ channelId, id }: MessageHandle): StoredMessage {
    const message = this.#stage.world.message(channelId, id);
    if (!message || (message.ephemeralFor ?? this.id) !== this.id)
      throw new Error('This person does not see the message');
    return message;
  }

  #draft(post: PersonPost): MessageDraft {
    const { channel, content = '', forwarded } = post;
    const replyTo = post.replyTo && this.#find({ id: post.replyTo.id, channelId: channel.id });
    const reference = referenceTo(channel, replyTo, forwarded);
    const found = findMentions(this.#stage.world, channel, this.id, content);
    const replied = replyTo !== undefined && post.ping !== false;
    const users = new Set([...found.users, ...(replied ? [replyTo.authorId] : [])]);
    return {
      authorId: this.id,
      content,
      flags: (post.flags ?? 0) | (forwarded ? messageFlags.forward : 0),
      files: (post.attachments ?? []).map((file) => this.#store(file)),
      ...(post.embeds && { embeds: post.embeds }),
      ...(reference && { reference }),
      ...(forwarded && { snapshots: [snapshotOf(this.#stage.world, forwarded)] }),
      ...(post.type !== undefined && { type: post.type }),
      nonce: this.#stage.world.snowflakes.next(),
      mentions: { ...found, users: [...users], replied },
    };
  }

  readonly #store = (file: PersonFile): StoredFile => {
    const id = this.#stage.world.snowflakes.next();
    return { id, name: file.name, type: file.type, data: Buffer.from(file.data) };
  };
}

const referenceTo = (
  channel: Channel,
  replyTo: StoredMessage | undefined,
  forwarded: StoredMessage | undefined,
): Reference | undefined => {
  const source = replyTo ?? forwarded;
  if (!source) return undefined;
  return {
    kind: replyTo ? 'reply' : 'forward',
    channelId: source.channelId,
    messageId: source.id,
    ...(channel.guildId !== undefined && { guildId: channel.guildId }),
  };
};

const snapshotOf = (world: World, message: StoredMessage): WireObject => ({
  type: message.type,
  content: message.content,
  embeds: structuredClone(message.embeds),
  attachments: message.files.map((file) => fileToWire(world, message.channelId, file, false)),
  mentions: [],
  mention_roles: [],
  components: [],
  timestamp: new Date(message.createdAt).toISOString(),
  edited_timestamp: null,
  flags: message.flags,
});
