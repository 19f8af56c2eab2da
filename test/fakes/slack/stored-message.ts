import type { JsonObject } from './json-object.ts';

/** What a message says; replaced as a whole by an update. */
export interface MessageBody {
  readonly text: string;
  readonly blocks: readonly JsonObject[];
  readonly attachments: readonly JsonObject[];
  readonly metadata?: JsonObject;
}

/** How Slack was asked to treat the text; decides what pings and what unfurls. */
export interface Manners {
  readonly linkNames: boolean;
  readonly parseFull: boolean;
  readonly unfurlLinks: boolean;
  readonly unfurlMedia: boolean;
}

export const plainManners: Manners = {
  linkNames: false,
  parseFull: false,
  unfurlLinks: false,
  unfurlMedia: true,
};

export interface Version {
  readonly at: number;
  readonly by: 'post' | 'update' | 'append' | 'stop' | 'edit' | 'unfurl';
  readonly body: MessageBody;
  readonly manners: Manners;
}

export interface StoredMessage {
  readonly channel: string;
  readonly ts: string;
  readonly user: string;
  readonly threadTs?: string;
  readonly broadcast: boolean;
  readonly subtype?: string;
  /** Of whichever bot wrote it. */
  readonly botId?: string;
  readonly appId?: string;
  readonly clientMsgId?: string;
  readonly files: readonly string[];
  /** Only this user sees it. */
  readonly onlyFor?: string;
  /** Name and picture were changed with chat:write.customize. */
  readonly disguise?: JsonObject;
  body: MessageBody;
  manners: Manners;
  readonly versions: Version[];
  readonly reactions: Map<string, Set<string>>;
  edited?: { user: string; ts: string };
  deleted: boolean;
  streaming?: 'in_progress' | 'completed' | 'errored';
}

/** The parts that matter for a new message; the rest begins empty. */
export type NewMessage = Pick<StoredMessage, 'channel' | 'ts' | 'user' | 'body'> & Partial<StoredMessage>;

export function createMessage(parts: NewMessage, at: number): StoredMessage {
  const manners = parts.manners ?? plainManners;
  return {
    broadcast: false,
    files: [],
    reactions: new Map(),
    deleted: false,
    ...parts,
    manners,
    versions: [{ at, by: 'post', body: parts.body, manners }],
  };
}

export function revise(message: StoredMessage, version: Version): void {
  message.body = version.body;
  message.manners = version.manners;
  message.versions.push(version);
}
