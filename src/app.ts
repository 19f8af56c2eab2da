import { randomUUID } from 'node:crypto';
import { SqliteDatabase } from './adapters/storage/sqlite-database.ts';
import { openSqliteKeyv, sweepExpired } from './adapters/storage/sqlite-keyv.ts';
import { SqliteTurnTable } from './adapters/storage/sqlite-turn-table.ts';
import { checkKeys, createCipher } from './adapters/storage/store-cipher.ts';
import type { StoreCipher } from './adapters/storage/store-cipher.ts';
import { StoredTurnQueue } from './adapters/storage/stored-turn-queue.ts';
import type { Config } from './config.ts';
import type { Clock } from './core/clock.ts';
import { Conversation } from './core/conversation.ts';
import { BotError, isBotError, toError } from './core/errors.ts';
import { History } from './core/history.ts';
import { Limits } from './core/limits.ts';
import { People } from './core/people.ts';
import type { Log, OpenStore, Platform } from './core/ports.ts';
import { RecentConversations } from './core/recent-conversations.ts';
import { sweepConversations } from './core/retention.ts';
import type { RetentionParts } from './core/retention.ts';
import { Settings } from './core/settings.ts';
import { Usage } from './core/usage.ts';
import { mountHealth } from './health.ts';
import { HttpServer } from './http-server.ts';
import type { Metrics } from './metrics.ts';
import { openAitta } from './open-aitta.ts';
import type { OpenAitta } from './open-aitta.ts';
import { createPlatforms } from './platforms.ts';
import type { Terminal } from './platforms.ts';
import type { Secrets } from './secrets.ts';

export interface AppOptions {
  config: Config;
  clock: Clock;
  log: Log;
  metrics: Metrics;
  secrets: Secrets;
  /** Where somebody may talk to the bot directly; only used when no platform is configured. */
  terminal?: Terminal;
}

/** How long answers may still take after the signal to stop, milliseconds. */
const GRACE_MS = 20_000;
const DAY_MS = 24 * 60 * 60_000;
const SWEEP_MS = 60 * 60_000;
const FIRST_RESTART_MS = 5_000;
const LONGEST_RESTART_MS = 5 * 60_000;

/** The composition root: builds the parts, starts them, stops them in order. */
export class App {
  readonly #options: AppOptions;
  readonly #database: SqliteDatabase;
  readonly #cipher: StoreCipher;
  readonly #server = new HttpServer();
  readonly #ended = new AbortController();
  readonly #failures = new Map<string, string>();
  readonly #background: Promise<void>[] = [];
  #turns: StoredTurnQueue | undefined;
  #aitta: OpenAitta | undefined;
  #platforms: ReadonlyMap<string, Platform> = new Map();
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
    return [...this.#platforms.keys()].filter((name) => !this.#failures.has(name));
  }

  /** @throws BotError when the HTTP server or not a single configured platform can be started; everything is stopped then. */
  async start(): Promise<void> {
    try {
      await this.#start();
    } catch (error) {
      await this.stop(0);
      throw error;
    }
  }

  async #start(): Promise<void> {
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
    this.#platforms = await createPlatforms({ config, clock, log, meter: metrics, openStore, mount, terminal });
    const history = new History(openStore, clock);
    const settings = new Settings(openStore);
    const usage = new Usage(openStore, clock);
    const retentionMs = config.retentionDays * DAY_MS;
    const conversation = new Conversation({
      turns,
      platforms: this.#platforms,
      gateway: aitta.gateway,
      history,
      settings,
      usage,
      people: new People(openStore),
      compact: async () => this.#database.compact(),
      recent: new RecentConversations(openStore, retentionMs),
      limits: new Limits(openStore, { clock, usage, rules: config.limits }),
      access: config.access,
      operatorModel: config.model,
      managers: config.managers,
      clock,
      meter: metrics,
      log,
      systemPrompt: config.systemPrompt,
      notice: config.notice,
      contextTokens: config.contextTokens,
    });
    mountHealth(mount, {
      platforms: this.#platforms,
      failures: this.#failures,
      turns,
      aitta: () => aitta.health(),
      load: () => aitta.load(),
      clock,
      metrics,
      secrets,
      ending: this.#ended.signal,
    });
    this.#port = await this.#server.listen(config.http.host, config.http.port);
    await this.#startPlatforms(conversation);
    conversation.begin();
    this.#background.push(
      aitta.watch(this.#ended.signal),
      this.#sweepOn({ history, settings, clock, log, retentionMs }),
    );
  }

  /** In order: nothing new comes in, answers finish or are handed on, connections close. */
  async stop(graceMs: number = GRACE_MS): Promise<void> {
    this.#ended.abort(new BotError('shutting-down', 'this process is ending'));
    const { log } = this.#options;
    await this.#each('stop', (platform) => platform.stop());
    await this.#turns?.stop(graceMs);
    await this.#each('close', (platform) => platform.close());
    await Promise.all(this.#background);
    await this.#aitta?.close();
    await this.#server.close();
    this.#database.close();
    log.info({}, 'stopped');
  }

  async #startPlatforms(conversation: Conversation): Promise<void> {
    const { log } = this.#options;
    const results = await Promise.all(
      [...this.#platforms.values()].map(async (platform) => {
        const error = await startOne(platform, conversation);
        if (!error) return undefined;
        this.#failures.set(platform.name, error.message);
        return { platform, error };
      }),
    );
    const failed = results.filter((result) => result !== undefined);
    if (failed.length > 0 && failed.length === this.#platforms.size) {
      const reasons = failed.map(({ platform, error }) => `${platform.name}: ${error.message}`).join('; ');
      throw new BotError('platform-failed', `no configured platform can start. ${reasons}`, {
        cause: failed[0]?.error,
      });
    }
    for (const { platform, error } of failed) {
      const heals = !isBotError(error, 'settings');
      log.error({ err: error, platform: platform.name, heals }, 'a platform cannot start; the others run');
      if (heals) this.#background.push(this.#startLater(platform, conversation));
    }
  }

  async #startLater(platform: Platform, conversation: Conversation): Promise<void> {
    const { clock, log } = this.#options;
    const { signal } = this.#ended;
    for (let waitMs = FIRST_RESTART_MS; ; waitMs = Math.min(waitMs * 2, LONGEST_RESTART_MS)) {
      await clock.sleep(waitMs, signal).catch(() => undefined); // the end of the app ends the wait
      if (signal.aborted) return;
      const error = await startOne(platform, conversation);
      if (!error) {
        this.#failures.delete(platform.name);
        log.info({ platform: platform.name }, 'the platform has started');
        return;
      }
      this.#failures.set(platform.name, error.message);
      log.warn({ err: error, platform: platform.name }, 'the platform still cannot start');
      if (isBotError(error, 'settings')) return;
    }
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
      await clock.sleep(SWEEP_MS, signal).catch(() => undefined); // the end of the app ends the wait
    }
  }

  async #each(verb: string, work: (platform: Platform) => Promise<void>): Promise<void> {
    await Promise.all(
      [...this.#platforms.values()].map((platform) =>
        work(platform).catch((error: unknown) =>
          this.#options.log.error({ err: error, platform: platform.name }, `the platform did not ${verb} properly`),
        ),
      ),
    );
  }
}

const startOne = async (platform: Platform, conversation: Conversation): Promise<Error | undefined> => {
  try {
    await platform.start(conversation);
    return undefined;
  } catch (error) {
    return toError(error);
  }
};
