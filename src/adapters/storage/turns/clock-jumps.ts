import type { Clock } from '../../../async/clock.ts';
import type { Log } from '../../../core/ports/operator.ts';

/** A clock that is set is set by more than this, milliseconds. */
const MIN_JUMP_MS = 1_000;

/** Notices that the clock of this machine was set: for a moment the heartbeats of those who live are of another time then. */
export class ClockJumps {
  readonly #clock: Clock;
  readonly #log: Log;
  /** How far the clock is ahead of monotonic time, and when that last changed by a jump. */
  #offset: number | undefined;
  #setAt = Number.NEGATIVE_INFINITY;

  constructor({ clock, log }: { clock: Clock; log: Log }) {
    this.#clock = clock;
    this.#log = log;
  }

  /** To be asked again and again. @returns whether the last one is so long ago */
  isLongAgo(ms: number): boolean {
    const monotonic = this.#clock.monotonic();
    const offset = this.#clock.now() - monotonic;
    if (this.#offset !== undefined && Math.abs(offset - this.#offset) > MIN_JUMP_MS) {
      this.#log.warn({ byMs: Math.round(offset - this.#offset) }, 'the clock of this machine was set');
      this.#setAt = monotonic;
    }
    this.#offset = offset;
    return monotonic - this.#setAt >= ms;
  }
}
