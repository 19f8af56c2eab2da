import type { Client } from '../../aitta/client.ts';
import type { Clock } from '../../async/clock.ts';
import { BotError } from '../../core/errors.ts';
import { toError } from '../../async/to-error.ts';
import { late, within } from '../../async/within.ts';
import type { Catalogue, ModelEvent, ModelGateway, ModelRequest, ServiceHealth } from '../../core/ports/model.ts';
import type { PhaseEvent } from '../../core/ports/phase.ts';
import type { Log, Meter } from '../../core/ports/operator.ts';
import type { ProxySettings } from '../../settings/proxy-settings.ts';
import { AittaMemory, type AittaMemoryOptions } from './aitta-memory.ts';
import type { AittaContact } from './catalogue/aitta-contact.ts';
import { KeptWaits } from './question/kept-waits.ts';
import { ModelStarts } from './question/model-starts.ts';
import { StartHistory } from './question/start-history.ts';
import type { PastStart } from './question/start-history.ts';
import { WakeUp } from './question/wake-up.ts';
import { Warming } from './question/warming.ts';
import { EventChannel } from './chat/event-channel.ts';
import { until } from './failure.ts';
import { defaultLimits, type GatewayLimits } from './limits.ts';
import { Generation, type GenerationParts } from './question/generation.ts';
import { phaseNow } from './question/phase-now.ts';
import { PlannedBreaks } from './catalogue/planned-breaks.ts';
import { MetadataCalls } from './catalogue/metadata-calls.ts';
import { ModelCatalogue } from './catalogue/model-catalogue.ts';
import { ModelDetails } from './catalogue/model-details.ts';
import { TraitsOfModels } from './catalogue/model-traits.ts';
import { createPatientFetch, type PatientFetch } from './chat/patient-fetch.ts';
import { BudgetKeeper } from './budget/budget-keeper.ts';
import type { RequestBudget } from './budget/request-budget.ts';
import { ServiceWatch } from './catalogue/service-watch.ts';
import { TokenEstimates } from './chat/token-estimate.ts';

export interface GatewayOptions {
  /** Its own rate-limit retries must be off: the budget does that for all. */
  client: Client;
  clock: Clock;
  log: Log;
  meter: Meter;
  budget: RequestBudget;
  /** The window of models that do not tell theirs, tokens. */
  contextTokens?: number | undefined;
  /** Ids of models that take pictures where nothing else tells. */
  visionModels?: readonly string[];
  limits?: Partial<GatewayLimits> | undefined;
  /** HTTP proxies for chat requests; those of the client are its own `fetch`'s business. */
  proxy?: ProxySettings | undefined;
  /** Sees every chat request; the client's `fetch` may be watched by the same. */
  contact?: AittaContact | undefined;
  /** Keeps what is known of Aitta across restarts. */
  store?: AittaMemoryOptions['store'];
}

const STATUS_FRESH_MS = 60_000;
const WAIT_FOR_STATUS_MS = 2_000;
/** What is known of the workers may be this old when somebody wants to know how it looks. */
const WORKERS_FRESH_MS = 15_000;
/** Nobody waits longer for a first sign of life, milliseconds. */
const WAIT_FOR_OUTLOOK_MS = 300;

/** By model. */
export interface StartsOutlook {
  past: ReadonlyMap<string, readonly PastStart[]>;
  /** How many people wait for a start. */
  waiting: ReadonlyMap<string, number>;
}

/** Asks the models of Aitta, and waits for them. */
export class AittaModelGateway implements ModelGateway {
  readonly #http: PatientFetch;
  readonly #calls: MetadataCalls;
  readonly #keeper: BudgetKeeper;
  readonly #waits: KeptWaits;
  readonly #catalogue: ModelCatalogue;
  readonly #watch: ServiceWatch;
  readonly #estimates = new TokenEstimates();
  readonly #parts: GenerationParts;
  readonly #warming: Warming;
  readonly #history: StartHistory;
  readonly #underway = new Map<Promise<void>, AbortController>();

