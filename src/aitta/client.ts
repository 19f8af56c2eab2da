import type { AccessTokenSource, CallOptions } from './access-token-source.ts';
import { systemClock, type Clock } from './clock.ts';
import { APIErrorResponse, ServiceUnderMaintenanceError, UnavailableFeatureError } from './errors.ts';
import type { HttpAnswer } from './http-exchange.ts';
import { parseModelData, parseModelList, type ModelBasicReference, type ModelData } from './model-data.ts';
import { parseModelMetadata, type ModelFromHubRequest, type ModelMetadata } from './model-metadata.ts';
import { readDocument, readLoosely } from './read-answer.ts';
import {
  parseDowntime,
  parseDowntimes,
  parseServiceStatus,
  type Downtime,
  type ServiceStatus,
} from './service-status.ts';
import { parseTaskData, type TaskData } from './task-data.ts';
import { Transport, type RateLimitRetry, type RequestOptions } from './transport.ts';
import { parseWorkerPage, type Worker } from './workers.ts';

const MAX_PAGES = 20;

export interface ClientOptions {
  /** Per request, to the last byte of the answer, in milliseconds. Default 60,000; Infinity for none. Python takes its number as seconds. */
  requestTimeoutMs?: number | undefined;
  /** Wait after a 429 and ask again. Off by default, as in Python; when on, at most 5 times and for 2 minutes, or what is given. */
  retryOnRateLimitError?: boolean | RateLimitRetry | undefined;
  fetch?: typeof fetch | undefined;
  clock?: Clock | undefined;
}

/**
 * Requests to the Aitta API, one method each; `Model` and `Task` are built on it.
 *
 * All methods reject with an `APIError` of the kind that `errors.ts` names, with what the token source throws, or with the reason of their
 * signal once it aborts. Paths and shapes are those of aitta-client 0.3.2 and of the LUMI user guide's page on Aitta.
 */
export class Client {
  readonly #transport: Transport;

