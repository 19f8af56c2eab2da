import { checkTokenText, type AccessTokenSource, type CallOptions } from './access-token-source.ts';
import { checkBaseUrl } from './base-url.ts';
import { systemClock, type Clock } from './clock.ts';
import { toErrorResponse } from './error-answer.ts';
import { exchange, type HttpSettings } from './http-exchange.ts';
import { asObject, integerField, stringField } from './json-shape.ts';
import { readDocument } from './read-answer.ts';
import { SharedCall } from './shared-call.ts';

/** A token is not used in its last seconds: it might end on the way. */
const MARGIN_MS = 5000;

export interface APIKeyOptions {
  /** For the exchange, in milliseconds. Default 60,000. Python waits for ever. */
  requestTimeoutMs?: number | undefined;
  fetch?: typeof fetch | undefined;
  clock?: Clock | undefined;
}

interface HeldToken {
  token: string;
  usableUntilMs: number;
}

/**
 * Exchanges an API key for short-lived access tokens at `/authenticate_with_key`, when one is needed. Today's documentation does not name
 * that endpoint any more; it was used with keys of single projects until 2026.
 */
export class APIKeyAccessTokenSource implements AccessTokenSource {
  readonly #apiKey: string;
  readonly #endpoint: URL;
  readonly #settings: HttpSettings;
  readonly #exchange = new SharedCall((signal) => this.#exchangeKey(signal));
  #held: HeldToken | undefined;

  constructor(apiKey: string, apiUrl: string, options: APIKeyOptions = {}) {
    this.#apiKey = checkTokenText(apiKey, 'API key');
    this.#endpoint = new URL(`${checkBaseUrl(apiUrl).base}/authenticate_with_key`);
    this.#settings = {
      fetch: options.fetch ?? fetch,
      clock: options.clock ?? systemClock,
      timeoutMs: options.requestTimeoutMs ?? 60_000,
    };
  }

  /**
   * Callers that come while an exchange runs share it, its error too; the next call tries anew.
   *
   * @throws {AuthorizationError} for a refused key, and the other errors of a request.
   */
  async getAccessToken({ signal }: CallOptions = {}): Promise<string> {
    if (this.#held !== undefined && this.#settings.clock.now() < this.#held.usableUntilMs) return this.#held.token;
    return this.#exchange.join(signal);
  }

  async refreshAfterUnauthorized(refusedToken: string, { signal }: CallOptions = {}): Promise<boolean> {
    // Of many requests that are refused together, the first one renews the token for all.
    if (this.#held !== undefined && this.#held.token !== refusedToken) return true;
    this.#held = undefined;
    return (await this.#exchange.join(signal)) !== refusedToken;
  }

  async #exchangeKey(signal: AbortSignal): Promise<string> {
    const askedAtMs = this.#settings.clock.now();
    const request = { method: 'GET', url: this.#endpoint, bearer: this.#apiKey, homeOrigin: this.#endpoint.origin };
    const answer = await exchange(request, this.#settings, signal);
    if (answer.status >= 400) throw toErrorResponse(answer, this.#settings.clock.now());
    const { token, expiresInMs } = readDocument(answer, parseAccessToken);
    this.#held = { token, usableUntilMs: askedAtMs + expiresInMs - MARGIN_MS };
    return token;
  }
}

function parseAccessToken(json: unknown): { token: string; expiresInMs: number } {
  const answer = asObject(json, 'the access token');
  return {
    token: stringField(answer, 'access_token'),
    expiresInMs: integerField(answer, 'expires_in', Number.MIN_SAFE_INTEGER) * 1000,
  };
}
