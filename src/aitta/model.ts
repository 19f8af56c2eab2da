import type { CallOptions } from './access-token-source.ts';
import { availabilityOf, type Availability } from './availability.ts';
import { awaitTask, type AwaitOptions } from './await-task.ts';
import type { Client } from './client.ts';
import { withDeadline } from './deadline.ts';
import { APIErrorResponse, APITimeoutError, IncompatibleModelError, ModelNotFoundError } from './errors.ts';
import type { JsonObject } from './json-shape.ts';
import { ModelBasicReference, type ModelData, type ModelLinks } from './model-data.ts';
import type { ModelMetadata } from './model-metadata.ts';
import { Task } from './task.ts';

type Values = Readonly<Record<string, unknown>>;

/** A model that Aitta serves. */
export class Model extends ModelBasicReference implements ModelData {
  readonly #data: ModelData;
  readonly #client: Client;
  #metadata: ModelMetadata | undefined;

  constructor(data: ModelData, client: Client) {
    super(data.id, data.urlEndpoint);
    this.#data = data;
    this.#client = client;
  }

  /**
   * Two requests with an id (compared exactly), one with a reference.
   *
   * @throws {ModelNotFoundError} if no model has that id.
   */
  static async load(model: string | ModelBasicReference, client: Client, options: CallOptions = {}): Promise<Model> {
    const reference = typeof model === 'string' ? await findReference(model, client, options) : model;
    return new Model(await client.getModel(reference, options), client);
  }

  get client(): Client {
    return this.#client;
  }

  get description(): string {
    return this.#data.description;
  }

  /** A copy at each call, as in Python. */
  get capabilities(): Set<string> {
    return new Set(this.#data.capabilities);
  }

  get links(): ModelLinks {
    return this.#data.links;
  }

  get raw(): JsonObject {
    return this.#data.raw;
  }

  /**
   * Base URL for an OpenAI SDK, by the link alone. A server may name any URL here: send the token there only if `client.isOwnOrigin` says
   * so.
   *
   * @throws {IncompatibleModelError} without such a link.
   */
  get openaiApiUrl(): string {
    const href = this.links.openai?.href;
    if (href === undefined) throw new IncompatibleModelError(this.id);
    return href.startsWith('/') ? this.#client.url + href : href;
  }

  /**
   * Asked once, then remembered; `ignoreCached` asks again. A shallow copy at each call.
   *
   * @throws {UnavailableFeatureError} if the service does not show it to this user.
   */
  async getMetadata(options: CallOptions & { ignoreCached?: boolean | undefined } = {}): Promise<ModelMetadata> {
    if (options.ignoreCached || this.#metadata === undefined) {
      this.#metadata = await this.#client.getModelMetadata(this, options);
    }
    return { ...this.#metadata };
  }

  /** Overwrites the whole entry, and remembers it. */
  async updateMetadata(metadata: ModelMetadata, options: CallOptions = {}): Promise<void> {
    await this.#client.updateModelMetadata(this, metadata, options);
    this.#metadata = { ...metadata };
  }

  /** The best state of any of its workers. */
  async availability(options: CallOptions = {}): Promise<Availability> {
    try {
      return availabilityOf(await this.#client.getWorkers(this, options));
    } catch (error) {
      // The older service has no worker list.
      if (error instanceof APIErrorResponse && (error.status === 404 || error.status === 405)) return 'unknown';
      throw error;
    }
  }

  /**
   * Starts a task and does not wait for it. The model's description tells its inputs and parameters; nothing is checked here but that JSON
   * can say them.
   *
   * @throws {UnavailableFeatureError} at today's service, which has no tasks.
   */
  async startInference(inputs: Values, params: Values = {}, options: CallOptions = {}): Promise<Task> {
    return new Task(await this.#client.startInference(this, inputs, params, options), this);
  }

  /**
   * Starts a task, polls it, and gives its results. A rate limit while polling is waited out; one at the start is thrown. Python's test of
   * the timeout is upside down; here a result that is there in time is returned.
   *
   * @throws {InferenceError} if the task fails; `InferenceTimeoutError`, which has the task, if it takes longer than `timeoutMs`.
   */
  async startAndAwaitInference(inputs: Values, params: Values = {}, options: AwaitOptions = {}): Promise<unknown> {
    const { timeoutMs = Infinity, pollingIntervalMs = 0, signal } = options;
    if (!(timeoutMs > 0 && pollingIntervalMs >= 0))
      throw new RangeError('Times must not be negative, nor a timeout 0.');
    const { clock } = this.#client;
    const deadlineMs = clock.now() + timeoutMs;
    const onTimeout = (): Error => new APITimeoutError(`The inference task did not begin within ${timeoutMs} ms.`);
    const task = await withDeadline({ clock, timeoutMs, signal, onTimeout }, (stop) =>
      this.startInference(inputs, params, { signal: stop }),
    );
    await awaitTask(task, clock, deadlineMs, options);
    return task.results;
  }
}

async function findReference(id: string, client: Client, options: CallOptions): Promise<ModelBasicReference> {
  const reference = (await client.getModelList(options)).find((candidate) => candidate.id === id);
  if (reference === undefined) throw new ModelNotFoundError(id);
  return reference;
}