  /** `url` is the base of the API, such as `https://aitta-api.csc.fi`, with or without a slash at its end. */
  constructor(url: string, accessTokenSource: AccessTokenSource, options: ClientOptions = {}) {
    const { requestTimeoutMs = 60_000, retryOnRateLimitError = false } = options;
    if (!(requestTimeoutMs > 0)) throw new RangeError('requestTimeoutMs must be more than 0.');
    const retry =
      retryOnRateLimitError === true ? { attempts: 5, totalWaitMs: 120_000 } : retryOnRateLimitError || undefined;
    this.#transport = new Transport(
      url,
      accessTokenSource,
      { fetch: options.fetch ?? fetch, clock: options.clock ?? systemClock, timeoutMs: requestTimeoutMs },
      retry,
    );
  }

  /** The base without a slash at its end. */
  get url(): string {
    return this.#transport.baseUrl;
  }

  get accessTokenSource(): AccessTokenSource {
    return this.#transport.tokenSource;
  }

  /** The clock of this client's waits. */
  get clock(): Clock {
    return this.#transport.settings.clock;
  }

  /** May the access token be sent there? Only to the origin of the API itself. */
  isOwnOrigin(url: string): boolean {
    return this.#transport.isOwnOrigin(url);
  }

  /** All models that the service shows to this user. */
  async getModelList(options: CallOptions = {}): Promise<ModelBasicReference[]> {
    return readDocument(await this.#transport.send('/model', options), parseModelList);
  }

  async getModel(reference: ModelBasicReference, options: CallOptions = {}): Promise<ModelData> {
    return readDocument(await this.#transport.send(reference.urlEndpoint, options), parseModelData);
  }

  /** @throws {UnavailableFeatureError} if the service does not show this model's metadata to this user. */
  async getModelMetadata(model: ModelData, options: CallOptions = {}): Promise<ModelMetadata> {
    if (model.links.metadata === undefined) throw new UnavailableFeatureError('metadata of this model');
    return readDocument(await this.#transport.send(model.links.metadata, options), parseModelMetadata);
  }

  /** Overwrites the whole entry; users of its `owner` scope may. The answer is not read: Python refuses one without content. */
  async updateModelMetadata(
    model: ModelBasicReference,
    metadata: ModelMetadata,
    options: CallOptions = {},
  ): Promise<void> {
    await this.#transport.send(model.urlEndpoint, { ...options, method: 'PUT', json: metadata });
  }

  /** For administrators of Aitta. The service does not check that the model will run; weights are loaded at the first use. */
  async addModel(metadata: ModelMetadata, options: CallOptions = {}): Promise<ModelData> {
    return readDocument(await this.#transport.send('/model', { ...options, json: metadata }), parseModelData);
  }

  /** For administrators of Aitta: language and embedding models of Hugging Face that need no login. */
  async addModelFromHuggingFace(request: ModelFromHubRequest, options: CallOptions = {}): Promise<ModelData> {
    const json = { model_id: request.modelId, owner: request.owner, scopes: [...new Set(request.scopes)] };
    return readDocument(await this.#transport.send('/model/huggingface', { ...options, json }), parseModelData);
  }

  /**
   * Workers that were requested, start or run, of all models or of one, by id or (better, as it names its link) by its data. An offline
   * model has none. Follows at most 20 pages.
   */
  async getWorkers(model?: string | ModelData, options: CallOptions = {}): Promise<Worker[]> {
    const modelId = typeof model === 'string' ? model : model?.id;
    const workers: Worker[] = [];
    const seen = new Set<string>();
    let answer = await this.#askForWorkers(model, options);
    for (let pages = 1; ; pages++) {
      const page = readDocument(answer, parseWorkerPage);
      workers.push(...page.workers);
      if (page.next === undefined || pages === MAX_PAGES || seen.has(page.next.href)) break;
      seen.add(page.next.href);
      answer = await this.#transport.send(page.next, { ...options, from: answer.url });
    }
    return modelId === undefined ? workers : workers.filter((worker) => worker.model === modelId);
  }

  /** Asks for a worker of an offline model. Known from one third party's report (August 2026) only, so any success is one. */
  async preload(modelId: string, options: CallOptions = {}): Promise<void> {
    await this.#sendForModel('/model', modelId, '/preload', { ...options, method: 'POST' });
  }

  /** Length of a model's queue and its processing time; from the same report, which has no example: the JSON (or text) as it comes. */
  async getQueue(modelId: string, options: CallOptions = {}): Promise<unknown> {
    return readLoosely(await this.#sendForModel('/model', modelId, '/queue', options), (value) => value);
  }

  /** Is the service up, or in a maintenance break? An answer of 503 counts as one. */
  async getStatus(options: CallOptions = {}): Promise<ServiceStatus> {
    try {
      return readLoosely(await this.#transport.send('/status', options), parseServiceStatus);
    } catch (error) {
      if (!(error instanceof ServiceUnderMaintenanceError)) throw error;
      return { ok: false, ...parseDowntime(error.details ?? {}) };
    }
  }

  /** Present and coming maintenance breaks. */
  async getDowntimes(options: CallOptions = {}): Promise<Downtime[]> {
    return readLoosely(await this.#transport.send('/downtimes', options), parseDowntimes);
  }

  /**
   * Starts a task; where both have a key, that of `params` counts. Use `Model.startInference`.
   *
   * @throws {UnavailableFeatureError} at today's service, which has no tasks. Python cannot even load its models.
   */
  async startInference(
    model: ModelData,
    inputs: Readonly<Record<string, unknown>>,
    params: Readonly<Record<string, unknown>>,
    options: CallOptions = {},
  ): Promise<TaskData> {
    if (model.links.infer === undefined) throw new UnavailableFeatureError('inference tasks for this model');
    return readDocument(
      await this.#transport.send(model.links.infer, { ...options, json: { ...inputs, ...params } }),
      parseTaskData,
    );
  }

  async getTask(task: TaskData, options: CallOptions = {}): Promise<TaskData> {
    return readDocument(await this.#transport.send(task.urlEndpoint, options), parseTaskData);
  }

  /** By the method that the link names, else by DELETE. Any success is one. */
  async stopTask(task: TaskData, options: CallOptions = {}): Promise<void> {
    await this.#transport.send(task.links.stop, { ...options, method: task.links.stop.method ?? 'DELETE' });
  }

  async #askForWorkers(model: string | ModelData | undefined, options: CallOptions): Promise<HttpAnswer> {
    if (model === undefined) return this.#transport.send('/worker', options);
    if (typeof model === 'string') return this.#sendForModel('/worker', model, '', options);
    return model.links.worker === undefined
      ? this.#sendForModel('/worker', model.id, '', options)
      : this.#transport.send(model.links.worker, options);
  }

  /** Paths have `~` for the `/` of a model's id (LUMI user guide); a third party writes `%2F`, so that is tried after a 404. */
  async #sendForModel(before: string, modelId: string, after: string, options: RequestOptions): Promise<HttpAnswer> {
    const parts = modelId.split('/').map(encodeURIComponent);
    try {
      return await this.#transport.send(`${before}/${parts.join('~')}${after}`, options);
    } catch (error) {
      if (!(error instanceof APIErrorResponse) || error.status !== 404 || parts.length === 1) throw error;
      return this.#transport.send(`${before}/${parts.join('%2F')}${after}`, options);
    }
  }
}