  constructor(options: GatewayOptions) {
    const { client, clock, budget, meter, contextTokens, visionModels = [] } = options;
    const log = options.log.child({ part: 'aitta' });
    this.#http = createPatientFetch(options.proxy);
    const fetch = options.contact?.watch(this.#http.fetch) ?? this.#http.fetch;
    const memory = new AittaMemory({ store: options.store, url: client.url, log });
    const keeper = new BudgetKeeper({ budget, memory, clock, log });
    const calls = new MetadataCalls({ budget, keeper, meter, log });
    const breaks = new PlannedBreaks({ client, clock, calls });
    const watch = new ServiceWatch({ client, clock, log, calls, breaks });
    const details = new ModelDetails({ client, clock, log, calls, fetch, visionModels });
    const starts = new StartHistory({ memory, clock });
    const catalogue = new ModelCatalogue({ client, clock, log, calls, watch, details, memory, starts, contextTokens });
    this.#calls = calls;
    this.#keeper = keeper;
    this.#catalogue = catalogue;
    this.#history = starts;
    this.#watch = watch;
    const limits = { ...defaultLimits, ...options.limits };
    const traits = new TraitsOfModels();
    const waits = new KeptWaits({ memory, clock, log });
    this.#waits = waits;
    const wakeUp = new WakeUp({ client, clock, calls, catalogue, watch, traits, limits, fetch });
    this.#parts = {
      client,
      clock,
      log,
      budget,
      calls,
      watch,
      catalogue,
      fetch,
      limits,
      estimates: this.#estimates,
      traits,
      starts: new ModelStarts({ clock, calls, watch, limits, wakeUp, history: starts, breaks, waits }),
    };
    this.#warming = new Warming(this.#parts);
  }

  /** What is known of starts and of those who wait, for people who look at it. */
  outlooks(): StartsOutlook {
    return { past: this.#history.all(), waiting: this.#parts.starts.waiting() };
  }

  models(): Promise<Catalogue> {
    return this.#catalogue.models();
  }

  awaitModels(tell: (phase: PhaseEvent) => void, signal: AbortSignal): Promise<Catalogue> {
    return this.#catalogue.awaitModels(tell, signal);
  }

  async service(): Promise<ServiceHealth> {
    const limit = { clock: this.#parts.clock, timeoutMs: WAIT_FOR_STATUS_MS };
    await within(limit, this.#watch.askStatus(STATUS_FRESH_MS));
    const { downtime } = this.#watch;
    return downtime ? { ok: false, ...until(downtime.until) } : { ok: true };
  }

  async outlook(model: string, personId: string): Promise<PhaseEvent | undefined> {
    const { calls, clock, starts, watch } = this.#parts;
    const looks = Promise.all([calls.restored(), starts.restored(), watch.look(WORKERS_FRESH_MS)]);
    const { pausedUntil } = calls; // while all requests pause, no look would come
    if (pausedUntil !== undefined) return { type: 'phase', name: 'budget', until: pausedUntil };
    if ((await within({ clock, timeoutMs: WAIT_FOR_OUTLOOK_MS }, looks)) === late) return undefined;
    const phase = phaseNow({ model, personId }, { starts, watch });
    return phase.name === 'running' || phase.name === 'unknown' ? undefined : phase;
  }

  warm(model: string): boolean {
    return this.#warming.warm(model);
  }

  estimateTokens(model: string, text: string): number {
    return this.#estimates.estimate(model, text);
  }

  async *generate(request: ModelRequest, signal: AbortSignal): AsyncGenerator<ModelEvent, void, undefined> {
    signal.throwIfAborted();
    this.#calls.closed.throwIfAborted();
    const events = new EventChannel<ModelEvent>();
    const stop = new AbortController();
    const onStop = (): void => events.fail(stop.signal.reason);
    const onAbort = (): void => stop.abort(signal.reason);
    stop.signal.addEventListener('abort', onStop, { once: true });
    signal.addEventListener('abort', onAbort, { once: true });
    const run = new Generation(request, this.#parts, (event) => events.push(event), stop.signal)
      .run()
      .then(
        () => events.end(),
        (error: unknown) => events.fail(error),
      )
      .finally(() => this.#underway.delete(run));
    this.#underway.set(run, stop);
    try {
      yield* events.read();
    } finally {
      signal.removeEventListener('abort', onAbort);
      stop.abort(new Error('nobody reads this answer any more'));
    }
  }

  /** Ends what is under way with 'shutting-down', and the connections. The last call. */
  async close(): Promise<void> {
    const reason = new BotError('shutting-down', 'the model gateway is closed');
    for (const stop of this.#underway.values()) stop.abort(reason);
    this.#calls.close(toError(reason));
    await Promise.allSettled(this.#underway.keys());
    await this.#keeper.close();
    await this.#waits.close();
    await this.#http.close();
  }
}
