import type { JsonObject } from './json-object.ts';
import { tombstoneText } from './message-json.ts';
import { controlsIn, readBody, type Control } from './reading.ts';
import type { MessageBody, StoredMessage, Version } from './stored-message.ts';
import { pingsOf, unfurlsOf } from './what-pings.ts';
import type { World } from './world.ts';

/** A message as a person sees it, and whom it would disturb. */
export interface ReadMessage {
  readonly channel: string;
  readonly ts: string;
  readonly threadTs?: string;
  readonly user: string;
  readonly byBot: boolean;
  /** Flattened; names for ids, `<` for `&lt;`. */
  readonly text: string;
  readonly body: MessageBody;
  readonly controls: readonly Control[];
  readonly files: readonly { name: string; text: string }[];
  readonly edited: boolean;
  readonly metadata?: JsonObject;
  readonly pings: readonly string[];
  readonly unfurls: readonly string[];
  readonly streaming?: string;
  /** The id of the only user who sees it. */
  readonly onlyFor?: string;
  readonly deleted: boolean;
}

/** A message as it was. */
export interface ReadVersion {
  readonly at: number;
  readonly by: Version['by'];
  readonly text: string;
  readonly body: MessageBody;
  readonly pings: readonly string[];
  readonly unfurls: readonly string[];
}

export function readVersions(world: World, message: StoredMessage): ReadVersion[] {
  return message.versions.map(({ at, by, body, manners }) => ({
    at,
    by,
    text: readBody(body, (id) => world.nameOf(id)),
    body,
    pings: pingsOf(body, manners, (name) => world.idOfName(name)),
    unfurls: unfurlsOf(body, manners),
  }));
}

export function readMessage(world: World, message: StoredMessage): ReadMessage {
  return {
    channel: message.channel,
    ts: message.ts,
    ...(message.threadTs === undefined ? {} : { threadTs: message.threadTs }),
    user: message.user,
    byBot: message.user === world.bot.id,
    text: world.isTombstone(message) ? tombstoneText : readBody(message.body, (id) => world.nameOf(id)),
    body: message.body,
    controls: controlsIn(message.body.blocks),
    files: message.files.map((id) => {
      const file = world.files.get(id);
      return { name: file?.name ?? '', text: Buffer.from(file?.content ?? []).toString() };
    }),
    edited: message.edited !== undefined,
    ...(message.body.metadata === undefined ? {} : { metadata: message.body.metadata }),
    pings: pingsOf(message.body, message.manners, (name) => world.idOfName(name)),
    unfurls: unfurlsOf(message.body, message.manners),
    ...(message.streaming === undefined ? {} : { streaming: message.streaming }),
    ...(message.onlyFor === undefined ? {} : { onlyFor: message.onlyFor }),
    deleted: message.deleted,
  };
}
