import { checkTokenText, type AccessTokenSource, type CallOptions } from './access-token-source.ts';
import { checkBaseUrl } from './base-url.ts';
import { unlessAborted } from './deadline.ts';
import { APIRateLimitError, MalformedAPIResponse } from './errors.ts';
import { toErrorResponse } from './error-answer.ts';
import { exchange, type HttpAnswer, type HttpSettings } from './http-exchange.ts';
import type { Link, LinkMethod } from './links.ts';

export interface RateLimitRetry {
  /** Attempts after the first one, at most. */
  attempts: number;
  /** All waits of one call together, at most, in milliseconds. A longer wait is not begun: the error comes at once. */
  totalWaitMs: number;
}

export interface RequestOptions extends CallOptions {
  /** Default: POST with a body, else GET, as in Python. */
  method?: LinkMethod | undefined;
  /** Sent as JSON. */
  json?: unknown;
  /** The document in which a relative link was found. */
  from?: URL | undefined;
}

/** Carries requests to the API: finds the URL, adds the token, renews it once after a 401, and waits for the rate limit where asked to. */
export class Transport {
  readonly baseUrl: string;
  readonly tokenSource: AccessTokenSource;
  readonly settings: HttpSettings;
  readonly #origin: string;
  readonly #retry: RateLimitRetry | undefined;

  constructor(
    baseUrl: string,
    tokenSource: AccessTokenSource,
    settings: HttpSettings,
    retry: RateLimitRetry | undefined,
  ) {
    const { origin, base } = checkBaseUrl(baseUrl);
    this.baseUrl = base;
    this.#origin = origin;
    this.tokenSource = tokenSource;
    this.settings = settings;
    this.#retry = retry;
  }

  isOwnOrigin(url: string): boolean {
    return URL.parse(url)?.origin === this.#origin;
  }

  /** @throws {APIErrorResponse} or one of its kinds for a status of 400 and more. */
  async send(target: string | Link, options: RequestOptions = {}): Promise<HttpAnswer> {
    const url = this.#resolve(typeof target === 'string' ? target : target.href, options.from);
    const json = options.json === undefined ? undefined : toJson(options.json);
    const method = options.method ?? (json === undefined ? 'GET' : 'POST');
    let waitedMs = 0;
    for (let attempt = 0; ; attempt++) {
      const answer = await this.#sendOnce({ url, method, json }, options);
      if (answer.status < 400) return answer;
      const error = toErrorResponse(answer, this.settings.clock.now());
      const waitMs = this.#waitBeforeNext(error, attempt, waitedMs);
      if (waitMs === undefined) throw error;
      await this.settings.clock.sleep(waitMs, options.signal);
      waitedMs += waitMs;
    }
  }

  /** One attempt; after a 401 to our token a second one, if the token source has another token. */
  async #sendOnce(
    request: { url: URL; method: string; json: string | undefined },
    { signal }: CallOptions,
  ): Promise<HttpAnswer> {
    for (let renewed = false; ; renewed = true) {
      const bearer = checkTokenText(await unlessAborted(this.#askForToken(signal), signal));
      const answer = await exchange({ ...request, bearer, homeOrigin: this.#origin }, this.settings, signal);
      if (answer.status !== 401 || !answer.authorised || renewed) return answer;
      if (!(await unlessAborted(this.#renewToken(bearer, signal), signal))) return answer;
    }
  }

  async #askForToken(signal: AbortSignal | undefined): Promise<string> {
    return this.tokenSource.getAccessToken({ signal });
  }

  async #renewToken(refused: string, signal: AbortSignal | undefined): Promise<boolean> {
    return (await this.tokenSource.refreshAfterUnauthorized?.(refused, { signal })) === true;
  }

  #waitBeforeNext(error: Error, attempt: number, waitedMs: number): number | undefined {
    if (this.#retry === undefined || !(error instanceof APIRateLimitError)) return undefined;
    const waitMs = error.retryAfter * 1000;
    return attempt < this.#retry.attempts && waitedMs + waitMs <= this.#retry.totalWaitMs ? waitMs : undefined;
  }

  /** As in Python, what begins with a slash is put behind the base, which may have a path of its own. */
  #resolve(href: string, from: URL | undefined): URL {
    const url = href.startsWith('/')
      ? URL.parse(this.baseUrl + href)
      : URL.parse(href, from?.href ?? `${this.baseUrl}/`);
    if (url?.protocol === 'http:' || url?.protocol === 'https:') return url;
    throw new MalformedAPIResponse('The API gave a link that is not an HTTP address.', {
      requestUrl: from === undefined ? undefined : from.origin + from.pathname,
    });
  }
}

/** JSON.stringify would turn NaN into null and bytes into an object of numbers without a word; Python refuses both. */
function toJson(value: unknown): string {
  return JSON.stringify(value, (key, part: unknown) => {
    if (typeof part === 'number' && !Number.isFinite(part))
      throw new TypeError(`"${key}" is ${part}, which JSON cannot express.`);
    if (ArrayBuffer.isView(part)) throw new TypeError(`"${key}" holds bytes, which JSON cannot express.`);
    return part;
  });
}
