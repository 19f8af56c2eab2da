import {
  Client,
  DefaultRestOptions,
  Events,
  GatewayDispatchEvents,
  GatewayIntentBits,
  Options,
  Status,
} from 'discord.js';
import type { GatewayReadyDispatchData } from 'discord.js';
import type { Log } from '../../../core/ports/operator.ts';
import type { IdentifyPace } from './discord-identify-pace.ts';
import { reasonOf, UNREADABLE } from './discord-shards.ts';
import type { DiscordShards } from './discord-shards.ts';

export interface ClientHandlers {
  /** A new session: what came between the last one and this was not delivered. */
  onIdentified(ready: GatewayReadyDispatchData): void;
  /** A raw dispatch that this adapter knows; the data may be malformed. */
  onDispatch(type: HeardDispatch, data: unknown): void;
  /** The guilds of that session are there, or the wait for them is over. */
  onGuilds(): void;
  /** The session ended for good, with the gateway's close code. */
  onEnded(code: number): void;
}

const HEARD = [
  GatewayDispatchEvents.MessageCreate,
  GatewayDispatchEvents.MessageUpdate,
  GatewayDispatchEvents.MessageDelete,
  GatewayDispatchEvents.MessageDeleteBulk,
  GatewayDispatchEvents.InteractionCreate,
] as const;
export type HeardDispatch = (typeof HEARD)[number];

const MEMBERS_KEPT = 200;

/**
 * One client of discord.js for one attempt to connect: a client whose login failed never reports itself ready again.
 * It keeps the session and the caches of guilds, channels, roles and members. Messages and interactions are taken as the raw
 * dispatches, before discord.js makes objects of them, and what is sent goes through `DiscordApi`: hence no partials, no message
 * cache, and no `allowedMentions` here, which would only count for objects that nobody uses.
 */
export const createClient = (
  settings: { apiUrl?: string | undefined; messageContent: boolean; concurrency: number },
  { log, pace, shards, handlers }: { log: Log; pace: IdentifyPace; shards: DiscordShards; handlers: ClientHandlers },
): Client => {
  const client = new Client({
    intents: [
      GatewayIntentBits.Guilds,
      GatewayIntentBits.GuildMessages,
      GatewayIntentBits.DirectMessages,
      ...(settings.messageContent ? [GatewayIntentBits.MessageContent] : []),
    ],
    makeCache: Options.cacheWithLimits({
      ...Options.DefaultMakeCacheSettings,
      MessageManager: 0,
      ReactionManager: 0,
      GuildMemberManager: { maxSize: MEMBERS_KEPT, keepOverLimit: (member) => member.id === member.client.user.id },
    }),
    rest: {
      ...(settings.apiUrl === undefined ? {} : { api: settings.apiUrl.replace(/\/+$/, '') }),
      // A call that hangs does not outlive the client.
      makeRequest: (url, init) =>
        DefaultRestOptions.makeRequest(url, {
          ...init,
          signal: init.signal ? AbortSignal.any([init.signal, shards.ended]) : shards.ended,
        }),
    },
    ws: {
      buildStrategy: shards.buildStrategy,
      buildIdentifyThrottler: async () => shards.untilEnded(pace.throttler(settings.concurrency)),
    },
  });
  guardPackets(client, log);
  // Without an "error" listener the process would end; the causes are reported where they are treated.
  client.on(Events.Error, (error) => log.error({ err: error }, 'discord.js reports an error'));
  client.on(Events.ShardError, (error) => log.warn({ reason: error.message }, 'the connection to Discord failed'));
  client.on(Events.ShardReconnecting, () => log.info({}, 'the connection to Discord is being renewed'));
  client.on(Events.ShardReady, () => handlers.onGuilds());
  client.on(Events.ShardDisconnect, ({ code }) => handlers.onEnded(code));
  client.ws.on(GatewayDispatchEvents.Ready, (ready: GatewayReadyDispatchData) => handlers.onIdentified(ready));
  for (const type of HEARD) client.ws.on(type, (data: unknown) => handlers.onDispatch(type, data));
  return client;
};

/** discord.js also handles packets later, when nobody is there any more to catch what one of them throws (`thread: null` is enough). */
const guardPackets = (client: Client, log: Log): void => {
  const ws = client.ws as unknown as { handlePacket(...packet: unknown[]): boolean };
  const handle = ws.handlePacket.bind(ws);
  ws.handlePacket = (...packet) => {
    try {
      return handle(...packet);
    } catch (error) {
      log.warn(reasonOf(error), UNREADABLE);
      return true;
    }
  };
};

export const areShardsReady = (client: Client): boolean =>
  client.ws.shards.size > 0 && client.ws.shards.every((shard) => shard.status === Status.Ready);
