import { createHash } from 'node:crypto';

import type { Clock } from '../../../src/async/clock.ts';
import { ApiError } from './api-error.ts';
import type { StoredMessage } from './message.ts';

const hourMs = 60 * 60 * 1000;
const invalidWindowMs = 10 * 60 * 1000;
const limitedRoutes = new Set([
  'POST /channels/{channel_id}/messages',
  'PATCH /channels/{channel_id}/messages/{message_id}',
]);

interface Window {
  endsAt: number;
  used: number;
}

export interface Verdict {
  headers: Record<string, string>;
  /** 429, with what is told about it. */
  refused?: { message: string; code: number; retry_after: number; global: boolean };
}

const seconds = (ms: number): number => Math.max(ms, 0) / 1000;

/** Discord's limits, off until switched on: they are counted by the fake's clock, and discord.js waits by the real one. */
export class RateLimits {
  /** Sends and edits per channel: five in five seconds, the number that everybody observes. */
  buckets = false;
  requestsPerWindow = 5;
  windowMs = 5000;
  /** Requests per second with the bot's token, over all routes but interactions; Discord's is 50. */
  globalPerSecond: number | undefined;
  /** Edits of messages older than an hour are refused with 429 and code 30046. */
  oldEdits = false;
  oldEditRetryAfterSeconds = 60;
  readonly #clock: Clock;
  readonly #windows = new Map<string, Window>();
  readonly #invalidAt: number[] = [];
  #pausedUntil = 0;

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /** Every request with the bot's token is refused for so long. */
  pauseGlobally(forSeconds: number): void {
    this.#pausedUntil = this.#clock.now() + forSeconds * 1000;
  }

  /** Answers of 401, 403 and 429 in the last ten minutes; Discord bans an address at 10 000. */
  get invalidRequests(): number {
    const since = this.#clock.now() - invalidWindowMs;
    return this.#invalidAt.filter((at) => at > since).length;
  }

  countAnswer(status: number): void {
    if (status === 401 || status === 403 || status === 429) this.#invalidAt.push(this.#clock.now());
  }

  /** Counts a request; `isExempt` for the interaction routes, which know no global limit. */
  admit(method: string, route: string, channelId: string | undefined, isExempt: boolean): Verdict {
    return (isExempt ? undefined : this.#admitGlobally()) ?? this.#admitToBucket(`${method} ${route}`, channelId);
  }

  refuseOldEdit(message: StoredMessage): void {
    if (!this.oldEdits || this.#clock.now() - message.createdAt <= hourMs) return;
    const text = 'Maximum number of edits to messages older than 1 hour reached. Try again later.';
    throw new ApiError(429, 30_046, text, { retryAfterSeconds: this.oldEditRetryAfterSeconds });
  }

  #admitGlobally(): Verdict | undefined {
    const now = this.#clock.now();
    if (now < this.#pausedUntil) return refusal(seconds(this.#pausedUntil - now), true, {});
    if (this.globalPerSecond === undefined) return undefined;
    const window = this.#use('global', 1000);
    return window.used > this.globalPerSecond ? refusal(seconds(window.endsAt - now), true, {}) : undefined;
  }

  #admitToBucket(route: string, channelId: string | undefined): Verdict {
    if (!this.buckets || !limitedRoutes.has(route)) return { headers: {} };
    const window = this.#use(`${route} ${channelId ?? ''}`, this.windowMs);
    const resetAfter = seconds(window.endsAt - this.#clock.now());
    const headers = {
      'x-ratelimit-limit': String(this.requestsPerWindow),
      'x-ratelimit-remaining': String(Math.max(this.requestsPerWindow - window.used, 0)),
      'x-ratelimit-reset': String(window.endsAt / 1000),
      'x-ratelimit-reset-after': String(resetAfter),
      'x-ratelimit-bucket': createHash('md5').update(route).digest('hex'),
    };
    return window.used > this.requestsPerWindow ? refusal(resetAfter, false, headers) : { headers };
  }

  #use(key: string, lengthMs: number): Window {
    const now = this.#clock.now();
    const known = this.#windows.get(key);
    const window = known && now < known.endsAt ? known : { endsAt: now + lengthMs, used: 0 };
    window.used++;
    this.#windows.set(key, window);
    return window;
  }
}

const refusal = (retryAfter: number, global: boolean, headers: Record<string, string>): Verdict => ({
  headers: {
    ...headers,
    'retry-after': String(retryAfter),
    'x-ratelimit-scope': global ? 'global' : 'user',
    ...(global && { 'x-ratelimit-global': 'true' }),
  },
  refused: { message: 'You are being rate limited.', code: 0, retry_after: retryAfter, global },
});
