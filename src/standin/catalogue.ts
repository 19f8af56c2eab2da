import type { Scenario, ScenarioModel } from './scenario.ts';
import type { StandinClock } from './standin-clock.ts';
import { WorkerPool } from './worker-pool.ts';

export interface ServedModel {
  readonly spec: ScenarioModel;
  readonly workers: WorkerPool;
}

export const DEFAULT_WINDOW = 8_192;
const WORKER_ID_LETTERS = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789';

/** The models that are served, in the order of the list, with their workers. */
export class Catalogue {
  readonly #clock: StandinClock;
  readonly #models = new Map<string, ServedModel>();
  #workersMade = 0;

  constructor(scenario: Scenario, clock: StandinClock) {
    this.#clock = clock;
    for (const spec of scenario.models) this.add(spec);
  }

  add(spec: ScenarioModel): ServedModel {
    const model = { spec, workers: new WorkerPool(this.#clock, spec.workers ?? {}, () => this.#workerId()) };
    this.#models.set(spec.id, model);
    return model;
  }

  get(id: string): ServedModel | undefined {
    return this.#models.get(id);
  }

  list(): ServedModel[] {
    return [...this.#models.values()];
  }

  /** Four letters or digits, as at the service; the same in every run. */
  #workerId(): string {
    const number = (++this.#workersMade * 7_368_787) % WORKER_ID_LETTERS.length ** 4;
    return [0, 1, 2, 3]
      .map(
        (place) => WORKER_ID_LETTERS[Math.floor(number / WORKER_ID_LETTERS.length ** place) % WORKER_ID_LETTERS.length],
      )
      .join('');
  }
}

export const isChat = ({ spec }: ServedModel): boolean => spec.kind !== 'embeddings';
export const windowOf = ({ spec }: ServedModel): number => spec.window ?? DEFAULT_WINDOW;
