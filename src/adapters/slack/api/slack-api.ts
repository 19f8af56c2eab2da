import { webApi } from '@slack/bolt';
import { BotError } from '../../../core/errors.ts';
import { BoundedMap } from '../../../async/bounded-map.ts';
import type { Clock } from '../../../async/clock.ts';
import { EditBudget } from '../../../async/edit-budget.ts';
import { RemoteTime } from '../../../async/remote-time.ts';
import { late, within } from '../../../async/within.ts';
import type { Json } from '../../../core/ports/arrival.ts';
import type { Fetched } from '../../../core/ports/files.ts';
import type { Log, Meter } from '../../../core/ports/operator.ts';
import { fetchFile, unread } from '../../../files/fetch-file.ts';
import { LeanHttp } from '../../../http/lean-http.ts';
import type { ProxySettings } from '../../../settings/proxy-settings.ts';
import { failureOf, isAboutToken, NOT_INSTALLED, toBotError, Unanswered } from './slack-failure.ts';
import type { SlackFailure } from './slack-failure.ts';
import { asPayload } from './slack-payload.ts';
import type { Payload } from './slack-payload.ts';
import { silentLogger } from './slack-log.ts';
import type { SlackTokens } from './slack-tokens.ts';

/** A block, an element or a view, as Slack takes them. */
export type SlackBlock = Readonly<Record<string, Json>>;

export interface SlackApiOptions {
  tokens: SlackTokens;
  apiUrl: string | undefined;
  proxy?: ProxySettings | undefined;
  clock: Clock;
  log: Log;
  meter: Meter;
}

/** For whom a call waits: it is given up with the signal, and not sent after a wait when the check rejects. */
export interface SlackCaller {
  signal: AbortSignal;
  checkOwner?: () => Promise<void>;
}

export type SlackResult = { ok: true; answer: Payload } | { ok: false; failure: SlackFailure; error: unknown };

/** No call of Slack's takes longer, milliseconds. */
const TIMEOUT_MS = 10_000;
/** So long a call waits for a rate limit altogether, milliseconds. */
const PATIENCE_MS = 120_000;
const ATTEMPTS = 3;
const RETRY_MS = 1_000;

/**
 * Slack's Web API: one attempt per request of the SDK, our own deadlines, waits and budgets around it, because the SDK's rate limit
 * handling stops every call of a client and its retries post twice.
 */
export class SlackApi {
  /** Slack's clock. */
  readonly time: RemoteTime;
  #client: webApi.WebClient | undefined;
  readonly #http: LeanHttp;
  readonly #options: SlackApiOptions;
  readonly #closing = new AbortController();
  readonly #budgets = new Map<string, EditBudget>();
  /** Refusals that were told as errors. */
  readonly #told = new BoundedMap<string, true>({ max: 100 });
  #trouble: string | undefined;

  constructor(options: SlackApiOptions) {
    this.#options = options;
    this.time = new RemoteTime(options.clock);
    this.#http = new LeanHttp(options.proxy);
  }

  /** Safe to repeat: reads, and edits that say the same again. @throws BotError */
  async repeatable(method: string, args: Payload, caller?: SlackCaller): Promise<Payload> {
    for (let attempt = 1; ; attempt += 1) {
      try {
        return await this.once(method, args, caller);
      } catch (error) {
        if (!(error instanceof Unanswered) || attempt === ATTEMPTS) throw error;
        await this.#options.clock.sleep(RETRY_MS * attempt, caller?.signal);
        await caller?.checkOwner?.();
      }
    }
  }

  /** Waits out rate limits, which did nothing. @throws BotError, which is Unanswered when nobody knows what became of it. */
  async once(method: string, args: Payload, caller?: SlackCaller): Promise<Payload> {
    const { clock } = this.#options;
    const until = clock.monotonic() + PATIENCE_MS;
    for (;;) {
      this.budget(method)?.spend();
      const result = await this.attempt(method, args);
      if (result.ok) return result.answer;
      const { failure, error } = result;
      if (failure.kind !== 'limited' || clock.monotonic() + failure.retryAfterMs > until)
        throw toBotError(method, failure, error);
      await clock.sleep(failure.retryAfterMs, caller?.signal);
      await caller?.checkOwner?.();
    }
  }

