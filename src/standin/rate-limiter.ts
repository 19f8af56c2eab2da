import type { RateLimit } from './service-habits.ts';
import type { Clock } from '../async/clock.ts';

const MINUTE_MS = 60_000;

/** Counts the requests of each user; refused ones do not count. */
export class RateLimiter {
  readonly #clock: Clock;
  readonly #counted = new Map<string, number[]>();
  readonly #underWay = new Map<string, number>();
  limit: RateLimit | undefined;

  constructor(clock: Clock, limit: RateLimit | undefined) {
    this.#clock = clock;
    this.limit = limit;
  }

  /** @returns undefined if the request may pass, else the milliseconds until the next one may. */
  count(user: string): number | undefined {
    const { perMinute = Infinity, window = 'sliding' } = this.limit ?? {};
    const now = this.#clock.now();
    const since = window === 'fixed' ? now - (now % MINUTE_MS) - 1 : now - MINUTE_MS;
    const counted = (this.#counted.get(user) ?? []).filter((at) => at > since);
    this.#counted.set(user, counted);
    if (counted.length < perMinute) {
      counted.push(now);
      return undefined;
    }
    return window === 'fixed' ? MINUTE_MS - (now % MINUTE_MS) : (counted.at(-perMinute) ?? now) + MINUTE_MS - now;
  }

  /** An inference request begins. @returns undefined if there are too many, else what ends it. */
  enter(user: string): (() => void) | undefined {
    const before = this.#underWay.get(user) ?? 0;
    if (before >= (this.limit?.concurrent ?? Infinity)) return undefined;
    this.#underWay.set(user, before + 1);
    return () => this.#underWay.set(user, (this.#underWay.get(user) ?? 1) - 1);
  }
}
