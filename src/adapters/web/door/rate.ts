import { BoundedMap } from '../../../async/bounded-map.ts';
import type { Clock } from '../../../async/clock.ts';

/** How often something may be done, by whom. */
export class Rate {
  readonly #clock: Clock;
  readonly #max: number;
  readonly #perMs: number;
  readonly #known: BoundedMap<string, { left: number; at: number }>;

  /** @param max at once; so many more come back evenly within `perMs` milliseconds */
  constructor({ clock, max, perMs }: { clock: Clock; max: number; perMs: number }) {
    this.#clock = clock;
    this.#max = max;
    this.#perMs = perMs;
    this.#known = new BoundedMap({ max: 10_000, lifetime: { clock, ms: perMs } });
  }

  /** Does it. @returns 0, or how long to wait where it may not be done now, milliseconds. */
  take(who: string): number {
    const waitMs = this.waitMs(who);
    if (waitMs === 0) this.#known.set(who, { left: this.#left(who) - 1, at: this.#clock.monotonic() });
    return waitMs;
  }

  /** 0 where it may be done now, milliseconds. */
  waitMs(who: string): number {
    const left = this.#left(who);
    return left >= 1 ? 0 : Math.ceil(((1 - left) * this.#perMs) / this.#max);
  }

  #left(who: string): number {
    const now = this.#clock.monotonic();
    const { left, at } = this.#known.get(who) ?? { left: this.#max, at: now };
    return Math.min(this.#max, left + ((now - at) * this.#max) / this.#perMs);
  }
}
