import { GatewayDispatchEvents, GatewayOpcodes, SimpleShardingStrategy } from 'discord.js';
import type { Client, ClientOptions, IIdentifyThrottler } from 'discord.js';
import { backOffMs } from '../../../async/back-off.ts';
import type { Clock } from '../../../async/clock.ts';
import { pause } from '../../../async/pause.ts';
import { toError } from '../../../async/to-error.ts';
import { within } from '../../../async/within.ts';
import type { Log } from '../../../core/ports/operator.ts';
import { readFrame } from './discord-frame.ts';

interface ShardsParts {
  clock: Clock;
  log: Log;
  /** Something came over the socket. */
  onSign: () => void;
}
type BuildStrategy = NonNullable<NonNullable<ClientOptions['ws']>['buildStrategy']>;

/** A closed line that the other side does not confirm, milliseconds. */
const GOODBYE_MS = 2_000;
const WAITS = { firstMs: 1_000, maxMs: 30_000 };

/** What `@discordjs/ws` 1.2 keeps to itself. That these are there is pinned by `test/adapters/discord/link/discord-shards.test.ts`. */
interface InnerShard {
  readonly connection: { addEventListener(type: 'error', listener: () => void): void; terminate(): void } | null;
  internalConnect(): Promise<void>;
  destroy(options?: { recover?: unknown }): Promise<void>;
  unpackMessage(data: unknown, isBinary: boolean): Promise<unknown>;
  onMessage(data: unknown, isBinary: boolean): Promise<void>;
}

/**
 * The sockets of one client of discord.js, which cannot be ended in every state (`destroy` does nothing between two tries, and leaves a socket
 * that is being opened), connects twice a second for as long as it is refused, and ends the process with a frame that it cannot read.
 * Invariant: once ended, no socket is opened and nothing is sent.
 */
export class DiscordShards {
  readonly #parts: ShardsParts;
  readonly #ended = new AbortController();
  readonly #shards = new Set<InnerShard>();
  /** Connections since the last session. */
  #attempts = 0;

  constructor(parts: ShardsParts) {
    this.#parts = parts;
  }

  get ended(): AbortSignal {
    return this.#ended.signal;
  }

  readonly buildStrategy: BuildStrategy = (manager) => {
    const strategy = new SimpleShardingStrategy(manager);
    const spawn = strategy.spawn.bind(strategy);
    strategy.spawn = async (ids) => {
      await spawn(ids);
      const { shards } = strategy as unknown as { shards: Map<number, InnerShard> };
      for (const shard of shards.values()) this.#harden(shard);
    };
    return strategy;
  };

  /** Who waits to identify when all is over waits for ever: discord.js would identify after a rejection too. */
  untilEnded(throttler: IIdentifyThrottler): IIdentifyThrottler {
    return {
      waitForIdentify: async (shardId, signal) => {
        try {
          await throttler.waitForIdentify(shardId, AbortSignal.any([signal, this.ended]));
        } catch (error) {
          if (!this.ended.aborted) throw error;
        }
        if (this.ended.aborted) await new Promise(() => undefined);
      },
    };
  }

  /** Resolves within seconds, whatever the sockets are doing and whether the other side answers. */
  async end(client: Client): Promise<void> {
    const { clock, log } = this.#parts;
    this.#ended.abort(new Error('ended'));
    const destroyed = client.destroy().catch((error: unknown) => {
      log.warn({ err: error }, 'a discord.js client did not close cleanly');
    });
    await within({ clock, timeoutMs: GOODBYE_MS }, destroyed);
    for (const { connection } of this.#shards) {
      connection?.addEventListener('error', () => undefined); // it may be cut while it is being opened
      connection?.terminate();
    }
  }

  #harden(shard: InnerShard): void {
    const { log, onSign } = this.#parts;
    this.#shards.add(shard);
    let isGreeted = false;
    const connect = shard.internalConnect.bind(shard);
    shard.internalConnect = async () => {
      isGreeted = false;
      if (!(await this.#mayConnect())) return;
      await connect().catch((error: unknown) =>
        log.warn(reasonOf(error), 'a connection to Discord could not be begun'),
      );
    };
    const destroy = shard.destroy.bind(shard);
    shard.destroy = async (options) => {
      if (!this.ended.aborted || options?.recover === undefined) await destroy(options);
    };
    const unpack = shard.unpackMessage.bind(shard);
    shard.unpackMessage = async (data, isBinary) => {
      const frame = readFrame(await unpack(data, isBinary));
      // A second greeting would start a second heart.
      if (frame?.op === GatewayOpcodes.Hello && isGreeted) return undefined;
      isGreeted ||= frame?.op === GatewayOpcodes.Hello;
      if (frame?.t === GatewayDispatchEvents.Ready || frame?.t === GatewayDispatchEvents.Resumed) this.#attempts = 0;
      return frame;
    };
    const receive = shard.onMessage.bind(shard);
    shard.onMessage = async (data, isBinary) => {
      onSign();
      await receive(data, isBinary).catch((error: unknown) => log.warn(reasonOf(error), UNREADABLE));
    };
  }

  /** The first try again is at once, so that a cut line is no gap. */
  async #mayConnect(): Promise<boolean> {
    const { clock } = this.#parts;
    const again = this.#attempts++ - 1;
    if (again > 0) await pause(clock, backOffMs(again, WAITS), this.ended);
    return !this.ended.aborted;
  }
}

export const UNREADABLE = 'discord.js could not read a packet';

/** An error's words may quote what somebody wrote. */
export const reasonOf = (error: unknown): { reason: string } => ({ reason: toError(error).name });
