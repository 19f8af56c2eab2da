import type { Clock } from '../../../async/clock.ts';

/**
 * What one workspace allows of one method, shared by all live messages. Cosmetic calls wait their turn; the answer does not wait, but
 * what it uses is missing to them.
 * Invariant: cosmetic calls are let through in the order in which they came, one after the other.
 */
export class EditBudget {
  readonly #clock: Clock;
  readonly #intervalMs: number;
  readonly #burst: number;
  /** When the next cosmetic call may go; in the past when there is room. */
  #nextAt = 0;
  #pausedUntil = 0;
  #line: Promise<unknown> = Promise.resolve();

  constructor(clock: Clock, limit: { perMinute: number; burst: number }) {
    this.#clock = clock;
    this.#intervalMs = 60_000 / limit.perMinute;
    this.#burst = limit.burst;
  }

  /** Resolves when a cosmetic call may go. Rejects with the signal's reason. */
  turn(signal: AbortSignal): Promise<void> {
    const mine = this.#turnAfter(this.#line, signal);
    this.#line = mine.catch(() => undefined); // whoever gave up lets the next one through
    return mine;
  }

  /** A call that goes now. */
  spend(): void {
    const earliest = this.#clock.now() - this.#burst * this.#intervalMs;
    this.#nextAt = Math.max(this.#nextAt, earliest) + this.#intervalMs;
  }

  /** Slack said "not before". */
  pause(ms: number): void {
    this.#pausedUntil = Math.max(this.#pausedUntil, this.#clock.now() + ms);
  }

  /** Would a cosmetic call have to wait? */
  get isBusy(): boolean {
    return this.#waitMs() > 0;
  }

  async #turnAfter(before: Promise<unknown>, signal: AbortSignal): Promise<void> {
    await before;
    for (let waitMs = this.#waitMs(); waitMs > 0; waitMs = this.#waitMs()) await this.#clock.sleep(waitMs, signal);
    signal.throwIfAborted();
    this.spend();
  }

  #waitMs(): number {
    const now = this.#clock.now();
    return Math.max(this.#nextAt - now, this.#pausedUntil - now, 0);
  }
}
