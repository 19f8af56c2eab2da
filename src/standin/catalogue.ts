import type { JsonObject } from './json-object.ts';
import type { Profile } from './profile.ts';
import type { ScenarioModel } from './scenario-model.ts';
import type { Clock } from '../async/clock.ts';
import { WorkerPool } from './worker-pool.ts';

export interface ServedModel {
  readonly spec: ScenarioModel;
  readonly workers: WorkerPool;
  /** As `PUT` and `GET` on the metadata show it; description and capabilities of the model's resource come from here. */
  metadata: ModelMetadata;
}

export interface ModelMetadata extends JsonObject {
  id: string;
  description: string;
  capabilities: string[];
  owner: string;
}

export const DEFAULT_WINDOW = 8_192;
const WORKER_ID_LETTERS = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789';

/** The models that are served, in the order of the list, with their workers. */
export class Catalogue {
  readonly #clock: Clock;
  readonly #profile: Profile;
  readonly #models = new Map<string, ServedModel>();
  #workersMade = 0;

  constructor(models: readonly ScenarioModel[], { clock, profile }: { clock: Clock; profile: Profile }) {
    this.#clock = clock;
    this.#profile = profile;
    for (const spec of models) this.put(spec);
  }

  /** Adds a model, or replaces one; the workers of a replaced one go on. */
  put(spec: ScenarioModel, metadata: ModelMetadata = metadataOf(spec)): ServedModel {
    const plan = spec.workers ?? {};
    const before = this.#models.get(spec.id)?.workers;
    if (before !== undefined) before.plan = plan;
    const workers = before ?? new WorkerPool(this.#clock, plan, () => this.#workerId());
    const model = { spec, metadata, workers };
    this.#models.set(spec.id, model);
    return model;
  }

  /** Its workers go with it. */
  remove(id: string): void {
    this.#models.get(id)?.workers.set('offline');
    this.#models.delete(id);
  }

  get(id: string): ServedModel | undefined {
    const model = this.#models.get(id);
    return model !== undefined && this.#isServed(model) ? model : undefined;
  }

  list(): ServedModel[] {
    return [...this.#models.values()].filter((model) => this.#isServed(model));
  }

  #isServed({ spec }: ServedModel): boolean {
    return spec.kind !== 'task' || this.#profile !== 'today';
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

export const isChat = ({ spec }: ServedModel): boolean => (spec.kind ?? 'chat') === 'chat';
export const isEmbeddings = ({ spec }: ServedModel): boolean => spec.kind === 'embeddings';
export const windowOf = ({ spec }: ServedModel): number => spec.window ?? DEFAULT_WINDOW;

const metadataOf = ({ id, kind = 'chat', description = '', owner = 'public' }: ScenarioModel): ModelMetadata => ({
  id,
  description,
  capabilities: { chat: ['openai-chat-completion'], embeddings: ['openai-embeddings'], task: [] }[kind],
  worker_config: { model_path: id, concurrency: 8 },
  resources: { ram_mb: 64_000, num_gpus: 1, num_cpus: 7 },
  software: { container_path: null },
  inputs: {},
  outputs: {},
  parameters: {},
  supports_batching: kind === 'task',
  scopes: ['public'],
  owner,
});
