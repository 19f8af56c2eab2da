import type { Clock } from './clock.ts';
import { KeyedLine } from './keyed-line.ts';
import { pause } from './pause.ts';

export interface EditBudgetOptions {
  clock: Clock;
  perMinute: number;
  /** How many calls may go at once after a quiet time. */
  burst: number;
}

/**
 * What a platform allows of one kind of call, shared by all live messages. Looks wait for their turn; a call that cannot wait goes at
 * once, and what it uses is missing to them.
 * Invariant: looks are let through in the order in which they came, one after the other.
 */
export class EditBudget {
  readonly #clock: Clock;
  readonly #intervalMs: number;
  readonly #burst: number;
  readonly #line = new KeyedLine();
  #waiting = 0;
  /** When the next look may go; in the past when there is room. */
  #nextAt = Number.NEGATIVE_INFINITY;
  #pausedUntil = Number.NEGATIVE_INFINITY;

  constructor({ clock, perMinute, burst }: EditBudgetOptions) {
    this.#clock = clock;
    this.#intervalMs = 60_000 / perMinute;
    this.#burst = burst;
  }

  /**
   * Waits until a look may go, and counts it.
   * @returns false when that would take longer than `maxWaitMs`, or as soon as the signal aborts: nothing is counted then.
   */
  async take(signal: AbortSignal, maxWaitMs = Number.POSITIVE_INFINITY): Promise<boolean> {
    if (this.#waitMs() + this.#waiting * this.#intervalMs > maxWaitMs) return false;
    this.#waiting++;
    try {
      return await this.#line.run('', () => this.#takeTurn(signal));
    } finally {
      this.#waiting--;
    }
  }

  /** A call that goes now. */
  spend(): void {
    const earliest = this.#clock.monotonic() - (this.#burst - 1) * this.#intervalMs;
    this.#nextAt = Math.max(this.#nextAt, earliest) + this.#intervalMs;
  }

  /** The platform said "not before". */
  pause(ms: number): void {
    this.#pausedUntil = Math.max(this.#pausedUntil, this.#clock.monotonic() + ms);
  }

  /** Would a look have to wait? */
  get isBusy(): boolean {
    return this.#waitMs() > 0;
  }

  async #takeTurn(signal: AbortSignal): Promise<boolean> {
    for (let waitMs = this.#waitMs(); waitMs > 0; waitMs = this.#waitMs())
      if (!(await pause(this.#clock, waitMs, signal))) return false;
    if (signal.aborted) return false;
    this.spend();
    return true;
  }

  #waitMs(): number {
    return Math.max(this.#nextAt, this.#pausedUntil, this.#clock.monotonic()) - this.#clock.monotonic();
  }
}
