import type { WorkerPlan } from './scenario-model.ts';
import type { Clock } from '../async/clock.ts';

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

/** The workers of one model. They serve all users. */
export class WorkerPool {
  readonly #clock: Clock;
  readonly #newId: () => string;
  #plan: WorkerPlan;
  #workers: Worker[] = [];
  /** Held offline: no request brings a worker. */
  #barred = false;
  #waiting = 0;
  #changed = new AbortController();

  constructor(clock: Clock, plan: WorkerPlan, newId: () => string) {
    this.#clock = clock;
    this.#plan = plan;
    this.#newId = newId;
    this.set(plan.state ?? 'running', { count: plan.count ?? 1 });
  }

  /** Counts for the workers that are yet to come. */
  set plan(plan: WorkerPlan) {
    this.#plan = plan;
  }

  /** How many requests wait for a worker to run. */
  get waiting(): number {
    return this.#waiting;
  }

  list(): readonly Worker[] {
    const now = this.#clock.now();
    this.#workers = this.#workers.filter((worker) => worker.state(now) !== 'gone');
    return this.#workers;
  }

  findRunning(): Worker | undefined {
    const now = this.#clock.now();
    return this.list().find((worker) => worker.state(now) === 'running');
  }

  /** Asks for a worker where there is none. */
  request(): void {
    if (this.list().length === 0 && !this.#barred) this.set('requested');
  }

  /** Takes all workers away, and puts others in their place that are in this state; they go on from there as planned, unless held in it. */
  set(state: WorkerState | 'offline', { hold = false, count = 1 }: { hold?: boolean; count?: number } = {}): void {
    for (const worker of this.#workers) worker.end();
    this.#barred = state === 'offline' && hold;
    this.#workers = state === 'offline' ? [] : Array.from({ length: count }, () => this.#newWorker(state, hold));
    this.#changed.abort();
    this.#changed = new AbortController();
  }

  /** Resolves with a worker that runs, asking for one where there is none. Rejects once the signal aborts. */
  async running(signal: AbortSignal): Promise<Worker> {
    this.#waiting += 1;
    try {
      for (;;) {
        this.request();
        const running = this.findRunning();
        if (running !== undefined) return running;
        await this.#nextChange(signal);
      }
    } finally {
      this.#waiting -= 1;
    }
  }

  async #nextChange(signal: AbortSignal): Promise<void> {
    const runningAt = Math.min(Infinity, ...this.#workers.map((worker) => worker.runningAt));
    const changed = this.#changed.signal;
    try {
      await this.#clock.sleep(runningAt - this.#clock.now(), AbortSignal.any([signal, changed]));
    } catch (error) {
      if (signal.aborted || !changed.aborted) throw error;
    }
  }

  #newWorker(state: WorkerState, hold: boolean): Worker {
    const { requestedMs = 20_000, startingMs = 40_000, lifetimeMs = 4 * HOUR_MS } = this.#plan;
    const now = this.#clock.now();
    /** What has already been, is over; what is held, never ends. */
    const end = (of: WorkerState, from: number, ms: number): number => (state === of && hold ? Infinity : from + ms);
    const startingAt = state === 'requested' ? end('requested', now, requestedMs) : now;
    const runningAt = state === 'running' ? now : end('starting', startingAt, startingMs);
    return new Worker(this.#newId(), { startingAt, runningAt, endsAt: end('running', runningAt, lifetimeMs) });
  }
}
