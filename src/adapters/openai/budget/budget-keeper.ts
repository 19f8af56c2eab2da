import type { Clock } from '../../../async/clock.ts';
import { LatestSender } from '../../../async/latest-sender.ts';
import type { Log } from '../../../core/ports/operator.ts';
import type { ServiceMemory } from '../service-memory.ts';
import type { BudgetMemory } from './budget.ts';
import type { KeepableBudget, KeptBudget } from './kept-budget.ts';

export interface BudgetKeeperParts {
  budget: KeepableBudget;
  memory: ServiceMemory;
  clock: Clock;
  log: Log;
}

const KIND = 'budget';
/** The longest pause is an hour. */
const LIFETIME_MS = 3_600_000;
/** What begins in between is lost with the process. */
const KEEP_EVERY_MS = 1_000;

/** Keeps the budget across restarts: for the service the next process is the same user, whose minute and whose pause go on. */
export class BudgetKeeper implements BudgetMemory {
  readonly #parts: BudgetKeeperParts;
  readonly #sender: LatestSender<void>;
  #writing = Promise.resolve();
  #keptPause: number | undefined;
  #restoring: Promise<void> | undefined;

  constructor(parts: BudgetKeeperParts) {
    const { budget, clock, log, memory } = parts;
    this.#parts = parts;
    this.#sender = new LatestSender(() => this.#keep(), {
      clock,
      intervalMs: KEEP_EVERY_MS,
      onError: (error) => log.error({ err: error }, 'the request budget could not be kept'),
    });
    if (memory.isKept) budget.watch(() => this.#note());
  }

  restored(): Promise<void> {
    this.#restoring ??= this.#restore();
    return this.#restoring;
  }

  async close(): Promise<void> {
    await this.#sender.finish();
    if (this.#parts.memory.isKept) await this.#keep();
  }

  /** A pause is rare, and worth more than one request: it is kept at once. */
  #note(): void {
    const { pausedUntil } = this.#parts.budget;
    if (pausedUntil !== undefined && pausedUntil !== this.#keptPause) {
      this.#keptPause = pausedUntil;
      void this.#keep();
    }
    this.#sender.show();
  }

  /** One write after the other, each of what is so then. Never rejects. */
  #keep(): Promise<void> {
    const { budget, memory } = this.#parts;
    this.#writing = this.#writing.then(() => memory.keep(KIND, budget.toKept(), LIFETIME_MS));
    return this.#writing;
  }

  async #restore(): Promise<void> {
    const kept = await this.#parts.memory.recall(KIND);
    if (isKeptBudget(kept)) this.#parts.budget.restore(kept);
  }
}

const isKeptBudget = (value: unknown): value is KeptBudget =>
  typeof value === 'object' &&
  value !== null &&
  'begunAt' in value &&
  Array.isArray(value.begunAt) &&
  value.begunAt.every(Number.isFinite) &&
  (!('pausedUntil' in value) || Number.isFinite(value.pausedUntil));
