import { createHash, randomBytes } from 'node:crypto';

import type { Clock } from '../../../src/async/clock.ts';
import type { StoredMessage } from './stored-message.ts';

export interface User {
  readonly id: string;
  readonly name: string;
  readonly realName: string;
  readonly displayName: string;
  readonly teamId: string;
  readonly locale: string;
  readonly bot: boolean;
  admin: boolean;
  guest: boolean;
  deleted: boolean;
}

export interface Channel {
  readonly id: string;
  readonly name: string;
  readonly kind: 'channel' | 'group' | 'im';
  readonly members: Set<string>;
  readonly creator: string;
  archived: boolean;
  /** Slack Connect: people of other organisations are in it. */
  shared: boolean;
}

export interface StoredFile {
  readonly id: string;
  readonly name: string;
  readonly title: string;
  readonly mimetype: string;
  readonly user: string;
  readonly content: Uint8Array;
  /** Slack Connect sends an empty shell that has to be looked up with files.info. */
  readonly hollow: boolean;
}

export interface UserGroup {
  readonly id: string;
  readonly handle: string;
  readonly users: string[];
}

export interface NewUser {
  name: string;
  realName?: string;
  displayName?: string;
  locale?: string;
  /** A guest of the workspace. */
  guest?: boolean;
  /** Somebody of another workspace (Slack Connect). */
  stranger?: boolean;
  admin?: boolean;
  /** Another app's bot user. */
  bot?: boolean;
}

export interface NewChannel {
  name: string;
  private?: boolean;
  /** User ids; the bot is a member unless `withoutBot`. */
  members?: string[];
  withoutBot?: boolean;
  creator?: string;
  archived?: boolean;
}

export interface Enterprise {
  readonly id: string;
  /** The app is installed in the whole organisation, and not in this workspace. */
  readonly isInstalled: boolean;
}

export interface NewWorkspace {
  teamId?: string;
  domain?: string;
  enterprise?: Enterprise;
}

/** All that the workspace holds: people, channels, messages, files. Knows nothing of HTTP or events. */
export class World {
  readonly domain: string;
  /** The organisation of which the workspace is a part. */
  readonly enterprise: Enterprise | undefined;
  readonly teamId: string;
  readonly otherTeamId: string;
  readonly appId: string;
  readonly botId: string;
  readonly bot: User;
  /** Where the fake listens; known once it does. */
  origin = '';
  readonly users = new Map<string, User>();
  readonly channels = new Map<string, Channel>();
  readonly groups = new Map<string, UserGroup>();
  readonly files = new Map<string, StoredFile>();
  readonly #messages = new Map<string, StoredMessage>();
  readonly #byChannel = new Map<string, StoredMessage[]>();
  readonly #replies = new Map<string, StoredMessage[]>();
  readonly #clock: Clock;
  #ids = 0;
  #lastMicros = 0;

  /** All ids but that of the workspace are the same in every world: Slack only promises them to be unique in their workspace. */
  constructor(clock: Clock, { teamId, domain = 'lumi-lab', enterprise }: NewWorkspace = {}) {
    this.#clock = clock;
    this.domain = domain;
    this.enterprise = enterprise;
    const ownId = this.newId('T');
    this.teamId = teamId ?? ownId;
    this.otherTeamId = this.newId('T');
    this.appId = this.newId('A');
    this.botId = this.newId('B');
    this.bot = this.addUser({ name: 'aitta', realName: 'Aitta', bot: true });
    // Speaks for Slack itself, such as in the place of deleted messages.
    this.addUser({ name: 'slackbot', realName: 'Slackbot' }, 'USLACKBOT');
  }

  /** Looks like Slack's and is the same in every run. */
  newId(prefix: string): string {
    this.#ids += 1;
    const digest = createHash('sha256').update(`${prefix}${this.#ids}`).digest('hex').slice(0, 13);
    return `${prefix}0${BigInt(`0x${digest}`).toString(36).toUpperCase().padStart(9, '0').slice(-9)}`;
  }

  newSecret(prefix: string): string {
    return `${prefix}-${this.#clock.now()}-${randomBytes(12).toString('hex')}`;
  }

  now(): number {
    return this.#clock.now();
  }

