import type { Clock } from '../../../src/async/clock.ts';

/** Discord counts milliseconds from the first second of 2015. */
const EPOCH_MS = 1_420_070_400_000;
const IDS_PER_MILLISECOND = 4096;

/** Makes ids as Discord does: they grow with time and never repeat, also while the clock stands still. */
export class Snowflakes {
  readonly #clock: Clock;
  #lastMs = 0;
  #increment = 0;

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  next(): string {
    const now = this.#clock.now();
    if (now > this.#lastMs) {
      this.#lastMs = now;
      this.#increment = 0;
    } else if (++this.#increment === IDS_PER_MILLISECOND) {
      this.#lastMs++;
      this.#increment = 0;
    }
    return ((BigInt(this.#lastMs - EPOCH_MS) << 22n) | BigInt(this.#increment)).toString();
  }
}
