import {
  Client,
  Events,
  GatewayDispatchEvents,
  GatewayIntentBits,
  Options,
  SimpleShardingStrategy,
  Status,
} from 'discord.js';
import type { ClientOptions, GatewayReadyDispatchData } from 'discord.js';
import type { Log } from '../../../core/ports/operator.ts';
import type { IdentifyPace } from './discord-identify-pace.ts';

export interface ClientHandlers {
  /** A new session: what came between the last one and this was not delivered. */
  onIdentified(ready: GatewayReadyDispatchData): void;
  /** A raw dispatch that this adapter knows; the data may be malformed. */
  onDispatch(type: HeardDispatch, data: unknown): void;
  /** Something came over the socket. */
  onSign(): void;
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
  settings: { apiUrl?: string | undefined; messageContent: boolean },
  { log, pace, handlers }: { log: Log; pace: IdentifyPace; handlers: ClientHandlers },
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
    rest: settings.apiUrl === undefined ? {} : { api: settings.apiUrl.replace(/\/+$/, '') },
    ws: {
      buildStrategy: sturdyStrategy(log, handlers),
      buildIdentifyThrottler: async (manager) => {
        const { session_start_limit: limit } = await manager.fetchGatewayInformation();
        return pace.throttler(limit.max_concurrency);
      },
    },
  });
  // Without an "error" listener the process would end; the causes are reported where they are treated.
  client.on(Events.Error, (error) => log.error({ err: error }, 'discord.js reports an error'));
  client.on(Events.ShardError, (error) => log.warn({ reason: error.message }, 'the connection to Discord failed'));
  client.on(Events.ShardReconnecting, () => log.info({}, 'the connection to Discord is being renewed'));
  client.on(Events.ShardDisconnect, ({ code }) => handlers.onEnded(code));
  client.ws.on(GatewayDispatchEvents.Ready, (ready: GatewayReadyDispatchData) => handlers.onIdentified(ready));
  for (const type of HEARD) client.ws.on(type, (data: unknown) => handlers.onDispatch(type, data));
  return client;
};

/**
 * discord.js handles each packet inside an unawaited promise: one that it cannot read (a `thread: null` is enough) would become an
 * unhandled rejection and end the process. Pinned by "a malformed packet" in `test/adapters/discord/discord-connection.test.ts`.
 */
const sturdyStrategy =
  (log: Log, handlers: ClientHandlers): NonNullable<NonNullable<ClientOptions['ws']>['buildStrategy']> =>
  (manager) => {
    const emit: (...event: never[]) => boolean = manager.emit.bind(manager);
    manager.emit = (...event: unknown[]) => {
      handlers.onSign();
      try {
        return emit(...(event as never[]));
      } catch (error) {
        log.warn({ reason: error instanceof Error ? error.name : 'unknown' }, 'discord.js could not read a packet');
        return true;
      }
    };
    return new SimpleShardingStrategy(manager);
  };

export const areShardsReady = (client: Client): boolean =>
  client.ws.shards.size > 0 && client.ws.shards.every((shard) => shard.status === Status.Ready);
