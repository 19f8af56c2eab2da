import type { Clock } from '../../../src/async/clock.ts';
import type { StoredFile, StoredMessage, WireObject } from './message.ts';
import { Snowflakes } from './snowflakes.ts';

export const channelTypes = {
  text: 0,
  dm: 1,
  voice: 2,
  announcement: 5,
  announcementThread: 10,
  publicThread: 11,
  privateThread: 12,
  forum: 15,
} as const;
export type ChannelTypeName = keyof typeof channelTypes;

export interface User {
  id: string;
  name: string;
  globalName: string | null;
  bot: boolean;
  /** False: refuses messages from the bot with 50007. */
  acceptsDms: boolean;
  /** As set in the client. */
  locale?: string;
}

export interface Role {
  id: string;
  name: string;
  permissions: bigint;
  mentionable: boolean;
  position: number;
  /** The bot that this role was made for. */
  managedBy?: string;
}

export interface Member {
  userId: string;
  nick: string | null;
  roleIds: string[];
  joinedAt: number;
  /** For one voice channel. */
  isGuest?: boolean;
}

export interface Guild {
  id: string;
  name: string;
  ownerId: string;
  locale: string;
  createdAt: number;
  roles: Map<string, Role>;
  members: Map<string, Member>;
  /** The bot's managed role, the one that people see as its name. */
  botRoleId: string;
}

export interface Overwrite {
  id: string;
  kind: 'role' | 'member';
  allow: bigint;
  deny: bigint;
}

export interface ThreadState {
  ownerId: string;
  archived: boolean;
  archivedAt: number;
  locked: boolean;
  autoArchiveMinutes: number;
  createdAt: number;
  /** Joined at, by user id. */
  members: Map<string, number>;
  messageCount: number;
}

export interface Channel {
  id: string;
  type: number;
  name: string;
  guildId?: string;
  parentId?: string;
  position: number;
  overwrites: Overwrite[];
  recipientIds?: string[];
  thread?: ThreadState;
  lastMessageId?: string;
  messages: Map<string, StoredMessage>;
}

/** How much of a message its reader gets: with the message-content privilege, or only what Discord gives everybody. */
export interface Reader {
  privileged: boolean;
}

/** Something that gateway sessions may be told. */
export interface WorldEvent {
  t: string;
  /** Bit of the intent that must have been asked for; 0 for what always comes. */
  intent: number;
  /** Told only while the bot may see this channel. */
  channel?: Channel;
  d: (reader: Reader) => WireObject;
}

/** What exists: users, guilds, channels, messages. Knows nothing of HTTP or WebSocket. */
export class World {
  readonly clock: Clock;
  readonly snowflakes: Snowflakes;
  readonly users = new Map<string, User>();
  readonly guilds = new Map<string, Guild>();
  readonly channels = new Map<string, Channel>();
  /** Files that hang on no message: those given to a command. */
  readonly files = new Map<string, StoredFile>();
  readonly botId: string;
  readonly applicationId: string;
  readonly ownerId: string;
  /** Where files are served; known once the server listens. */
  filesUrl = '';
  /** Messages of before are sent again when their nonce comes again: some minutes have passed, by Discord's count. */
  noncesForgottenAt = Number.NEGATIVE_INFINITY;
  readonly #tellers: ((event: WorldEvent) => void)[] = [];
  readonly #watchers: (() => void)[] = [];

  constructor(clock: Clock) {
    this.clock = clock;
    this.snowflakes = new Snowflakes(clock);
    this.ownerId = this.addUser('operator', false).id;
    this.botId = this.addUser('aitta', true).id;
    // Applications made since 2018 share the id of their bot user.
    this.applicationId = this.botId;
  }

  addUser(name: string, bot: boolean): User {
    const user: User = { id: this.snowflakes.next(), name, globalName: bot ? null : name, bot, acceptsDms: true };
    this.users.set(user.id, user);
    return user;
  }

  user(id: string): User {
    const user = this.users.get(id);
    if (!user) throw new Error(`The fake Discord knows no user ${id}`);
    return user;
  }

  channel(id: string): Channel {
    const channel = this.channels.get(id);
    if (!channel) throw new Error(`The fake Discord knows no channel ${id}`);
    return channel;
  }

  guildOf(channel: Channel): Guild | undefined {
    return channel.guildId === undefined ? undefined : this.guilds.get(channel.guildId);
  }

  /** The direct channel between the bot and a person, made on first use. */
  dmWith(userId: string): Channel {
    const known = [...this.channels.values()].find(({ recipientIds }) => recipientIds?.includes(userId));
    if (known) return known;
    const channel: Channel = {
      id: this.snowflakes.next(),
      type: channelTypes.dm,
      name: '',
      position: 0,
      overwrites: [],
      recipientIds: [userId],
      messages: new Map(),
    };
    this.channels.set(channel.id, channel);
    return channel;
  }

  /** A message that is still there; deleted ones are kept for whoever asks what people have seen. */
  message(channelId: string, id: string): StoredMessage | undefined {
    const message = this.channels.get(channelId)?.messages.get(id);
    return message?.deletedAt === undefined ? message : undefined;
  }

  onEvent(teller: (event: WorldEvent) => void): void {
    this.#tellers.push(teller);
  }

  onChange(watcher: () => void): void {
    this.#watchers.push(watcher);
  }

  publish(event: WorldEvent): void {
    for (const teller of this.#tellers) teller(event);
    this.changed();
  }

  changed(): void {
    for (const watcher of this.#watchers) watcher();
  }
}
