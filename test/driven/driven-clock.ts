import type { Clock } from '../../src/async/clock.ts';

interface Sleeper {
  at: number;
  wake: () => void;
}

/** Rounds of the event loop after which whatever a sleeper did when it woke is done. */
const ROUNDS = 4;

/** A clock that stands still until a test moves it. */
export class DrivenClock implements Clock {
  /** Monotonic, from an origin that no time of day is near. */
  #now = 1_000;
  #ahead: number;
  readonly #sleepers = new Set<Sleeper>();

  constructor(start = Date.parse('2026-11-24T09:00:00Z')) {
    this.#ahead = start - this.#now;
  }

  now(): number {
    return this.#now + this.#ahead;
  }

  monotonic(): number {
    return this.#now;
  }

  /** Somebody sets the machine's clock, forward or back; no time passes. */
  set(byMs: number): void {
    this.#ahead += byMs;
  }

  sleep(ms: number, signal?: AbortSignal): Promise<void> {
    return new Promise((resolve, reject) => {
      if (signal?.aborted) {
        reject(signal.reason as Error);
        return;
      }
      const sleeper: Sleeper = {
        at: this.#now + Math.max(ms, 0),
        wake: () => {
          this.#sleepers.delete(sleeper);
          signal?.removeEventListener('abort', onAbort);
          resolve();
        },
      };
      const onAbort = (): void => {
        this.#sleepers.delete(sleeper);
        reject(signal?.reason as Error);
      };
      signal?.addEventListener('abort', onAbort, { once: true });
      this.#sleepers.add(sleeper);
    });
  }

  /** How many sleeps are waiting: lets a test wait until its subject has gone to sleep. */
  get sleeping(): number {
    return this.#sleepers.size;
  }

  /** Moves time on, waking sleepers in order; real I/O gets its turn after each step, and `within` the rounds that it grants to work. */
  async advance(ms: number, stepMs = ms): Promise<void> {
    const end = this.#now + ms;
    while (this.#now < end) {
      this.#now = Math.min(this.#now + stepMs, end);
      for (let round = 0; round < ROUNDS; round++) {
        const due = [...this.#sleepers].filter((s) => s.at <= this.#now).toSorted((a, b) => a.at - b.at);
        if (due.length > 0) round = 0;
        for (const sleeper of due) sleeper.wake();
        await new Promise((resolve) => setImmediate(resolve));
      }
    }
  }
}
