import type { Clock } from '../../src/async/clock.ts';
import { toError } from '../../src/async/to-error.ts';

interface Sleeper {
  at: number;
  order: number;
  wake: () => void;
  isOver: boolean;
}

/** Rounds of the event loop without any news after which real sockets have nothing more on their way. */
const QUIET_ROUNDS = 12;

/** Time that leaps to whatever happens next, and waits there until real sockets are quiet. */
export class SimulatedClock implements Clock {
  readonly #start: number;
  #now = 0;
  #order = 0;
  /** A binary heap, earliest first. */
  readonly #sleepers: Sleeper[] = [];
  #news = 0;

  /** @param start epoch milliseconds */
  constructor(start: number) {
    this.#start = start;
  }

  now(): number {
    return this.#start + this.#now;
  }

  monotonic(): number {
    return this.#now;
  }

  sleep(ms: number, signal?: AbortSignal): Promise<void> {
    this.note();
    return new Promise((resolve, reject) => {
      if (signal?.aborted) {
        reject(toError(signal.reason));
        return;
      }
      const sleeper: Sleeper = {
        at: this.#now + Math.max(0, ms),
        order: (this.#order += 1),
        isOver: false,
        wake: () => {
          signal?.removeEventListener('abort', onAbort);
          resolve();
        },
      };
      const onAbort = (): void => {
        this.note();
        sleeper.isOver = true;
        reject(toError(signal?.reason));
      };
      signal?.addEventListener('abort', onAbort, { once: true });
      if (Number.isFinite(sleeper.at)) this.#push(sleeper);
    });
  }

  /** Something has happened that time has to wait for. */
  note(): void {
    this.#news += 1;
  }

  /** Lets time pass. @param ms from the beginning of the simulation */
  async runUntil(ms: number): Promise<void> {
    for (;;) {
      await this.#quiet();
      const next = this.#next();
      if (next === undefined || next > ms) break;
      this.#now = next;
      for (let due = this.#takeDue(); due; due = this.#takeDue()) due.wake();
    }
    this.#now = Math.max(this.#now, ms);
  }

  async #quiet(): Promise<void> {
    for (let rounds = 0, seen = this.#news; rounds < QUIET_ROUNDS; rounds += 1) {
      await new Promise((resolve) => setImmediate(resolve));
      if (this.#news !== seen) [rounds, seen] = [-1, this.#news];
    }
  }

  #next(): number | undefined {
    while (this.#sleepers[0]?.isOver) this.#pop();
    return this.#sleepers[0]?.at;
  }

  #takeDue(): Sleeper | undefined {
    const at = this.#next();
    return at !== undefined && at <= this.#now ? this.#pop() : undefined;
  }

  #isBefore(a: number, b: number): boolean {
    const [one, other] = [this.#sleepers[a], this.#sleepers[b]];
    if (!one || !other) return false;
    return one.at === other.at ? one.order < other.order : one.at < other.at;
  }

  #swap(a: number, b: number): void {
    const [one, other] = [this.#sleepers[a], this.#sleepers[b]];
    if (one && other) [this.#sleepers[a], this.#sleepers[b]] = [other, one];
  }

  #push(sleeper: Sleeper): void {
    let at = this.#sleepers.push(sleeper) - 1;
    for (let parent = (at - 1) >> 1; at > 0 && this.#isBefore(at, parent); parent = (at - 1) >> 1) {
      this.#swap(at, parent);
      at = parent;
    }
  }

  #pop(): Sleeper | undefined {
    this.#swap(0, this.#sleepers.length - 1);
    const first = this.#sleepers.pop();
    for (let at = 0; ;) {
      const [left, right] = [2 * at + 1, 2 * at + 2];
      const least = this.#isBefore(right, left) ? right : left;
      if (!this.#isBefore(least, at)) return first;
      this.#swap(at, least);
      at = least;
    }
  }
}
