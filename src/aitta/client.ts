import type { AccessTokenSource, CallOptions } from './access-token-source.ts';
import { systemClock, type Clock } from './clock.ts';
import { MalformedAPIResponse, ServiceUnderMaintenanceError } from './errors.ts';
import type { HttpAnswer } from './http-exchange.ts';
import { ShapeError } from './json-shape.ts';
import { parseModelData, parseModelList, type ModelBasicReference, type ModelData } from './model-data.ts';
import { parseDowntime, parseServiceStatus, type ServiceStatus } from './service-status.ts';
import { Transport, type RateLimitRetry } from './transport.ts';
import { parseWorkerPage, type Worker } from './workers.ts';

const MOST_PAGES = 20;

export interface ClientOptions {
  /** Per request, to the last byte of the answer, in milliseconds. Default 60,000; Infinity for none. Python takes its number as seconds. */
  requestTimeoutMs?: number | undefined;
  /** Wait after a 429 and ask again. Off by default, as in Python; when on, at most 5 times and for 2 minutes, or what is given. */
  retryOnRateLimitError?: boolean | RateLimitRetry | undefined;
  fetch?: typeof fetch | undefined;
  clock?: Clock | undefined;
}

/** Requests to the Aitta API, one method each. `Model` and `Task` are built on it. */
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

  /** Workers that were requested, start or run, of one model or of all. An offline model has none. Follows at most 20 pages. */
  async getWorkers(modelId?: string, options: CallOptions = {}): Promise<Worker[]> {
    const workers: Worker[] = [];
    const seen = new Set<string>();
    let answer = await this.#transport.send(
      modelId === undefined ? '/worker' : `/worker/${modelId.replaceAll('/', '~')}`,
      options,
    );
    for (let pages = 1; ; pages++) {
      const page = readDocument(answer, parseWorkerPage);
      workers.push(...page.workers);
      seen.add(answer.url.href);
      if (page.next === undefined || pages === MOST_PAGES || seen.has(page.next.href)) break;
      seen.add(page.next.href);
      answer = await this.#transport.send(page.next, { ...options, from: answer.url });
    }
    return modelId === undefined ? workers : workers.filter((worker) => worker.model === modelId);
  }

  /** Is the service up, or in a maintenance break? An answer of 503 counts as one. */
  async getStatus(options: CallOptions = {}): Promise<ServiceStatus> {
    try {
      return readAnyway(await this.#transport.send('/status', options), parseServiceStatus);
    } catch (error) {
      if (!(error instanceof ServiceUnderMaintenanceError)) throw error;
      return { ok: false, ...parseDowntime(error.details ?? {}) };
    }
  }
}

/** Reads a HAL resource. Python compares the whole header; here its parameters do not matter, nor which JSON type it is. */
function readDocument<T>(answer: HttpAnswer, parse: (json: unknown) => T): T {
  const mediaType = answer.headers.get('content-type')?.split(';')[0]?.trim().toLowerCase() ?? '';
  if (!/^application\/([\w.-]+\+)?json$/.test(mediaType)) {
    throw malformed(answer, mediaType === '' ? 'no content type' : `the content type ${mediaType}`);
  }
  let json: unknown;
  try {
    json = JSON.parse(answer.text);
  } catch {
    throw malformed(answer, 'something that is not JSON');
  }
  return parseOrRefuse(answer, json, parse);
}

/** For resources whose content type nobody has documented: JSON if it is JSON, else the bare text. */
function readAnyway<T>(answer: HttpAnswer, parse: (json: unknown) => T): T {
  let json: unknown = answer.text;
  try {
    json = JSON.parse(answer.text);
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error;
  }
  return parseOrRefuse(answer, json, parse);
}

function parseOrRefuse<T>(answer: HttpAnswer, json: unknown, parse: (json: unknown) => T): T {
  try {
    return parse(json);
  } catch (error) {
    if (!(error instanceof ShapeError)) throw error;
    throw malformed(answer, `unexpected content (${error.message})`, error);
  }
}

const malformed = ({ requestUrl, status }: HttpAnswer, what: string, cause?: unknown): MalformedAPIResponse =>
  new MalformedAPIResponse(`${requestUrl} answered ${status} with ${what}.`, { status, requestUrl, cause });
