import type { Clock } from '../../src/async/clock.ts';
import type { Catalogue, ModelEvent, ModelGateway, ModelRequest, ServiceHealth } from '../../src/core/ports/model.ts';
import type { Phase, PhaseEvent } from '../../src/core/ports/phase.ts';

/** The first that was told of a start, and how long it then took; milliseconds from the start. */
export interface ToldStart {
  model: string;
  fromMs: number;
  toMs: number;
  starts: number;
  tookMs: number;
}

const BUDGET: ReadonlySet<Phase> = new Set(['queued', 'budget']);

/** The real gateway, and what it tells of starts beside what became of them. */
export class ObservedGateway implements ModelGateway {
  readonly told: ToldStart[] = [];
  readonly #gateway: ModelGateway;
  readonly #clock: Clock;
  readonly #waiting = new Set<ModelRequest>();

  constructor(gateway: ModelGateway, clock: Clock) {
    this.#gateway = gateway;
    this.#clock = clock;
  }

  models(): Promise<Catalogue> {
    return this.#gateway.models();
  }
  awaitModels(tell: (phase: PhaseEvent) => void, signal: AbortSignal): Promise<Catalogue> {
    return this.#gateway.awaitModels(tell, signal);
  }
  service(): Promise<ServiceHealth> {
    return this.#gateway.service();
  }
  outlook(model: string, personId: string): Promise<PhaseEvent | undefined> {
    return this.#gateway.outlook(model, personId);
  }
  warm(model: string): boolean {
    return this.#gateway.warm(model);
  }
  estimateTokens(model: string, text: string): number {
    return this.#gateway.estimateTokens(model, text);
  }

  /** How many wait because the shared budget is used up. */
  get waiting(): number {
    return this.#waiting.size;
  }

  async *generate(request: ModelRequest, signal: AbortSignal): AsyncIterable<ModelEvent> {
    let first: PhaseEvent['start'];
    let isTold = false;
    try {
      for await (const event of this.#gateway.generate(request, signal)) {
        if (event.type === 'phase' && BUDGET.has(event.name)) this.#waiting.add(request);
        else this.#waiting.delete(request);
        if (event.type === 'phase') first ??= event.start;
        const runs = event.type === 'text' || (event.type === 'phase' && event.name === 'running');
        if (runs && first && !isTold) {
          isTold = true;
          const { fromMs, toMs, starts, since } = first;
          this.told.push({ model: request.model, fromMs, toMs, starts, tookMs: this.#clock.now() - since });
        }
        yield event;
      }
    } finally {
      this.#waiting.delete(request);
    }
  }
}
