import type { Rehearsal } from './adapters/web/rehearsal.ts';
import type { Status } from './adapters/web/status/status.ts';
import { mountPage } from './adapters/web/web-page.ts';
import { openStorage } from './adapters/storage/open-storage.ts';
import type { Storage } from './adapters/storage/open-storage.ts';
import type { Config } from './config.ts';
import type { Clock } from './async/clock.ts';
import { pause } from './async/pause.ts';
import { keptElsewhere } from './core/kept-kind.ts';
import { keptKinds } from './keeps.ts';
import { Conversation } from './core/turn/conversation.ts';
import { BotError } from './core/errors.ts';
import { openMemories } from './core/memory/memories.ts';
import type { Memories } from './core/memory/memories.ts';
import { Limits } from './core/turn/limits.ts';
import type { Log } from './core/ports/operator.ts';
import type { ModelGateway } from './core/ports/model.ts';
import { sweepConversations } from './core/memory/retention.ts';
import type { RetentionParts } from './core/memory/retention.ts';
import { mountHealth } from './operate/health.ts';
import { ThreadedFileReader } from './files/threaded-file-reader.ts';
import { HttpServer } from './operate/http-server.ts';
import type { Metrics } from './operate/metrics.ts';
import type { ReadinessParts } from './operate/readiness.ts';
import { LiveSettings } from './live-settings.ts';
import { TurnJournal } from './operate/turn-journal.ts';
import { openModelService } from './model-service/open-model-service.ts';
import type { ModelService } from './model-service/model-service.ts';
import { showStatus } from './show-status.ts';
import { readStatus } from './read-status.ts';
import { accountsOf } from './adapters/define-platform.ts';
import type { Terminal } from './adapters/define-platform.ts';
import { RunningPlatforms } from './running-platforms.ts';
import type { Secrets } from './operate/secrets.ts';
import { watchForOperators } from './watch-for-operators.ts';

export interface AppOptions {
  config: Config;
  clock: Clock;
  log: Log;
  metrics: Metrics;
  secrets: Secrets;
  /** Where somebody may talk to the bot directly; used by the platforms that want one. */
  terminal?: Terminal | undefined;
  /** The port of the HTTP server is known, and nothing else has begun. */
  onListening?: (port: number) => void;
}

/** How long answers may still take after the signal to stop, milliseconds. */
const GRACE_MS = 20_000;
const DAY_MS = 24 * 60 * 60_000;
const SWEEP_MS = 60 * 60_000;
/** The start comes first. */
const FIRST_SWEEP_MS = 2_000;

/** The composition root: builds the parts, starts them, stops them in order. */
export class App {
  readonly #options: AppOptions;
  readonly #live: LiveSettings;
  readonly #server = new HttpServer();
  readonly #mount = this.#server.mount.bind(this.#server);
  readonly #ended = new AbortController();
  readonly #background: Promise<void>[] = [];
  #storage: Storage | undefined;
  #service: ModelService | undefined;
  #journal: TurnJournal | undefined;
  #platforms: RunningPlatforms | undefined;
  #building: Promise<unknown> = Promise.resolve();
  #stopping: Promise<void> | undefined;
  #port = 0;

  constructor(options: AppOptions) {
    this.#options = options;
    this.#live = new LiveSettings(options.config);
  }

  /** The port of the one HTTP server, once started. */
  get port(): number {
    return this.#port;
  }

  /** What runs: one name per platform that could be started. */
  get running(): string[] {
    return this.#platforms?.running ?? [];
  }