  /** One request, no waiting, not counted; what went wrong is a value. Tried again only with another token, where the first did nothing. */
  async attempt(method: string, args: Payload): Promise<SlackResult> {
    for (;;) {
      const token = await this.#token();
      if (typeof token !== 'string') return token;
      try {
        const answer = asPayload(await this.#clientWith(token).apiCall(method, { ...args })) ?? {};
        this.#trouble = undefined;
        return { ok: true, answer };
      } catch (error) {
        const failure = failureOf(error);
        this.#note(method, failure);
        if (failure.kind !== 'refused' || !isAboutToken(failure)) return { ok: false, failure, error };
        const meaning = await this.#options.tokens.refused(token, failure.reason).catch(() => 'trouble' as const); // the store is told of elsewhere
        if (meaning === 'removed') return { ok: false, failure: NOT_INSTALLED, error };
        if (meaning === 'trouble') return { ok: false, failure, error };
      }
    }
  }

  /** Why Slack does not let the bot do anything at all, since its last call that worked. */
  get trouble(): string | undefined {
    return this.#trouble;
  }

  /** The shared allowance of a method that is also used for looks only. */
  budget(method: string): EditBudget | undefined {
    const limit = COSMETIC_LIMITS[method];
    if (!limit) return undefined;
    const known = this.#budgets.get(method);
    if (known) return known;
    const budget = new EditBudget({ clock: this.#options.clock, ...limit });
    this.#budgets.set(method, budget);
    return budget;
  }

  /** Answers to a slash command or a press, where the bot may be no member. @throws BotError */
  async respond(responseUrl: string, message: Payload): Promise<void> {
    const send = deadlineFetch({ clock: this.#options.clock, http: this.#http, closing: this.#closing.signal });
    const headers = { 'content-type': 'application/json' };
    let status = 0;
    try {
      status = (await send(responseUrl, { method: 'POST', headers, body: JSON.stringify(message) })).status;
    } catch (error) {
      throw new BotError('platform-failed', 'Slack: a response URL got no answer', { cause: error });
    }
    if (status === 404 || status === 410) throw new BotError('place-gone', 'Slack: a response URL is used up');
    if (status !== 200) throw new BotError('platform-failed', `Slack: a response URL answers ${status}`);
  }

  /** The middle step of an upload, which shows nothing yet. The address is Slack's; the token does not go there. @throws BotError */
  async upload(url: string, bytes: Uint8Array): Promise<void> {
    const limit = { clock: this.#options.clock, timeoutMs: TIMEOUT_MS, signal: this.#closing.signal };
    const body = new FormData();
    body.append('file', new Blob([new Uint8Array(bytes)]));
    try {
      const answer = await within(limit, (signal) => fetch(url, { method: 'POST', body, signal }));
      if (answer === late || answer.status !== 200) throw new Error(answer === late ? 'late' : `HTTP ${answer.status}`);
    } catch (error) {
      throw new BotError('platform-failed', 'Slack refused a file', { cause: error });
    }
  }

  /** A file, from Slack's own hosts alone: the token goes nowhere else. Rejects only with the signal's reason. */
  async download(url: string, maxBytes: number, signal: AbortSignal): Promise<Fetched> {
    const { apiUrl, clock } = this.#options;
    const token = await this.#token();
    if (typeof token !== 'string') return unread('failed');
    const address = { url, headers: { authorization: `Bearer ${token}` }, origins: fileOrigins(apiUrl) };
    return fetchFile(address, { maxBytes, clock, signal });
  }

  /** Aborted by `close`. */
  get closing(): AbortSignal {
    return this.#closing.signal;
  }

  /** Ends what is under way. */
  close(): void {
    this.#closing.abort(new BotError('shutting-down', 'Slack is closed'));
    void this.#http.close();
  }

  /** Or why there is none. */
  async #token(): Promise<string | Extract<SlackResult, { ok: false }>> {
    try {
      return (await this.#options.tokens.current()) ?? { ok: false, failure: NOT_INSTALLED, error: undefined };
    } catch (error) {
      return { ok: false, failure: { kind: 'unanswered', reason: 'the store does not give the token' }, error };
    }
  }

  #clientWith(token: string): webApi.WebClient {
    if (this.#client?.token === token) return this.#client;
    const parts = { ...this.#options, http: this.#http, closing: this.#closing.signal, time: this.time };
    this.#client = new webApi.WebClient(token, clientOptions(parts));
    return this.#client;
  }

  #note(method: string, failure: SlackFailure): void {
    const { log, meter } = this.#options;
    if (failure.kind === 'limited') {
      meter.count('rate_limits', { service: 'slack' });
      this.budget(method)?.pause(failure.retryAfterMs);
      log.info({ method, retryAfterMs: failure.retryAfterMs }, 'Slack is rate limiting a method');
      return;
    }
    if (failure.kind === 'unanswered') {
      log.warn({ method, reason: failure.reason }, 'Slack did not answer');
      return;
    }
    const { reason, needed, pointers } = failure;
    if (isAboutToken(failure)) this.#trouble = `Slack refuses the bot's token: ${reason}`;
    const isNew = !this.#told.has(`${method} ${reason}`);
    this.#told.set(`${method} ${reason}`, true);
    const fields = { method, reason, ...(needed && { needed }), ...(pointers && { pointers }) };
    if (isNew && toBotError(method, failure, undefined).code === 'settings')
      log.error(fields, 'Slack refuses a call: a permission is missing');
    else log.warn(fields, 'Slack refuses a call');
  }
}

/**
 * Slack's tiers, with room left for the answers: chat.update is tier 3 (50 a minute and workspace), chat.appendStream tier 4 (100),
 * chat.startStream tier 2 (20), the session and status calls tier 3 and special.
 * @see https://docs.slack.dev/apis/web-api/rate-limits/
 */
const COSMETIC_LIMITS: Readonly<Record<string, { perMinute: number; burst: number }>> = {
  'chat.update': { perMinute: 35, burst: 5 },
  'chat.appendStream': { perMinute: 80, burst: 10 },
  'chat.startStream': { perMinute: 12, burst: 4 },
  'assistant.threads.setStatus': { perMinute: 30, burst: 10 },
};

/** Where Slack keeps files (`url_private` of a file object); elsewhere for an API elsewhere. @see https://docs.slack.dev/reference/objects/file-object/ */
const fileOrigins = (apiUrl: string | undefined): string[] => {
  if (apiUrl === undefined) return ['https://files.slack.com'];
  const { origin, protocol, host } = new URL(apiUrl);
  return [origin, `${protocol}//files.${host}`];
};

/** How a WebClient of ours reaches Slack. */
export interface SlackTransport {
  clock: Clock;
  http: LeanHttp;
  /** Ends what is under way. */
  closing: AbortSignal;
  /** Learns what Slack's clock says. */
  time?: RemoteTime;
}

/** Options of every WebClient of ours. Never `headers`: Bolt would send one workspace's token for every workspace. */
export const clientOptions = ({
  apiUrl,
  ...transport
}: SlackTransport & { apiUrl: string | undefined }): webApi.WebClientOptions => ({
  ...(apiUrl !== undefined && { slackApiUrl: apiUrl }),
  fetch: deadlineFetch(transport),
  retryConfig: { retries: 0 },
  rejectRateLimitedCalls: true,
  logger: silentLogger,
});

/** A `fetch` of texts whose answer, body included, is there in time by our clock, or that rejects. */
const deadlineFetch =
  ({ clock, http, closing, time }: SlackTransport): webApi.FetchFunction =>
  async (url, { method, headers, body } = {}) => {
    if (typeof body === 'object') throw new TypeError('files are sent by `upload`');
    const answer = await within({ clock, timeoutMs: TIMEOUT_MS, signal: closing }, async (signal) => {
      const sent = { method, headers: { 'accept-encoding': 'gzip', ...headers }, body, signal };
      const response = await http.send(url, sent);
      return { ...response, text: await response.text() };
    });
    if (answer === late) throw new Error(`no answer in ${TIMEOUT_MS} ms`);
    const { status, headers: received, text } = answer;
    time?.note(received.get('date'));
    return {
      ok: status >= 200 && status < 300,
      status,
      statusText: '',
      url: String(url),
      headers: received,
      text: async () => text,
      json: async () => JSON.parse(text) as unknown,
      arrayBuffer: async () => new TextEncoder().encode(text).buffer,
    };
  };
