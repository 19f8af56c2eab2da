import { availabilityOf } from '../../../aitta/availability.ts';
import type { Client } from '../../../aitta/client.ts';
import type { ServiceStatus } from '../../../aitta/service-status.ts';
import type { Worker } from '../../../aitta/workers.ts';
import { BoundedMap } from '../../../async/bounded-map.ts';
import type { Clock } from '../../../async/clock.ts';
import { pause } from '../../../async/pause.ts';
import type { Log } from '../../../core/ports/operator.ts';
import type { Failure } from '../../openai/failure.ts';
import type { MetadataCalls } from '../../openai/budget/metadata-calls.ts';
import type { Downtime, ServiceWatch, WorkerState } from '../../openai/service-knowledge.ts';
import type { PlannedBreaks } from './planned-breaks.ts';

interface ToldDowntime extends Downtime {
  /** When the service last said that it goes on. */
  toldAt: number;
}

export interface ServiceWatchParts {
  client: Client;
  clock: Clock;
  log: Log;
  calls: MetadataCalls;
  breaks: PlannedBreaks;
}

/** One look serves everybody who waits, whatever model they wait for. */
const LOOK_EVERY_MS = 20_000;
/** Whoever has just woken a model wants to hear soon that it worked. */
const FIRST_LOOK_MS = 5_000;
/** What loads may run at any moment. */
const LOOK_WHILE_STARTING_MS = 10_000;
/** The status changes rarely and costs a request each time. */
const LOOKS_PER_STATUS = 3;
/** What was last seen counts for this long while Aitta does not say. */
const KNOWN_FOR_MS = 120_000;
/** An older service has no list of workers; asking again would only use up the budget. */
const NO_LIST_MS = 600_000;
/** Nobody waits for a model for longer. */
const SIGN_MS = 24 * 3_600_000;
const MAX_SIGNS = 1_000;

/** How often one question may be tried while all looks fail: it may be the list of workers alone that is broken. */
const TRIAL_EVERY_MS = 60_000;

interface Follower {
  model: string;
  onLook: () => void;
}

/** What is known of Aitta's workers and maintenance breaks; looks again and again while anybody waits, and not at all otherwise. */
export class WorkerWatch implements ServiceWatch {
  readonly #parts: ServiceWatchParts;
  readonly #followers = new Set<Follower>();
  #states = new Map<string, WorkerState>();
  /** When a worker of the model was last seen or heard of, epoch milliseconds. */
  readonly #signs: BoundedMap<string, number>;
  readonly #runningSince = new Map<string, number>();
  #downtime: ToldDowntime | undefined;
  #seenAt: number | undefined;
  #lookedAt: number | undefined;
  #triedAt = Number.NEGATIVE_INFINITY;
  #statusTriedAt = Number.NEGATIVE_INFINITY;
  #looking: Promise<void> | undefined;
  #asking: Promise<void> | undefined;
  #following = false;
  #hurry = new AbortController();
  #hasNoList = false;
  #isDown = false;
  #triedInOutageAt = Number.NEGATIVE_INFINITY;

  constructor(parts: ServiceWatchParts) {
    this.#parts = parts;
    this.#signs = new BoundedMap({ max: MAX_SIGNS, lifetime: { clock: parts.clock, ms: SIGN_MS } });
  }

