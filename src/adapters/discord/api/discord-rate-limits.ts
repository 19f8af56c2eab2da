import type { REST } from 'discord.js';
import type { Clock } from '../../../async/clock.ts';

/** A clock that is kept right is moved by less than this, milliseconds. */
const SET_BACK_MS = 1_000;

/** discord.js reckons the ends of rate limits by the wall clock: where that is set back by an hour, a full bucket would stay full for an hour. */
export class DiscordRateLimits {
  readonly #rests: readonly REST[];
  readonly #clock: Clock;
  #aheadMs: number;

  constructor(rests: readonly REST[], clock: Clock) {
    this.#rests = rests;
    this.#clock = clock;
    this.#aheadMs = this.#measure();
  }

  /** Before each call: what is known of limits goes when the clock was set back. Discord tells it again. */
  check(): void {
    const before = this.#aheadMs;
    this.#aheadMs = this.#measure();
    if (before - this.#aheadMs < SET_BACK_MS) return;
    for (const rest of this.#rests) {
      rest.handlers.clear();
      rest.globalReset = -1;
    }
  }

  #measure(): number {
    return this.#clock.now() - this.#clock.monotonic();
  }
}
