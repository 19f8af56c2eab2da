/** Discord's message types that the fake makes. */
export const messageTypes = {
  ordinary: 0,
  pinned: 6,
  joined: 7,
  threadCreated: 18,
  reply: 19,
  slashAnswer: 20,
  threadStarter: 21,
  contextMenuAnswer: 23,
} as const;

export const messageFlags = {
  suppressEmbeds: 1 << 2,
  hasThread: 1 << 5,
  ephemeral: 1 << 6,
  loading: 1 << 7,
  silent: 1 << 12,
  voice: 1 << 13,
  forward: 1 << 14,
  componentsV2: 1 << 15,
} as const;

export type WireObject = Record<string, unknown>;

export interface StoredFile {
  id: string;
  name: string;
  type: string | undefined;
  data: Buffer;
  description?: string;
}

/** Whom a message notifies. */
export interface Pings {
  users: string[];
  roles: string[];
  everyone: boolean;
}

/** How a message looked after it was sent or edited. */
export interface Version {
  at: number;
  content: string;
  components: WireObject[];
  flags: number;
}

export interface Reference {
  /** A forward carries what it shows in `snapshots`; a reply points. */
  kind: 'reply' | 'forward';
  channelId: string;
  messageId: string;
  guildId?: string;
}

/** The interaction that a message answers. */
export interface InteractionMark {
  id: string;
  type: number;
  userId: string;
  commandName?: string;
  metadata: WireObject;
}

/** What is written by hand or by the bot, before it has an id. */
export interface MessageDraft {
  authorId: string;
  type?: number;
  content?: string;
  embeds?: WireObject[];
  components?: WireObject[];
  files?: StoredFile[];
  flags?: number;
  nonce?: string | number;
  reference?: Reference;
  snapshots?: WireObject[];
  webhook?: { id: string; name: string };
  interaction?: InteractionMark;
  ephemeralFor?: string;
  /** Whom the text may mention, and whether a reply tells the one who is replied to. */
  mentions: Pings & { replied: boolean };
}

export interface StoredMessage {
  id: string;
  channelId: string;
  guildId: string | undefined;
  authorId: string;
  type: number;
  content: string;
  embeds: WireObject[];
  components: WireObject[];
  files: StoredFile[];
  flags: number;
  createdAt: number;
  editedAt: number | undefined;
  deletedAt: number | undefined;
  nonce: string | number | undefined;
  reference: Reference | undefined;
  snapshots: WireObject[];
  webhook: { id: string; name: string } | undefined;
  interaction: InteractionMark | undefined;
  ephemeralFor: string | undefined;
  /** Mentions as they stand now; `replied` tells whether the author of the message that this one replies to is among them for that. */
  mentions: Pings & { replied: boolean };
  /** Notifications that went out: an edit sends none. */
  pings: Pings;
  reactions: Map<string, Set<string>>;
  threadId: string | undefined;
  versions: Version[];
}
