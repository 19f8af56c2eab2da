import type { Clock } from '../../../async/clock.ts';

/** Discord takes 50 requests per second of one bot; answers and acknowledgements need room beside the progress edits. */
const EDITS_PER_SECOND = 20;
/** Who would wait longer shows the next view instead, milliseconds. */
const MAX_WAIT_MS = 5_000;

/** The progress edits of all live turns together. */
export class EditBudget {
  readonly #clock: Clock;
  #nextAt = Number.NEGATIVE_INFINITY;

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /** Waits for its turn. @returns false when that is too far away. */
  async take(): Promise<boolean> {
    const now = this.#clock.now();
    const at = Math.max(now, this.#nextAt);
    if (at - now > MAX_WAIT_MS) return false;
    this.#nextAt = at + 1_000 / EDITS_PER_SECOND;
    if (at > now) await this.#clock.sleep(at - now);
    return true;
  }
}
