import type { Clock } from './clock.ts';
import { pause } from './pause.ts';

export interface EditBudgetOptions {
  clock: Clock;
  perMinute: number;
  /** How many calls may go at once after a quiet time. */
  burst: number;
}

export interface Look {
  /** Asked whenever a look may go: what changed at all goes before what only goes on, such as a time. */
  isNews?: () => boolean;
  /** Whoever would wait longer does not wait at all, milliseconds. */
  maxWaitMs?: number;
}

interface Waiter {
  isNews: () => boolean;
  go: () => void;
}

/**
 * What a platform allows of one kind of call, shared by all live messages. Looks wait for their turn; a call that cannot wait goes at
 * once, and what it uses is missing to them.
 * Invariant: looks are let through one after the other, news first, each in the order in which they came.
 */
export class EditBudget {
  readonly #clock: Clock;
  readonly #intervalMs: number;
  readonly #burst: number;
  readonly #waiting: Waiter[] = [];
  /** Aborted when nobody waits any more. */
  #serving: AbortController | undefined;
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
   * @returns false when that would take too long, or as soon as the signal aborts: nothing is counted then.
   */
  async take(signal: AbortSignal, { isNews = () => false, maxWaitMs = Infinity }: Look = {}): Promise<boolean> {
    const before = isNews() ? this.#waiting.filter((other) => other.isNews()) : this.#waiting;
    if (signal.aborted || this.#waitMs() + before.length * this.#intervalMs > maxWaitMs) return false;
    const { promise, resolve } = Promise.withResolvers<boolean>();
    const waiter: Waiter = { isNews, go: () => resolve(true) };
    const leave = (): void => {
      this.#remove(waiter);
      resolve(false);
    };
    signal.addEventListener('abort', leave, { once: true });
    this.#waiting.push(waiter);
    if (!this.#serving) void this.#serve();
    return promise.finally(() => signal.removeEventListener('abort', leave));
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

  async #serve(): Promise<void> {
    const serving = new AbortController();
    this.#serving = serving;
    while (this.#waiting.length > 0) {
      const waitMs = this.#waitMs();
      if (waitMs > 0) {
        if (!(await pause(this.#clock, waitMs, serving.signal))) break;
        continue;
      }
      const next = this.#waiting.find((each) => each.isNews()) ?? this.#waiting[0];
      if (!next) break;
      this.#waiting.splice(this.#waiting.indexOf(next), 1);
      this.spend();
      next.go();
    }
    if (this.#serving === serving) this.#serving = undefined;
  }

  #remove(waiter: Waiter): void {
    const index = this.#waiting.indexOf(waiter);
    if (index !== -1) this.#waiting.splice(index, 1);
    if (this.#waiting.length > 0) return;
    this.#serving?.abort(new Error('nobody waits any more'));
    this.#serving = undefined;
  }

  #waitMs(): number {
    return Math.max(this.#nextAt, this.#pausedUntil, this.#clock.monotonic()) - this.#clock.monotonic();
  }
}
