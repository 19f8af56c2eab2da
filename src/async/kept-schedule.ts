import type { Clock } from './clock.ts';
import { KeyedLine } from './keyed-line.ts';
import { pause } from './pause.ts';

/** Where the jobs are kept; a Keyv is one. Failures reject. */
export interface ScheduleStore {
  get(key: string): Promise<unknown>;
  set(key: string, value: unknown, lifetimeMs: number): Promise<unknown>;
  delete(key: string): Promise<unknown>;
  /** Pairs of key and value. */
  iterator?: (() => unknown) | undefined;
}

export interface KeptScheduleOptions<T> {
  store: ScheduleStore;
  clock: Clock;
  /** How long after it was added, and then after each round, a job is done; it ends with the last one. Milliseconds. */
  delaysMs: readonly number[];
  /** May be done twice: after a crash in its middle, and by two processes at once. */
  work: (job: T) => Promise<void>;
  onError: (error: unknown, isGivenUp: boolean) => void;
}

interface Kept<T> {
  job: T;
  /** When it was added, epoch milliseconds. */
  at: number;
  dueAt: number;
  round: number;
  failures: number;
}

const LOOK_MS = 2_000;
const RETRY_MS = 30_000;
/** With the time between two tries about an hour. */
const MAX_FAILURES = 120;
const MAX_LIFETIME_MS = 24 * 60 * 60_000;
/** How many jobs are done side by side. */
const AT_ONCE = 8;

/**
 * Jobs that are due later, several times each, kept so that they survive the process: whichever runs next does them.
 * Invariant: nothing about a job is known in memory only, so that adding, doing and ending it may happen in different processes.
 */
export class KeptSchedule<T> {
  readonly #options: KeptScheduleOptions<T>;
  readonly #line = new KeyedLine();
  #stopped = new AbortController();
  #loop: Promise<void> | undefined;

  constructor(options: KeptScheduleOptions<T>) {
    this.#options = options;
  }

  /** Durable when resolved. Another job of this key is replaced. */
  async add(key: string, job: T): Promise<void> {
    const at = this.#options.clock.now();
    await this.#line.run(key, () => this.#put(key, { job, at, dueAt: at + this.#delayMs(0), round: 0, failures: 0 }));
  }

  start(): void {
    this.#stopped = new AbortController();
    this.#loop = this.#repeat(this.#stopped.signal);
  }

  /** What is under way is finished or fails by itself; the rest stays for the next process. */
  async stop(): Promise<void> {
    this.#stopped.abort(new Error('stopped'));
    await this.#loop;
  }

  async #repeat(signal: AbortSignal): Promise<void> {
    while (await pause(this.#options.clock, LOOK_MS, signal)) {
      try {
        const due = (await this.#due()).slice(0, AT_ONCE);
        await Promise.all(due.map(([key, kept]) => this.#do(key, kept)));
      } catch (error) {
        this.#options.onError(error, false);
      }
    }
  }

  async #due(): Promise<[string, Kept<T>][]> {
    const now = this.#options.clock.now();
    // From a time that has not come yet: the clock was set back.
    const latest = now + Math.max(RETRY_MS, ...this.#options.delaysMs);
    const due: [string, Kept<T>][] = [];
    for await (const [key, kept] of (this.#options.store.iterator?.() ?? []) as AsyncIterable<[string, Kept<T>]>)
      if (kept.dueAt <= now || kept.dueAt > latest) due.push([key, kept]);
    return due.toSorted(([, one], [, other]) => one.dueAt - other.dueAt);
  }

  async #do(key: string, kept: Kept<T>): Promise<void> {
    const { work, onError } = this.#options;
    try {
      await work(kept.job);
    } catch (error) {
      if (this.#stopped.signal.aborted) return;
      const failures = kept.failures + 1;
      onError(error, failures >= MAX_FAILURES);
      await this.#settle(
        key,
        kept,
        failures < MAX_FAILURES ? { ...kept, failures, dueAt: this.#in(RETRY_MS) } : undefined,
      );
      return;
    }
    const round = kept.round + 1;
    const isLast = round >= this.#options.delaysMs.length;
    await this.#settle(key, kept, isLast ? undefined : { ...kept, round, dueAt: this.#in(this.#delayMs(round)) });
  }

  /** Unless another job took its place meanwhile. */
  #settle(key: string, done: Kept<T>, next: Kept<T> | undefined): Promise<void> {
    const { store } = this.#options;
    return this.#line.run(key, async () => {
      const now = (await store.get(key)) as Kept<T> | undefined;
      if (now?.at !== done.at || now.dueAt !== done.dueAt) return;
      if (next) await this.#put(key, next);
      else await store.delete(key);
    });
  }

  async #put(key: string, kept: Kept<T>): Promise<void> {
    await this.#options.store.set(key, kept, MAX_LIFETIME_MS);
  }

  #delayMs(round: number): number {
    return this.#options.delaysMs[round] ?? 0;
  }

  #in(ms: number): number {
    return this.#options.clock.now() + ms;
  }
}
