import type { Clock } from '../../../async/clock.ts';
import { pause } from '../../../async/pause.ts';
import type { Log } from '../../../core/ports/operator.ts';
import type { MetadataCalls } from '../budget/metadata-calls.ts';
import type { Failure } from '../failure.ts';
import type { Downtime, ServiceWatch, WorkerState } from '../service-knowledge.ts';
import type { ListedModels } from './listed-models.ts';

export interface AnswerWatchParts {
  clock: Clock;
  log: Log;
  calls: Pick<MetadataCalls, 'closed'>;
  models: Pick<ListedModels, 'look'>;
}

/** How often those who wait hear that they still do; while the service is down each of these is a look at it. */
const LOOK_EVERY_MS = 10_000;
/** How often one question may be tried while all looks fail: it may be the list of models alone that is broken. */
const TRIAL_EVERY_MS = 60_000;

/** What a service tells by whether it answers, which is all that one without workers, states and maintenance tells. */
export class AnswerWatch implements ServiceWatch {
  readonly downtime: Downtime | undefined = undefined;
  readonly #parts: AnswerWatchParts;
  readonly #followers = new Set<() => void>();
  #following = false;
  #isDown = false;
  #lookedAt = Number.NEGATIVE_INFINITY;
  #looking: Promise<void> | undefined;
  #triedAt = Number.NEGATIVE_INFINITY;

  constructor(parts: AnswerWatchParts) {
    this.#parts = parts;
  }

  get isDown(): boolean {
    return this.#isDown;
  }

  /** Nobody tells, and whoever asks need not know: each request counts as one to a model that runs. */
  state(_model: string): WorkerState {
    return 'running';
  }

  lastSign(_model: string): number | undefined {
    return undefined;
  }

  runningSince(_model: string): number | undefined {
    return undefined;
  }

  takeTrial(): boolean {
    const now = this.#parts.clock.monotonic();
    if (now - this.#triedAt < TRIAL_EVERY_MS) return false;
    this.#triedAt = now;
    return true;
  }

  noteRunning(_model: string): void {
    const isNews = this.#isDown;
    this.#isDown = false;
    if (isNews) this.#tell();
  }

  /** A 503 that says how long: the next look tells when it is over. */
  noteDowntime(_until: number | undefined): void {
    this.#isDown = true;
  }

  /** What the list was answered with, whoever wanted it. */
  noteRead(failure: Failure | undefined): void {
    this.#isDown = failure !== undefined && isNoAnswer(failure);
  }

  async look(maxAgeMs: number): Promise<void> {
    if (this.#parts.clock.monotonic() - this.#lookedAt < maxAgeMs) return;
    this.#looking ??= this.#look().finally(() => {
      this.#looking = undefined;
    });
    await this.#looking;
  }

  askStatus(_maxAgeMs: number): Promise<void> {
    return Promise.resolve();
  }

  follow(_model: string, onLook: () => void): () => void {
    const follower = (): void => onLook();
    this.#followers.add(follower);
    if (!this.#following) void this.#keepLooking();
    return () => this.#followers.delete(follower);
  }

  async #look(): Promise<void> {
    await this.#parts.models.look();
    this.#lookedAt = this.#parts.clock.monotonic();
  }

  async #keepLooking(): Promise<void> {
    const { clock, calls, log } = this.#parts;
    this.#following = true;
    try {
      while ((await pause(clock, LOOK_EVERY_MS, calls.closed)) && this.#followers.size > 0) {
        if (this.#isDown) await this.look(LOOK_EVERY_MS / 2);
        this.#tell();
      }
    } catch (error) {
      if (!calls.closed.aborted) log.error({ err: error }, 'the watch of the service ended');
    } finally {
      this.#following = false;
    }
  }

  #tell(): void {
    for (const follower of this.#followers) follower();
  }
}

/** A page for people is an answer: that it is the wrong one is told to whoever asks. */
const isNoAnswer = (failure: Failure): boolean =>
  failure.kind === 'gateway' ||
  failure.kind === 'unreachable' ||
  failure.kind === 'downtime' ||
  (failure.kind === 'broken' && failure.isPage !== true);
