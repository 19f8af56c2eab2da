import type { Clock } from '../../../async/clock.ts';
import type { StartEstimate, StartTimes } from '../../../core/ports/phase.ts';
import type { ServiceMemory } from '../../openai/service-memory.ts';
import { usualTimes } from '../../openai/question/past-times.ts';
import type { WorkerState } from '../../openai/service-knowledge.ts';

export interface StartHistoryParts {
  memory: ServiceMemory;
  clock: Clock;
}

/** One start that was seen from its beginning to its end; times are epoch milliseconds. */
export interface PastStart {
  at: number;
  /** From the wish for it to the first look at which it ran. */
  totalMs: number;
  /** Of that, loading the model. */
  loadingMs: number;
}
interface Underway {
  since: number;
  loadingSince: number | undefined;
}

const KIND = 'starts';
const LIFETIME_MS = 90 * 24 * 3_600_000;
const MAX_STARTS = 50;
const MAX_MODELS = 200;
/** A gap between two looks that is longer than this hides when something happened. */
const MAX_GAP_MS = 60_000;

/** How long models took to start, as this bot has seen it: what is told to those who wait. */
export class StartHistory {
  readonly #parts: StartHistoryParts;
  readonly #underway = new Map<string, Underway & { seenAt: number }>();
  #past = new Map<string, readonly PastStart[]>();
  #restoring: Promise<void> | undefined;

  constructor(parts: StartHistoryParts) {
    this.#parts = parts;
  }

  /** What earlier processes have seen. Never rejects. */
  restored(): Promise<void> {
    this.#restoring ??= this.#restore();
    return this.#restoring;
  }

  /** A look at a model that somebody waits for. */
  note(model: string, state: WorkerState): void {
    const now = this.#parts.clock.now();
    const underway = this.#underway.get(model);
    const isSeen = underway !== undefined && now - underway.seenAt <= MAX_GAP_MS;
    if (state === 'running' || state === 'unknown') {
      this.#underway.delete(model);
      if (state === 'running' && isSeen) this.#learn(model, underway, now);
      return;
    }
    // Whatever was under way before the first look began at a time that nobody knows.
    if (!isSeen && state !== 'offline') return;
    const since = isSeen ? underway.since : now;
    const loadingSince = state === 'starting' ? (underway?.loadingSince ?? now) : undefined;
    this.#underway.set(model, { since, loadingSince, seenAt: now });
  }

  /** Of the start that goes on; undefined while too little is known. */
  estimate(model: string, state: WorkerState): StartEstimate | undefined {
    const underway = this.#underway.get(model);
    if (!underway) return undefined;
    const { since, loadingSince } = underway;
    const isLoading = state === 'starting' && loadingSince !== undefined;
    const begunAt = isLoading ? loadingSince : since;
    const elapsedMs = this.#parts.clock.now() - begunAt;
    const times = this.#times(model, ({ totalMs, loadingMs }) => (isLoading ? loadingMs : totalMs), elapsedMs);
    return times && { since: begunAt, ...times };
  }

  /** How long its starts take, from the wish to the end; undefined while too little is known. */
  usual(model: string): StartTimes | undefined {
    return this.#times(model, ({ totalMs }) => totalMs);
  }

  /** Those of the last 90 days by model, oldest first. */
  all(): ReadonlyMap<string, readonly PastStart[]> {
    const young = this.#parts.clock.now() - LIFETIME_MS;
    return new Map([...this.#past].map(([model, past]) => [model, past.filter(({ at }) => at > young)]));
  }

  /** Of all starts, by what each tells; of those that took longer than this one has, while there are enough. */
  #times(model: string, timeOf: (past: PastStart) => number, elapsedMs = 0): StartTimes | undefined {
    const now = this.#parts.clock.now();
    const past = (this.#past.get(model) ?? []).filter(({ at }) => at > now - LIFETIME_MS);
    const times = past.map((each) => ({ begunAt: each.at - each.totalMs, timeMs: timeOf(each) }));
    return usualTimes(times, now, elapsedMs);
  }

  #learn(model: string, { since, loadingSince = since }: Underway, now: number): void {
    const start = { at: now, totalMs: now - since, loadingMs: now - loadingSince };
    this.#past = new Map(Object.entries(withStart(Object.fromEntries(this.#past), model, start)));
    void this.#keep(model, start);
  }

  /** With what other processes have seen meanwhile. */
  async #keep(model: string, start: PastStart): Promise<void> {
    const kept = await this.#parts.memory.change<Past>(KIND, (past = {}) => withStart(past, model, start), LIFETIME_MS);
    if (kept) this.#past = new Map(Object.entries(kept));
  }

  async #restore(): Promise<void> {
    const kept = await this.#parts.memory.recall(KIND);
    if (typeof kept !== 'object' || kept === null) return;
    for (const [model, starts] of Object.entries(kept))
      if (Array.isArray(starts))
        this.#past.set(model, [...starts.filter(isPastStart), ...(this.#past.get(model) ?? [])]);
  }
}

type Past = Readonly<Record<string, readonly PastStart[]>>;

/** A start that two processes have seen counts once. */
const withStart = (past: Past, model: string, start: PastStart): Past => {
  const { [model]: before = [], ...others } = past;
  const known = [...before.filter(({ at }) => Math.abs(at - start.at) > MAX_GAP_MS), start];
  return Object.fromEntries([...Object.entries(others), [model, known.slice(-MAX_STARTS)] as const].slice(-MAX_MODELS));
};

const isPastStart = (value: unknown): value is PastStart =>
  typeof value === 'object' &&
  value !== null &&
  'at' in value &&
  Number.isFinite(value.at) &&
  'totalMs' in value &&
  Number.isFinite(value.totalMs) &&
  'loadingMs' in value &&
  Number.isFinite(value.loadingMs);
