import type { Clock } from './clock.ts';
import { pause } from './pause.ts';
import { toError } from './to-error.ts';

export interface FairGateOptions {
  clock: Clock;
  /** So many may be beginning at once. */
  maxBeginning: number;
  /** After this, milliseconds, what goes on is no beginning any more. */
  beginningMs: number;
}

/** Nobody sees it. */
const OVER = new Error('the work is over');

/**
 * Lets work begin in bounded number, however much comes at once, and fairly: whose turn it is goes round by key. What takes longer than a
 * beginning is not bounded.
 */
export class FairGate {
  readonly #options: FairGateOptions;
  /** Keys in the order of their next turn, each with those who wait. */
  readonly #waiting = new Map<string, (() => void)[]>();
  #beginning = 0;

  constructor(options: FairGateOptions) {
    this.#options = options;
  }

  /** Runs the work once it may begin; rejects with the signal's reason when that aborts before. */
  async run<T>(key: string, signal: AbortSignal, work: () => Promise<T>): Promise<T> {
    await this.#enter(key, signal);
    const over = new AbortController();
    void this.#leaveAfterBeginning(over.signal);
    try {
      return await work();
    } finally {
      over.abort(OVER);
    }
  }

  async #leaveAfterBeginning(over: AbortSignal): Promise<void> {
    const { clock, beginningMs } = this.#options;
    await pause(clock, beginningMs, over);
    this.#beginning -= 1;
    this.#next();
  }

  #enter(key: string, signal: AbortSignal): Promise<void> {
    return new Promise((resolve, reject) => {
      if (signal.aborted) {
        reject(toError(signal.reason));
        return;
      }
      const line = this.#waiting.get(key) ?? [];
      const begin = (): void => {
        signal.removeEventListener('abort', leave);
        resolve();
      };
      const leave = (): void => {
        line.splice(line.indexOf(begin), 1);
        if (line.length === 0) this.#waiting.delete(key);
        reject(toError(signal.reason));
      };
      signal.addEventListener('abort', leave, { once: true });
      line.push(begin);
      this.#waiting.set(key, line);
      this.#next();
    });
  }

  #next(): void {
    while (this.#beginning < this.#options.maxBeginning) {
      const [first] = this.#waiting;
      if (!first) return;
      const [key, line] = first;
      this.#waiting.delete(key);
      const begin = line.shift();
      if (line.length > 0) this.#waiting.set(key, line); // behind all others
      if (!begin) continue;
      this.#beginning += 1;
      begin();
    }
  }
}