  /** @throws BotError when the store, the HTTP server or not a single configured platform can be started; everything is stopped then. */
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
    const { config, clock, log, metrics, secrets } = this.#options;
    const retentionMs = config.retentionDays * DAY_MS;
    const storage = await this.#openStorage(retentionMs);
    this.#storage = storage;
    const service = await this.#openService(storage);
    const platforms = await this.#createPlatforms(storage);
    this.#platforms = platforms;
    const memories = openMemories(
      storage.openStore,
      clock,
      retentionMs,
      new ThreadedFileReader({ ...config.files, clock, log }),
    );
    const conversation = await this.#createConversation({ storage, memories, platforms, gateway: service.gateway });
    const isAwaited = config.http.isPortChosen || this.#server.isUsed; // what a platform has mounted is called from outside
    const readiness = {
      platforms: platforms.all,
      failures: platforms.failures,
      turns: storage.turns,
      service,
      clock,
    };
    const { signal } = this.#ended;
    this.#mountPage(storage, service.rehearsal, () => readStatus({ config, readiness, service, secrets }));
    mountHealth(this.#server.routes, { ...readiness, load: () => service.load(), metrics, secrets, ending: signal });
    this.#port = await this.#server.listen({ ...config.http, orAny: !isAwaited });
    this.#options.onListening?.(this.#port);
    conversation.begin(); // first, so that no platform waits for another one
    const { history, settings, people } = memories;
    this.#background.push(
      service.watch(signal),
      showStatus(config, { platforms: platforms.all.values(), service, clock, log }, signal),
      this.#watchForOperators(storage, readiness, service),
      this.#sweepOn(storage, { history, settings, people, clock, log, retentionMs, signal }),
    );
    return { platforms, conversation };
  }

  #watchForOperators({ openStore }: Storage, readiness: ReadinessParts, service: ModelService): Promise<void> {
    const { config, clock, log, secrets } = this.#options;
    const { operator } = this.#live;
    return watchForOperators(
      config,
      { readiness, service, openStore, operator, clock, log, secrets },
      this.#ended.signal,
    );
  }

  #openStorage(retentionMs: number): Promise<Storage> {
    const { config, clock, log } = this.#options;
    const accounts = accountsOf(config.platforms);
    const { signal } = this.#ended;
    return openStorage(config, { clock, log, retentionMs, accounts, kinds: keptKinds, signal });
  }

  async #openService({ openStore, sharedNow }: Storage): Promise<ModelService> {
    const { config, clock, log, metrics, secrets } = this.#options;
    this.#service = await openModelService(config, { clock, log, meter: metrics, secrets, openStore, sharedNow });
    return this.#service;
  }

  async #createPlatforms({ openStore }: Storage): Promise<RunningPlatforms> {
    const { config, clock, log, metrics, terminal } = this.#options;
    const { proxy, retentionDays, language, commandName } = config;
    const retentionMs = retentionDays * DAY_MS;
    const parts = {
      openStore,
      clock,
      log,
      meter: metrics,
      mount: this.#mount,
      routes: this.#server.routes,
      commandName,
      proxy,
      terminal,
      language,
      retentionMs,
      ruled: this.#live.ruled,
    };
    const platforms = await Promise.all(config.platforms.map((platform) => platform.create(parts)));
    return new RunningPlatforms({ platforms, clock, log });
  }

  #mountPage({ openStore }: Storage, rehearsal: Rehearsal | undefined, status: () => Promise<Status>): void {
    const { page } = this.#options.config;
    const { clock, log } = this.#options;
    const { routes } = this.#server;
    if (page.why !== undefined) log.info({ why: page.why }, 'the page is off');
    if (page.shows === 'nothing') return;
    mountPage({ settings: page, routes, openStore, clock, rehearsal, readStatus: status });
  }

  async #createConversation(parts: {
    storage: Storage;
    memories: Memories;
    platforms: RunningPlatforms;
    gateway: ModelGateway;
  }): Promise<Conversation> {
    const { storage, memories, platforms, gateway } = parts;
    const { config, clock, log, metrics } = this.#options;
    const { access, limits, operator } = this.#live;
    const journal = await TurnJournal.open(config.traces, { log, clock });
    this.#journal = journal;
    return new Conversation({
      turns: storage.turns,
      platform: (name, signal) => platforms.find(name, signal),
      gateway,
      memories,
      access,
      limits: new Limits(storage.openStore, { clock, rules: limits }),
      operator,
      elsewhere: keptElsewhere(storage.openStore, keptKinds),
      compact: () => storage.compact(),
      clock,
      log,
      meter: { ...metrics, record: journal.record },
    });
  }

  /** Settings that may change while the bot runs count from now on; see `LIVE_SETTINGS`. */
  adopt(config: Config): void {
    this.#live.adopt(config);
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
    await this.#storage?.turns.stop(graceMs);
    await this.#platforms?.close();
    await Promise.all(this.#background);
    await this.#service?.close();
    await this.#journal?.close();
    await this.#server.close();
    await this.#storage?.close();
    log.info({}, 'stopped');
  }

  async #sweepOn(storage: Storage, retention: RetentionParts): Promise<void> {
    const { clock, log } = retention;
    const { signal } = this.#ended;
    await pause(clock, FIRST_SWEEP_MS, signal);
    while (!signal.aborted) {
      try {
        await storage.sweep(signal);
        await sweepConversations(retention);
        await storage.shrink(signal);
      } catch (error) {
        log.error({ err: error }, 'what has expired could not be removed');
      }
      await pause(clock, SWEEP_MS, signal);
    }
  }
}
