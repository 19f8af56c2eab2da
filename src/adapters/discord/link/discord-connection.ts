import { GatewayCloseCodes } from 'discord.js';
import type { Client } from 'discord.js';
import { backOffMs } from '../../../async/back-off.ts';
import type { Clock } from '../../../async/clock.ts';
import { pause } from '../../../async/pause.ts';
import { unlessAborted } from '../../../async/unless-aborted.ts';
import { untilAborted } from '../../../async/until-aborted.ts';
import { late, within } from '../../../async/within.ts';
import { BotError, isBotError } from '../../../core/errors.ts';
import type { Log } from '../../../core/ports/operator.ts';
import type { PlatformHealth } from '../../../core/ports/platform.ts';
import type { DiscordApi } from '../api/discord-api.ts';
import type { DiscordSelf } from '../api/discord-directory.ts';
import { areShardsReady, createClient } from './discord-client.ts';
import type { HeardDispatch } from './discord-client.ts';
import { asBotError, isFailure } from '../api/discord-failure.ts';
import { IdentifyPace } from './discord-identify-pace.ts';
import { DiscordShards } from './discord-shards.ts';

interface ConnectionParts {
  settings: { token: string; apiUrl?: string | undefined; messageContent: boolean };
  api: DiscordApi;
  clock: Clock;
  log: Log;
  onIdentified: (self: DiscordSelf) => void;
  onGuilds: () => void;
  onDispatch: (type: HeardDispatch, data: unknown) => void;
}

/** A login that the gateway leaves hanging is given up, milliseconds. */
const LOGIN_MS = 30_000;
const ATTEMPTS_AT_START = 3;
const WAITS = { firstMs: 1_000, maxMs: 5 * 60_000 };
const LOOK_MS = 10_000;
/** So long discord.js may try to renew a session by itself, milliseconds. */
const RENEWAL_MS = 2 * 60_000;
/** Heartbeats come every 41 seconds; after three silent ones something is wrong, milliseconds. */
const SILENT_MS = 2 * 60_000;
/** Identifications that are left for the day: below this the bot waits rather than lose its token. */
const IDENTIFY_RESERVE = 10;

/**
 * The session at Discord's gateway: login with a deadline, and a new client wherever discord.js does not find back by itself.
 * Invariant: at most one client is alive.
 */
export class DiscordConnection {
  readonly #parts: ConnectionParts;
  readonly #pace: IdentifyPace;
  #closed = new AbortController();
  #client: Client | undefined;
  #shards: DiscordShards | undefined;
  #guilds = Promise.withResolvers<void>();
  #self: DiscordSelf | undefined;
  #watch: Promise<void> | undefined;
  #endedBy: number | undefined;
  #unreadySince: number | undefined;
  /** By wall clock and by monotonic time. */
  #lastSign: { at: number; monotonic: number } | undefined;
  #fault: string | undefined;

  constructor(parts: ConnectionParts) {
    this.#parts = parts;
    this.#pace = new IdentifyPace(parts.clock, parts.log);
  }

  get client(): Client | undefined {
    return this.#client;
  }

  get self(): DiscordSelf | undefined {
    return this.#self;
  }