  state(model: string): WorkerState {
    const now = this.#parts.clock.monotonic();
    const running = this.#runningSince.get(model);
    // A token of the model is newer news than the last list.
    if (running !== undefined && now - (this.#signs.get(model) ?? Number.NEGATIVE_INFINITY) < KNOWN_FOR_MS)
      return 'running';
    if (this.#lookedAt === undefined || now - this.#lookedAt > KNOWN_FOR_MS) return 'unknown';
    return this.#states.get(model) ?? 'offline';
  }

  /** Monotonic, as all times here that no person reads. */
  lastSign(model: string): number | undefined {
    return this.#signs.get(model);
  }

  runningSince(model: string): number | undefined {
    return this.#runningSince.get(model);
  }

  /** The break that goes on now, as far as it is known: past its end, or not confirmed for some time, it is over. */
  get downtime(): Downtime | undefined {
    const { breaks, clock } = this.#parts;
    if (!this.#downtime || clock.monotonic() - this.#downtime.toldAt > KNOWN_FOR_MS) return undefined;
    const until = breaks.lastEnd(this.#downtime.until);
    return until === undefined || until > clock.now() ? { ...this.#downtime, until } : undefined;
  }

  /** Nothing answered the last look. */
  get isDown(): boolean {
    return this.#isDown;
  }

  /** @returns whether a question should be tried though Aitta `isDown`: one of all, now and then */
  takeTrial(): boolean {
    const now = this.#parts.clock.monotonic();
    if (now - this.#triedInOutageAt < TRIAL_EVERY_MS) return false;
    this.#triedInOutageAt = now;
    return true;
  }

  /** When the workers were last seen, epoch milliseconds. */
  get seenAt(): number | undefined {
    return this.#seenAt;
  }

  /** The model has answered. */
  noteRunning(model: string): void {
    const now = this.#parts.clock.monotonic();
    const isNews = this.#isDown || this.state(model) !== 'running';
    this.#isDown = false;
    this.#downtime = undefined;
    this.#signs.set(model, now);
    if (!this.#runningSince.has(model)) this.#runningSince.set(model, now);
    if (isNews) this.#tell();
  }

  /** Aitta answered with a maintenance break. */
  noteDowntime(until: number | undefined): void {
    const now = this.#parts.clock.monotonic();
    this.#downtime = { until, toldAt: now };
    this.#statusTriedAt = now;
    this.#tell();
    void this.#parts.breaks.ask().then(() => this.#tell());
  }

  /** Looks at the workers unless that was tried within `maxAgeMs`. Never rejects: what is known then is merely older. */
  async look(maxAgeMs: number): Promise<void> {
    const age = this.#parts.clock.monotonic() - this.#triedAt;
    if (age < maxAgeMs || (this.#hasNoList && age < NO_LIST_MS)) return;
    this.#looking ??= this.#lookAtWorkers().finally(() => {
      this.#looking = undefined;
    });
    await this.#looking;
  }

  /** Asks whether there is a maintenance break, unless that was tried within `maxAgeMs`. Never rejects. */
  async askStatus(maxAgeMs: number): Promise<void> {
    if (this.#parts.clock.monotonic() - this.#statusTriedAt < maxAgeMs) return;
    this.#asking ??= this.#askForStatus().finally(() => {
      this.#asking = undefined;
    });
    await this.#asking;
  }

  /** Calls back after each look, and keeps looking until the returned function is called. */
  follow(model: string, onLook: () => void): () => void {
    const follower = { model, onLook };
    const isNews = ![...this.#followers].some((other) => other.model === model);
    this.#followers.add(follower);
    if (!this.#following) void this.#keepLooking();
    else if (isNews) this.#hurry.abort(new Error('somebody wants to know soon'));
    return () => this.#followers.delete(follower);
  }

  async #keepLooking(): Promise<void> {
    const { calls } = this.#parts;
    this.#following = true;
    try {
      for (let looks = 1; ; looks++) {
        const wasDown = this.downtime !== undefined;
        await this.#pause(looks === 1 ? FIRST_LOOK_MS : this.#intervalMs());
        if (this.#followers.size === 0) return;
        await this.look(FIRST_LOOK_MS / 2);
        if (wasDown && !this.downtime) await this.askStatus(FIRST_LOOK_MS / 2);
        else if (this.downtime || this.#hasNoList || looks % LOOKS_PER_STATUS === 0)
          await this.askStatus(LOOK_EVERY_MS);
        this.#tell();
      }
    } catch (error) {
      if (!calls.closed.aborted) this.#parts.log.error({ err: error }, 'the watch of the workers ended');
    } finally {
      this.#following = false;
    }
  }

  async #pause(ms: number): Promise<void> {
    const { clock, calls } = this.#parts;
    this.#hurry = new AbortController();
    if (await pause(clock, ms, AbortSignal.any([calls.closed, this.#hurry.signal]))) return;
    await clock.sleep(FIRST_LOOK_MS, calls.closed);
  }

  #intervalMs(): number {
    const isAnyStarting = [...this.#followers].some(({ model }) => this.state(model) === 'starting');
    const intervalMs = isAnyStarting ? LOOK_WHILE_STARTING_MS : LOOK_EVERY_MS;
    const endsInMs = (this.downtime?.until ?? Number.POSITIVE_INFINITY) - this.#parts.clock.now();
    return Math.min(intervalMs, endsInMs);
  }

  #tell(): void {
    for (const { onLook } of this.#followers) onLook();
  }

  async #lookAtWorkers(): Promise<void> {
    const { client, clock, calls } = this.#parts;
    const workers = await calls.quietly('workers', (signal) => client.getWorkers(undefined, { signal }));
    this.#triedAt = clock.monotonic();
    this.#hasNoList = workers.failure?.kind === 'not-found';
    if (this.#hasNoList) this.#seenAt = this.#lookedAt = undefined;
    this.#noteAnswer(workers.failure);
    if (workers.result) this.#see(workers.result);
    if (workers.failure?.kind === 'downtime')
      this.#downtime = { until: workers.failure.until, toldAt: clock.monotonic() };
  }

  #see(workers: readonly Worker[]): void {
    const now = this.#parts.clock.monotonic();
    this.#seenAt = this.#parts.clock.now();
    this.#lookedAt = now;
    this.#states = new Map();
    for (const [model, ofModel] of Map.groupBy(workers, (worker) => worker.model)) {
      this.#states.set(model, availabilityOf(ofModel));
      this.#signs.set(model, now);
    }
    for (const model of this.#runningSince.keys()) {
      if (this.#states.get(model) !== 'running') this.#runningSince.delete(model);
    }
    for (const [model, state] of this.#states) {
      if (state === 'running' && !this.#runningSince.has(model)) this.#runningSince.set(model, now);
    }
  }

  async #askForStatus(): Promise<void> {
    const { client, clock, calls } = this.#parts;
    const status = await calls.quietly('status', (signal) => client.getStatus({ signal }));
    this.#statusTriedAt = clock.monotonic();
    if (status.result) this.#downtime = downtimeOf(status.result, clock);
    if (this.#downtime) await this.#parts.breaks.ask();
    if (this.#hasNoList) this.#noteAnswer(status.failure);
  }

  #noteAnswer(failure: Failure | undefined): void {
    this.#isDown = failure !== undefined && IS_NO_ANSWER.has(failure.kind);
  }
}

const IS_NO_ANSWER: ReadonlySet<Failure['kind']> = new Set(['gateway', 'unreachable', 'broken']);

const downtimeOf = (status: ServiceStatus, clock: Clock): ToldDowntime | undefined => {
  if (status.ok || (status.begin && status.begin.getTime() > clock.now())) return undefined;
  return { until: status.end?.getTime(), toldAt: clock.monotonic() };
};
