import type { Clock } from '../../../src/async/clock.ts';
import { textOf, type JsonObject } from './json-object.ts';
import type { Method } from './method.ts';

const windowMs = 60_000;

/** Counts calls per method and minute, as Slack's tiers do. */
export class Rates {
  /** Rates that a test sets, in calls per minute, in place of the method's own. */
  readonly perMinute = new Map<string, number>();
  readonly #calls = new Map<string, number[]>();
  readonly #clock: Clock;

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /** Seconds to wait, or undefined when the call is within its rate (and is counted). */
  secondsToWait(name: string, method: Method, args: JsonObject): number | undefined {
    const now = this.#clock.now();
    const key = method.per === undefined ? name : `${name} ${textOf(args[method.per])}`;
    const recent = (this.#calls.get(key) ?? []).filter((at) => at > now - windowMs);
    this.#calls.set(key, recent);
    const [oldest] = recent;
    if (oldest === undefined || recent.length < (this.perMinute.get(name) ?? method.perMinute)) {
      recent.push(now);
      return undefined;
    }
    return Math.max(1, Math.ceil((oldest + windowMs - now) / 1000));
  }
}