  /** Resolves once the guilds of the newest session are known, within seconds, or when the connection is closed. */
  async guildsKnown(): Promise<void> {
    await Promise.race([this.#guilds.promise, untilAborted(this.#closed.signal)]);
  }

  /** Connected when resolved. Rejects with a BotError 'settings' or 'platform-failed' after a few attempts. */
  async open(): Promise<void> {
    this.#closed = new AbortController();
    await this.#connect(ATTEMPTS_AT_START);
    this.#watch = this.#watchOn(this.#closed.signal);
  }

  async close(): Promise<void> {
    this.#closed.abort(new Error('closed'));
    await this.#endClient();
    await this.#watch;
  }

  health(): PlatformHealth {
    const seen = this.#lastSign === undefined ? {} : { lastEventAt: this.#lastSign.at };
    if (this.#fault !== undefined) return { ok: false, note: this.#fault, ...seen };
    const { fault } = this.#parts.api;
    if (fault !== undefined) return { ok: false, note: fault, ...seen };
    if (!this.#client || !areShardsReady(this.#client)) return { ok: false, note: 'not connected', ...seen };
    const silentMs = this.#parts.clock.monotonic() - (this.#lastSign?.monotonic ?? Number.NEGATIVE_INFINITY);
    if (silentMs > SILENT_MS) return { ok: false, note: `silent for ${Math.round(silentMs / 1_000)} s`, ...seen };
    return { ok: true, note: 'connected', ...seen, workspaces: this.#client.guilds.cache.size };
  }

  async #connect(attempts: number): Promise<void> {
    const { clock, log } = this.#parts;
    for (let attempt = 1; ; attempt++) {
      try {
        await this.#connectOnce();
        this.#fault = undefined;
        return;
      } catch (error) {
        const failure = asConnectionError(error, clock.now());
        this.#fault = failure.message;
        if (failure.code === 'settings' || attempt === attempts || this.#closed.signal.aborted) throw failure;
        const waitMs = backOffMs(attempt, WAITS);
        log.warn({ err: failure, attempt, waitMs }, 'no connection to Discord');
        await clock.sleep(waitMs, this.#closed.signal);
      }
    }
  }

  async #connectOnce(): Promise<void> {
    const { api, clock } = this.#parts;
    const { session_start_limit: limit } = await unlessAborted(api.gateway(), this.#closed.signal);
    if (limit.remaining < IDENTIFY_RESERVE)
      throw new BotError('platform-failed', 'too many Discord sessions were started today', {
        until: clock.now() + limit.reset_after,
      });
    this.#endedBy = undefined;
    this.#unreadySince = undefined;
    const client = this.#createClient(limit.max_concurrency);
    try {
      await this.#logIn(client);
    } catch (error) {
      await this.#endClient();
      throw error;
    }
  }

  #createClient(concurrency: number): Client {
    const { settings, log, clock, onDispatch, onIdentified, onGuilds } = this.#parts;
    this.#shards = new DiscordShards({
      clock,
      log,
      onSign: () => (this.#lastSign = { at: clock.now(), monotonic: clock.monotonic() }),
    });
    this.#client = createClient(
      { ...settings, concurrency },
      {
        log,
        pace: this.#pace,
        shards: this.#shards,
        handlers: {
          onIdentified: (ready) => {
            this.#self = { userId: ready.user.id, applicationId: ready.application.id };
            const before = this.#guilds;
            this.#guilds = Promise.withResolvers();
            void this.#guilds.promise.then(before.resolve);
            onIdentified(this.#self);
          },
          onGuilds: () => {
            this.#guilds.resolve();
            onGuilds();
          },
          onDispatch,
          onEnded: (code) => (this.#endedBy = code),
        },
      },
    );
    return this.#client;
  }

  async #logIn(client: Client): Promise<void> {
    const { clock, settings } = this.#parts;
    let since = clock.monotonic();
    const deadline = (): number => {
      if (this.#pace.isWaiting) since = clock.monotonic();
      return since + LOGIN_MS;
    };
    const limit = { clock, deadline, signal: this.#closed.signal };
    if ((await within(limit, client.login(settings.token))) === late)
      throw new BotError('platform-failed', "Discord's gateway did not accept the session in time");
  }

  /** discord.js renews sessions by itself, but neither after an end for good nor out of a loop that leads nowhere. */
  async #watchOn(signal: AbortSignal): Promise<void> {
    const { clock, log } = this.#parts;
    while (await pause(clock, LOOK_MS, signal)) {
      if (this.#parts.api.fault !== undefined) await this.#ask();
      if (!this.#isStuck()) continue;
      log.warn({ code: this.#endedBy }, 'the Discord session does not resume: connecting again');
      try {
        await this.#endClient();
        await this.#connect(Number.POSITIVE_INFINITY);
      } catch (error) {
        if (signal.aborted) return;
        log.error({ err: error }, 'giving up on Discord: it cannot work without a change');
        return;
      }
    }
  }

  /** Where nobody asks anything, nobody would notice that Discord answers again. */
  async #ask(): Promise<void> {
    try {
      await unlessAborted(this.#parts.api.gateway(), this.#closed.signal);
    } catch (error) {
      this.#parts.log.debug({ err: error }, 'Discord still does not answer');
    }
  }

  #isStuck(): boolean {
    const { clock } = this.#parts;
    if (this.#endedBy !== undefined) return true;
    if (this.#pace.isWaiting || (this.#client && areShardsReady(this.#client))) {
      this.#unreadySince = undefined;
      return false;
    }
    this.#unreadySince ??= clock.monotonic();
    return clock.monotonic() - this.#unreadySince >= RENEWAL_MS;
  }

  async #endClient(): Promise<void> {
    const client = this.#client;
    this.#client = undefined;
    if (client) await this.#shards?.end(client);
  }
}

const asConnectionError = (error: unknown, now: number): BotError => {
  const translated = asBotError(error, now);
  if (isBotError(translated)) {
    return isFailure(error) && error.status === 401
      ? new BotError('settings', 'Discord refuses DISCORD_TOKEN')
      : new BotError(
          'platform-failed',
          translated.message,
          translated.until === undefined ? {} : { until: translated.until },
        );
  }
  const words = error instanceof Error ? error.message : '';
  const code = error instanceof Error && 'code' in error ? error.code : undefined;
  if (code === 'TokenInvalid' || words.includes('Authentication failed'))
    return new BotError('settings', 'Discord refuses DISCORD_TOKEN');
  if (words.includes('disallowed intents') || code === GatewayCloseCodes.DisallowedIntents)
    return new BotError(
      'settings',
      'DISCORD_MESSAGE_CONTENT is true, but Discord does not give this application the message content intent: switch it on in the developer portal under Bot, or set DISCORD_MESSAGE_CONTENT=false',
    );
  return new BotError('platform-failed', `no connection to Discord: ${words.slice(0, 200)}`);
};
