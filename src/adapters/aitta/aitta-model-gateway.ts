import type { Client } from '../../aitta/client.ts';
import type { Clock } from '../../async/clock.ts';
import { late, within } from '../../async/within.ts';
import type { Catalogue, ModelEvent, ModelGateway, ModelRequest, ServiceHealth } from '../../core/ports/model.ts';
import type { PhaseEvent } from '../../core/ports/phase.ts';
import type { Log, Meter } from '../../core/ports/operator.ts';
import type { ProxySettings } from '../../settings/proxy-settings.ts';
import { ServiceMemory, type ServiceMemoryOptions } from '../openai/service-memory.ts';
import type { ServiceContact } from '../openai/service-contact.ts';
import { KeptWaits } from './question/kept-waits.ts';
import { ModelStarts } from './question/model-starts.ts';
import { StartHistory } from './question/start-history.ts';
import type { PastStart } from './question/start-history.ts';
import { WakeLease } from './question/wake-lease.ts';
import { WakeUp } from './question/wake-up.ts';
import { Warming } from './question/warming.ts';
import { until } from '../openai/failure.ts';
import { defaultLimits, type GatewayLimits } from '../openai/limits.ts';
import { Generations } from '../openai/question/generations.ts';
import { WorkerReadiness } from './question/worker-readiness.ts';
import { PlannedBreaks } from './catalogue/planned-breaks.ts';
import { MetadataCalls } from '../openai/budget/metadata-calls.ts';
import { ModelCatalogue } from './catalogue/model-catalogue.ts';
import { ModelDetails } from './catalogue/model-details.ts';
import { TraitsOfModels } from '../openai/chat/model-traits.ts';
import { createPatientFetch, type PatientFetch } from '../openai/chat/patient-fetch.ts';
import type { Budget } from '../openai/budget/budget.ts';
import { WorkerWatch } from './catalogue/worker-watch.ts';
import { TokenEstimates } from '../openai/chat/token-estimate.ts';

export interface GatewayOptions {
  /** Its own rate-limit retries must be off: the budget does that for all. */
  client: Client;
  clock: Clock;
  log: Log;
  meter: Meter;
  budget: Budget;
  /** The window of models that do not tell theirs, tokens. */
  contextTokens?: number | undefined;
  /** Ids of models that take pictures where nothing else tells. */
  visionModels?: readonly string[];
  limits?: Partial<GatewayLimits> | undefined;
  /** HTTP proxies for chat requests; those of the client are its own `fetch`'s business. */
  proxy?: ProxySettings | undefined;
  /** Sees every chat request; the client's `fetch` may be watched by the same. */
  contact?: ServiceContact | undefined;
  /** Keeps what is known of Aitta across restarts. */
  store?: ServiceMemoryOptions['store'];
  /** Where several processes share the service: epoch milliseconds by the clock that they have in common. */
  sharedNow?: (() => number) | undefined;
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

/** What the rest of the program is told of. */
interface Known {
  clock: Clock;
  calls: MetadataCalls;
  catalogue: ModelCatalogue;
  watch: WorkerWatch;
  starts: ModelStarts;
  history: StartHistory;
  readiness: WorkerReadiness;
}

/** Asks the models of Aitta, and waits for them. */
export class AittaModelGateway implements ModelGateway {
  readonly #http: PatientFetch;
  readonly #estimates = new TokenEstimates();
  readonly #generations: Generations;
  readonly #warming: Warming;
  readonly #known: Known;
  /** What writes its last state at the end. */
  readonly #kept: readonly { close: () => Promise<void> }[];

  constructor(options: GatewayOptions) {
    const { client, clock, budget, meter, contextTokens, visionModels = [] } = options;
    const log = options.log.child({ part: 'aitta' });
    this.#http = createPatientFetch(options.proxy);
    const fetch = options.contact?.watch(this.#http.send) ?? this.#http.send;
    const memory = new ServiceMemory({ store: options.store, url: client.url, log });
    const keeper = budget.keptIn({ memory, clock, log });
    const calls = new MetadataCalls({ budget, keeper, meter, log, service: 'aitta' });
    const breaks = new PlannedBreaks({ client, clock, calls });
    const watch = new WorkerWatch({ client, clock, log, calls, breaks });
    const details = new ModelDetails({ client, clock, log, calls, fetch, visionModels });
    const history = new StartHistory({ memory, clock });
    const listed = { client, clock, log, calls, watch, details, memory, starts: history, contextTokens };
    const catalogue = new ModelCatalogue(listed);
    const limits = { ...defaultLimits, ...options.limits };
    const traits = new TraitsOfModels();
    const waits = new KeptWaits({ memory, clock, log });
    const { sharedNow } = options;
    const lease = sharedNow && new WakeLease({ memory, sharedNow });
    const wakeUp = new WakeUp({ client, clock, calls, catalogue, watch, traits, limits, fetch, lease });
    const starts = new ModelStarts({ clock, calls, watch, limits, wakeUp, history, breaks, waits });
    const readiness = new WorkerReadiness({ clock, starts, watch });
    const asked = { clock, log, budget, calls, watch, catalogue, fetch, limits, traits, readiness };
    const tokens = client.accessTokenSource;
    this.#generations = new Generations({ ...asked, tokens, estimates: this.#estimates });
    this.#known = { clock, calls, catalogue, watch, starts, history, readiness };
    this.#kept = [keeper, waits];
    this.#warming = new Warming({ clock, log, calls, watch, starts });
  }

  /** What is known of starts and of those who wait, for people who look at it. */
  outlooks(): StartsOutlook {
    const { history, starts } = this.#known;
    return { past: history.all(), waiting: starts.waiting() };
  }

  models(): Promise<Catalogue> {
    return this.#known.catalogue.models();
  }

  awaitModels(tell: (phase: PhaseEvent) => void, signal: AbortSignal): Promise<Catalogue> {
    return this.#known.catalogue.awaitModels(tell, signal);
  }

  async service(): Promise<ServiceHealth> {
    const { clock, watch } = this.#known;
    await within({ clock, timeoutMs: WAIT_FOR_STATUS_MS }, watch.askStatus(STATUS_FRESH_MS));
    const { downtime } = watch;
    return downtime ? { ok: false, ...until(downtime.until) } : { ok: true };
  }

  async outlook(model: string, personId: string): Promise<PhaseEvent | undefined> {
    const { calls, clock, readiness, watch } = this.#known;
    const looks = Promise.all([calls.restored(), readiness.restored(), watch.look(WORKERS_FRESH_MS)]);
    const { pausedUntil } = calls; // while all requests pause, no look would come
    if (pausedUntil !== undefined) return { type: 'phase', name: 'budget', until: pausedUntil };
    if ((await within({ clock, timeoutMs: WAIT_FOR_OUTLOOK_MS }, looks)) === late) return undefined;
    const phase = readiness.phase({ model, personId }, { downIs: 'outage' });
    return phase.name === 'running' || phase.name === 'unknown' ? undefined : phase;
  }

  warm(model: string): boolean {
    return this.#warming.warm(model);
  }

  estimateTokens(model: string, text: string): number {
    return this.#estimates.estimate(model, text);
  }

  generate(request: ModelRequest, signal: AbortSignal): AsyncGenerator<ModelEvent, void, undefined> {
    return this.#generations.generate(request, signal);
  }

  /** Ends what is under way with 'shutting-down', and the connections. The last call. */
  async close(): Promise<void> {
    await this.#generations.close();
    for (const each of this.#kept) await each.close();
    await this.#http.close();
  }
}