  /** Unique and growing, also while a driven clock stands still. */
  nextTs(): string {
    this.#lastMicros = Math.max(this.#clock.now() * 1000, this.#lastMicros + 1);
    const micros = String(this.#lastMicros);
    return `${micros.slice(0, -6)}.${micros.slice(-6)}`;
  }

  addUser(user: NewUser, id = this.newId('U')): User {
    const added: User = {
      id,
      name: user.name,
      realName: user.realName ?? user.name,
      displayName: user.displayName ?? user.name,
      teamId: user.stranger === true ? this.otherTeamId : this.teamId,
      locale: user.locale ?? 'en-GB',
      bot: user.bot ?? false,
      admin: user.admin ?? false,
      guest: user.guest ?? false,
      deleted: false,
    };
    this.users.set(added.id, added);
    return added;
  }

  addChannel(channel: NewChannel): Channel {
    const members = new Set(channel.members);
    if (channel.withoutBot !== true) members.add(this.bot.id);
    const added: Channel = {
      id: this.newId('C'),
      name: channel.name,
      kind: channel.private === true ? 'group' : 'channel',
      members,
      creator: channel.creator ?? channel.members?.[0] ?? this.bot.id,
      archived: channel.archived ?? false,
      shared: [...members].some((id) => this.isStranger(id)),
    };
    this.channels.set(added.id, added);
    return added;
  }

  nameOf(id: string): string {
    return this.users.get(id)?.displayName ?? this.channels.get(id)?.name ?? this.groups.get(id)?.handle ?? id;
  }

  idOfName(name: string): string | undefined {
    return [...this.users.values()].find((user) => user.name === name)?.id;
  }

  /** The B… id that messages of a bot user carry. */
  botIdOf(userId: string): string {
    return userId === this.bot.id ? this.botId : `B${userId.slice(1)}`;
  }

  isStranger(userId: string): boolean {
    return this.users.get(userId)?.teamId === this.otherTeamId;
  }

  /** The direct message between the bot and a user; opened when first asked for. */
  directMessage(userId: string): Channel {
    const open = [...this.channels.values()].find((channel) => channel.kind === 'im' && channel.members.has(userId));
    if (open !== undefined) return open;
    const channel: Channel = {
      id: this.newId('D'),
      name: 'directmessage',
      kind: 'im',
      members: new Set([userId, this.bot.id]),
      creator: userId,
      archived: false,
      shared: false,
    };
    this.channels.set(channel.id, channel);
    return channel;
  }

  addGroup(handle: string, users: string[]): UserGroup {
    const group = { id: this.newId('S'), handle, users };
    this.groups.set(group.id, group);
    return group;
  }

  keep(message: StoredMessage): void {
    this.#messages.set(`${message.channel}/${message.ts}`, message);
    if (message.onlyFor !== undefined) return;
    append(this.#byChannel, message.channel, message);
    if (message.threadTs !== undefined) append(this.#replies, `${message.channel}/${message.threadTs}`, message);
  }

  /** Also deleted ones: they say so themselves. */
  find(channel: string, ts: string): StoredMessage | undefined {
    return this.#messages.get(`${channel}/${ts}`);
  }

  /** Oldest first; without deleted ones (but see `isTombstone`), and without those that only one person sees. */
  inChannel(channel: string): StoredMessage[] {
    return (this.#byChannel.get(channel) ?? []).filter((message) => !message.deleted || this.isTombstone(message));
  }

  /** Oldest first, without the root. */
  repliesTo(channel: string, rootTs: string): StoredMessage[] {
    return (this.#replies.get(`${channel}/${rootTs}`) ?? []).filter((message) => !message.deleted);
  }

  /** The root, or what is left of it, and its replies, oldest first. */
  inThread(channel: string, rootTs: string): StoredMessage[] {
    const root = this.find(channel, rootTs);
    const shown = root !== undefined && root.onlyFor === undefined && (!root.deleted || this.isTombstone(root));
    return [...(shown ? [root] : []), ...this.repliesTo(channel, rootTs)];
  }

  /** A deleted message that has replies stays as a placeholder. */
  isTombstone(message: StoredMessage): boolean {
    return message.deleted && message.threadTs === undefined && this.repliesTo(message.channel, message.ts).length > 0;
  }

  everyMessage(): IterableIterator<StoredMessage> {
    return this.#messages.values();
  }
}

function append(lists: Map<string, StoredMessage[]>, key: string, message: StoredMessage): void {
  const list = lists.get(key);
  if (list === undefined) lists.set(key, [message]);
  else list.push(message);
}
