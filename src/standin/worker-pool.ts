import type { StandinClock } from './standin-clock.ts';
import type { WorkerPlan } from './scenario.ts';

export type WorkerState = 'requested' | 'starting' | 'running';

/** Thrown out of whatever a worker was doing when it went away. */
export class WorkerGone extends Error {
  override readonly name = 'WorkerGone';
}

const HOUR_MS = 3_600_000;

/** One worker: its state is a function of the time, so nothing has to tick. */
export class Worker {
  readonly id: string;
  readonly startingAt: number;
  readonly runningAt: number;
  readonly endsAt: number;
  readonly #ended = new AbortController();

  constructor(id: string, times: { startingAt: number; runningAt: number; endsAt: number }) {
    this.id = id;
    this.startingAt = times.startingAt;
    this.runningAt = times.runningAt;
    this.endsAt = times.endsAt;
  }

  state(now: number): WorkerState | 'gone' {
    if (this.#ended.signal.aborted || now >= this.endsAt) return 'gone';
    if (now >= this.runningAt) return 'running';
    return now >= this.startingAt ? 'starting' : 'requested';
  }

  /** Aborts when the worker is taken away before its time. */
  get ended(): AbortSignal {
    return this.#ended.signal;
  }

  end(): void {
    this.#ended.abort(new WorkerGone('the worker was taken away'));
  }
}

/** The workers of one model. */
export class WorkerPool {
  readonly #clock: StandinClock;
  readonly #plan: Required<Omit<WorkerPlan, 'state'>>;
  readonly #newId: () => string;
  #workers: Worker[] = [];
  #changed = new AbortController();

  constructor(clock: StandinClock, plan: WorkerPlan, newId: () => string) {
    const { state = 'running', requestedMs = 20_000, startingMs = 40_000, lifetimeMs = 4 * HOUR_MS } = plan;
    this.#clock = clock;
    this.#plan = { requestedMs, startingMs, lifetimeMs };
    this.#newId = newId;
    this.set(state);
  }

  list(): Worker[] {
    const now = this.#clock.now();
    this.#workers = this.#workers.filter((worker) => worker.state(now) !== 'gone');
    return this.#workers;
  }

  /** Asks for a worker where there is none. */
  request(): void {
    if (this.list().length === 0) this.set('requested');
  }

  /** Takes all workers away, and puts one in their place that is in this state and goes on from there as planned. */
  set(state: WorkerState | 'offline'): void {
    for (const worker of this.#workers) worker.end();
    this.#workers = state === 'offline' ? [] : [this.#newWorker(state)];
    this.#changed.abort();
    this.#changed = new AbortController();
  }

  /** Resolves with a worker that runs, asking for one where there is none. Rejects once the signal aborts. */
  async running(signal: AbortSignal): Promise<Worker> {
    for (;;) {
      signal.throwIfAborted();
      this.request();
      const now = this.#clock.now();
      const running = this.list().find((worker) => worker.state(now) === 'running');
      if (running !== undefined) return running;
      const runningAt = Math.min(...this.#workers.map((worker) => worker.runningAt));
      const changed = this.#changed.signal;
      await this.#clock.sleep(runningAt - now, AbortSignal.any([signal, changed])).catch((error: unknown) => {
        if (!changed.aborted || signal.aborted) throw error;
      });
    }
  }

  #newWorker(state: WorkerState): Worker {
    const { requestedMs, startingMs, lifetimeMs } = this.#plan;
    const now = this.#clock.now();
    const startingAt = state === 'requested' ? now + requestedMs : now;
    const runningAt = state === 'running' ? now : startingAt + startingMs;
    return new Worker(this.#newId(), { startingAt, runningAt, endsAt: runningAt + lifetimeMs });
  }
}
