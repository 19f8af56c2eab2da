import type { CallOptions } from './access-token-source.ts';
import type { Client } from './client.ts';
import { APIErrorResponse, IncompatibleModelError, ModelNotFoundError } from './errors.ts';
import type { JsonObject } from './json-shape.ts';
import { ModelBasicReference, type ModelData } from './model-data.ts';

/** `offline`: no worker is listed. `unknown`: the service does not say, or says a word that this client does not know. */
export type Availability = 'running' | 'starting' | 'requested' | 'offline' | 'unknown';

/** A model that Aitta serves. */
export class Model extends ModelBasicReference {
  readonly #data: ModelData;
  readonly #client: Client;

  constructor(data: ModelData, client: Client) {
    super(data.id, data.links.self.href);
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

  /** The whole answer, for fields that this client does not know. */
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
    const href = this.#data.links.openai?.href;
    if (href === undefined) throw new IncompatibleModelError(this.id);
    return href.startsWith('/') ? this.#client.url + href : href;
  }

  /** The best state of any of its workers. */
  async availability(options: CallOptions = {}): Promise<Availability> {
    try {
      const workers = await this.#client.getWorkers(this.id, options);
      if (workers.length === 0) return 'offline';
      const best = (['running', 'starting', 'requested'] as const).find((status) =>
        workers.some((w) => w.status === status),
      );
      return best ?? 'unknown';
    } catch (error) {
      // The older service has no worker list.
      if (error instanceof APIErrorResponse && (error.status === 404 || error.status === 405)) return 'unknown';
      throw error;
    }
  }
}

async function findReference(id: string, client: Client, options: CallOptions): Promise<ModelBasicReference> {
  const reference = (await client.getModelList(options)).find((candidate) => candidate.id === id);
  if (reference === undefined) throw new ModelNotFoundError(id);
  return reference;
}
