import type { Clock } from '../../../async/clock.ts';
import type { StartTimes } from '../../../core/ports/phase.ts';
import type { ServiceMemory } from '../service-memory.ts';
import { usualTimes, type PastTime } from './past-times.ts';

export interface FirstTokenTimesParts {
  memory: ServiceMemory;
  clock: Clock;
}

const KIND = 'firsts';
const LIFETIME_MS = 90 * 24 * 3_600_000;
const MAX_TIMES = 50;
const MAX_MODELS = 200;

/** How long models took from being asked to their first word, as this bot has measured it. */
export class FirstTokenTimes {
  readonly #parts: FirstTokenTimesParts;
  #past = new Map<string, PastTime[]>();
  #restoring: Promise<void> | undefined;

  constructor(parts: FirstTokenTimesParts) {
    this.#parts = parts;
  }

  /** What earlier processes have measured is known. Never rejects. */
  restored(): Promise<void> {
    this.#restoring ??= this.#restore();
    return this.#restoring;
  }

  /** Of a request that goes on for so long; undefined while too little is known. */
  usual(model: string, elapsedMs: number): StartTimes | undefined {
    const now = this.#parts.clock.now();
    const young = (this.#past.get(model) ?? []).filter(({ begunAt }) => begunAt > now - LIFETIME_MS);
    return usualTimes(young, now, elapsedMs);
  }

  learn(model: string, timeMs: number): void {
    const past = this.#past.get(model) ?? [];
    this.#past.delete(model); // the newest goes to the end
    this.#past.set(model, [...past, { begunAt: this.#parts.clock.now() - timeMs, timeMs }].slice(-MAX_TIMES));
    const kept = [...this.#past].slice(-MAX_MODELS);
    this.#past = new Map(kept);
    void this.#parts.memory.keep(KIND, Object.fromEntries(kept), LIFETIME_MS);
  }

  async #restore(): Promise<void> {
    const kept = await this.#parts.memory.recall(KIND);
    if (typeof kept !== 'object' || kept === null) return;
    for (const [model, times] of Object.entries(kept))
      if (Array.isArray(times)) this.#past.set(model, [...times.filter(isPastTime), ...(this.#past.get(model) ?? [])]);
  }
}

const isPastTime = (value: unknown): value is PastTime =>
  typeof value === 'object' &&
  value !== null &&
  'begunAt' in value &&
  Number.isFinite(value.begunAt) &&
  'timeMs' in value &&
  Number.isFinite(value.timeMs);
