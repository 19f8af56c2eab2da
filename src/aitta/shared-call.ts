import { unlessAborted } from './deadline.ts';

interface Run<T> {
  outcome: Promise<T>;
  callers: number;
  stop: AbortController;
}

/** Something expensive, run once for all who ask while it runs: they share its result or its error, and the next call runs it anew. */
export class SharedCall<T> {
  readonly #work: (signal: AbortSignal) => Promise<T>;
  #current: Run<T> | undefined;

  constructor(work: (signal: AbortSignal) => Promise<T>) {
    this.#work = work;
  }

  /** A caller that aborts leaves alone; with the last one the work ends. */
  async join(signal?: AbortSignal): Promise<T> {
    signal?.throwIfAborted();
    const run = (this.#current ??= this.#start());
    run.callers++;
    try {
      return await unlessAborted(run.outcome, signal);
    } finally {
      run.callers--;
      if (run.callers === 0) {
        run.stop.abort();
        this.#forget(run);
      }
    }
  }

  #start(): Run<T> {
    const stop = new AbortController();
    const run: Run<T> = { outcome: this.#work(stop.signal), callers: 0, stop };
    run.outcome.then(
      () => this.#forget(run),
      () => this.#forget(run),
    );
    return run;
  }

  #forget(run: Run<T>): void {
    if (this.#current === run) this.#current = undefined;
  }
}
