import type { Clock } from '../../async/clock.ts';
import type { Catalogue, ModelEvent, ModelGateway, ModelRequest, ServiceHealth } from '../../core/ports/model.ts';
import type { PhaseEvent } from '../../core/ports/phase.ts';
import type { Log, Meter } from '../../core/ports/operator.ts';
import type { ProxySettings } from '../../settings/proxy-settings.ts';
import type { Budget, BudgetMemory } from './budget/budget.ts';
import { MetadataCalls } from './budget/metadata-calls.ts';
import { TraitsOfModels } from './chat/model-traits.ts';
import { createPatientFetch, type PatientFetch } from './chat/patient-fetch.ts';
import { TokenEstimates } from './chat/token-estimate.ts';
import type { TokenSource } from './chat/token-source.ts';
import { findFailure } from './failure.ts';
import { defaultLimits, type GatewayLimits } from './limits.ts';
import { AnswerWatch } from './listing/answer-watch.ts';
import { ListedModels } from './listing/listed-models.ts';
import { readModels } from './listing/read-models.ts';
import { FirstTokenTimes } from './question/first-token-times.ts';
import { Generations } from './question/generations.ts';
import { OpenReadiness } from './question/open-readiness.ts';
import { WarmUp } from './question/warm-up.ts';
import type { ServiceContact } from './service-contact.ts';
import { ServiceMemory, type ServiceMemoryOptions } from './service-memory.ts';

export interface OpenaiGatewayOptions {
  /** What `/models` and `/chat/completions` are added to. */
  baseUrl: string;
  tokens: TokenSource;
  clock: Clock;
  log: Log;
  meter: Meter;
  budget: Budget;
  /** What the operator says of models. */
  told?: { model?: string | undefined; contextTokens?: number | undefined; visionModels?: readonly string[] };
  limits?: Partial<GatewayLimits> | undefined;
  proxy?: ProxySettings | undefined;
  /** Sees every request. */
  contact?: ServiceContact | undefined;
  /** Keeps what is known of the service across restarts. */
  store?: ServiceMemoryOptions['store'];
}

/** Asks the models of any service that speaks OpenAI's API, and claims nothing that such a service does not tell. */
export class OpenaiModelGateway implements ModelGateway {
  readonly #http: PatientFetch;
  readonly #estimates = new TokenEstimates();
  readonly #calls: MetadataCalls;
  readonly #keeper: BudgetMemory;
  readonly #models: ListedModels;
  readonly #watch: AnswerWatch;
  readonly #generations: Generations;
  readonly #warmUp: WarmUp;

  constructor(options: OpenaiGatewayOptions) {
    const { baseUrl, tokens, clock, budget, meter, told = {} } = options;
    const log = options.log.child({ part: 'service' });
    this.#http = createPatientFetch(options.proxy);
    const fetch = options.contact?.watch(this.#http.send) ?? this.#http.send;
    const memory = new ServiceMemory({ store: options.store, url: baseUrl, log });
    this.#keeper = budget.keptIn({ memory, clock, log });
    const calls = new MetadataCalls({ budget, keeper: this.#keeper, meter, log, service: 'openai' });
    this.#calls = calls;
    const read = async (signal: AbortSignal) => {
      try {
        const token = await tokens.getAccessToken({ signal });
        const models = await readModels({ baseUrl, token, fetch, clock }, signal);
        watch.noteRead(undefined);
        return models;
      } catch (error) {
        watch.noteRead(findFailure(error));
        throw error;
      }
    };
    const { model: named, contextTokens, visionModels = [] } = told;
    const listed = { read, baseUrl, clock, log, calls, memory, named, contextTokens, visionModels };
    const catalogue = new ListedModels(listed);
    this.#models = catalogue;
    const watch = new AnswerWatch({ clock, log, calls, models: catalogue });
    this.#watch = watch;
    const limits = { ...defaultLimits, ...options.limits };
    const readiness = new OpenReadiness({ clock, watch, times: new FirstTokenTimes({ memory, clock }) });
    const traits = new TraitsOfModels();
    const asked = { tokens, clock, log, budget, calls, watch, catalogue, fetch, limits, traits, readiness };
    this.#generations = new Generations({ ...asked, estimates: this.#estimates });
    this.#warmUp = new WarmUp({ calls, generations: this.#generations, clock });
  }

  models(): Promise<Catalogue> {
    return this.#models.models();
  }

  awaitModels(tell: (phase: PhaseEvent) => void, signal: AbortSignal): Promise<Catalogue> {
    return this.#models.awaitModels(tell, signal);
  }

  /** Nobody tells of maintenance. */
  service(): Promise<ServiceHealth> {
    return Promise.resolve({ ok: true });
  }

  async outlook(_model: string, _personId: string): Promise<PhaseEvent | undefined> {
    await this.#calls.restored();
    const { pausedUntil } = this.#calls;
    if (pausedUntil !== undefined) return { type: 'phase', name: 'budget', until: pausedUntil };
    return this.#watch.isDown ? { type: 'phase', name: 'outage' } : undefined;
  }

  warm(model: string): boolean {
    return this.#warmUp.warm(model);
  }

  estimateTokens(model: string, text: string): number {
    return this.#estimates.estimate(model, text);
  }

  generate(request: ModelRequest, signal: AbortSignal): AsyncIterable<ModelEvent> {
    return this.#generations.generate(request, signal);
  }

  /** Ends what is under way with 'shutting-down', and the connections. The last call. */
  async close(): Promise<void> {
    await this.#generations.close();
    await this.#keeper.close();
    await this.#http.close();
  }
}
