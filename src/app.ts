import { randomUUID } from 'node:crypto';
import { SqliteDatabase } from './adapters/storage/sqlite/sqlite-database.ts';
import { openSqliteKeyv, sweepExpired } from './adapters/storage/sqlite/sqlite-keyv.ts';
import { SqliteTurnTable } from './adapters/storage/sqlite/sqlite-turn-table.ts';
import { checkKeys, createCipher } from './adapters/storage/store-cipher.ts';
import type { StoreCipher } from './adapters/storage/store-cipher.ts';
import { StoredTurnQueue } from './adapters/storage/turns/stored-turn-queue.ts';
import type { Config } from './config.ts';
import type { Clock } from './async/clock.ts';
import { pause } from './async/pause.ts';
import { Conversation } from './core/turn/conversation.ts';
import { BotError } from './core/errors.ts';
import { openMemories } from './core/memory/memories.ts';
import { Limits } from './core/turn/limits.ts';
import type { Log } from './core/ports/operator.ts';
import type { OpenStore } from './core/ports/turns.ts';
import { sweepConversations } from './core/memory/retention.ts';
import type { RetentionParts } from './core/memory/retention.ts';
import { mountHealth } from './operate/health.ts';
import { HttpServer } from './operate/http-server.ts';
import type { Metrics } from './operate/metrics.ts';
import { openAitta } from './open-aitta.ts';
import type { OpenAitta } from './open-aitta.ts';
import type { Terminal } from './adapters/define-platform.ts';
import { RunningPlatforms } from './running-platforms.ts';
import type { Secrets } from './operate/secrets.ts';

export interface AppOptions {
  config: Config;
  clock: Clock;
  log: Log;
  metrics: Metrics;
  secrets: Secrets;
  /** Where somebody may talk to the bot directly; used by the platforms that want one. */
  terminal?: Terminal | undefined;
}

/** How long answers may still take after the signal to stop, milliseconds. */
const GRACE_MS = 20_000;
const DAY_MS = 24 * 60 * 60_000;
const SWEEP_MS = 60 * 60_000;

/** The composition root: builds the parts, starts them, stops them in order. */
export class App {
  readonly #options: AppOptions;
  readonly #database: SqliteDatabase;
  readonly #cipher: StoreCipher;
  readonly #server = new HttpServer();
  readonly #ended = new AbortController();
  readonly #background: Promise<void>[] = [];
  #turns: StoredTurnQueue | undefined;
  #aitta: OpenAitta | undefined;
  #platforms: RunningPlatforms | undefined;
  #building: Promise<unknown> = Promise.resolve();
  #stopping: Promise<void> | undefined;
  #port = 0;

  /** @throws BotError 'settings' when the store cannot be opened. */
  constructor(options: AppOptions) {
    this.#options = options;
    const { store } = options.config;
    this.#database = new SqliteDatabase(store.kind === 'memory' ? ':memory:' : store.path);
    this.#cipher = createCipher(options.config.storeKeys);
    checkKeys(this.#database, this.#cipher);
  }

  /** The port of the one HTTP server, once started. */
  get port(): number {
    return this.#port;
  }

  /** What runs: one name per platform that could be started. */
  get running(): string[] {
    return this.#platforms?.running ?? [];
  }

  /** @throws BotError when the HTTP server or not a single configured platform can be started; everything is stopped then. */
  async start(): Promise<void> {
    try {
      const building = this.#build();
      this.#building = building;
      const { platforms, conversation } = await building;
      await platforms.start(conversation);
    } catch (error) {
      await this.stop(0);
      throw error;
    }
  }

  async #build(): Promise<{ platforms: RunningPlatforms; conversation: Conversation }> {
    const { config, clock, log, metrics, secrets, terminal } = this.#options;
    const openStore: OpenStore = (namespace) => openSqliteKeyv(this.#database, namespace, clock, this.#cipher);
    const turns = new StoredTurnQueue({
      table: new SqliteTurnTable(this.#database, this.#cipher),
      owner: randomUUID(),
      clock,
      log,
    });
    this.#turns = turns;
    const aitta = await openAitta(config, { clock, log, meter: metrics, secrets });
    this.#aitta = aitta;
    const mount = this.#server.mount.bind(this.#server);
    const parts = { openStore, clock, log, meter: metrics, mount, proxy: config.proxy, terminal };
    const configured = await Promise.all(config.platforms.map((platform) => platform.create(parts)));
    const platforms = new RunningPlatforms({ platforms: configured, clock, log });
    this.#platforms = platforms;
    const { model, systemPrompt, contextTokens, managers, notice } = config;
    const retentionMs = config.retentionDays * DAY_MS;
    const memories = openMemories(openStore, clock, retentionMs);
    const { history, settings, usage } = memories;
    const conversation = new Conversation({
      turns,
      platform: (name, signal) => platforms.find(name, signal),
      gateway: aitta.gateway,
      memories,
      access: config.access,
      limits: new Limits(openStore, { clock, usage, rules: config.limits }),
      operator: { model, systemPrompt, contextTokens, managers, notice },
      compact: async () => this.#database.compact(),
      clock,
      log,
      meter: metrics,
    });
    mountHealth(mount, {
      platforms: platforms.all,
      failures: platforms.failures,
      turns,
      aitta: () => aitta.health(),
      load: () => aitta.load(),
      clock,
      metrics,
      secrets,
      ending: this.#ended.signal,
    });
    this.#port = await this.#server.listen(config.http.host, config.http.port);
    conversation.begin(); // first, so that no platform waits for another one
    this.#background.push(
      aitta.watch(this.#ended.signal),
      this.#sweepOn({ history, settings, clock, log, retentionMs }),
    );
    return { platforms, conversation };
  }

  /** In order: nothing new comes in, answers finish or are handed on, connections close. Also in the middle of a start. */
  stop(graceMs: number = GRACE_MS): Promise<void> {
    this.#stopping ??= this.#stop(graceMs);
    return this.#stopping;
  }

  async #stop(graceMs: number): Promise<void> {
    this.#ended.abort(new BotError('shutting-down', 'this process is ending'));
    const { log } = this.#options;
    await this.#building.catch(() => undefined); // whoever starts it hears of it
    await this.#platforms?.stop();
    await this.#turns?.stop(graceMs);
    await this.#platforms?.close();
    await Promise.all(this.#background);
    await this.#aitta?.close();
    await this.#server.close();
    this.#database.close();
    log.info({}, 'stopped');
  }

  async #sweepOn(retention: RetentionParts): Promise<void> {
    const { clock, log } = retention;
    const { signal } = this.#ended;
    while (!signal.aborted) {
      try {
        sweepExpired(this.#database, clock);
        await sweepConversations(retention);
      } catch (error) {
        log.error({ err: error }, 'what has expired could not be removed');
      }
      await pause(clock, SWEEP_MS, signal);
    }
  }
}
