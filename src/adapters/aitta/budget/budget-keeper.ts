import type { Clock } from '../../../async/clock.ts';
import { LatestSender } from '../../../async/latest-sender.ts';
import type { Log } from '../../../core/ports/operator.ts';
import type { AittaMemory } from '../aitta-memory.ts';
import type { KeptBudget } from './kept-budget.ts';
import type { RequestBudget } from './request-budget.ts';

export interface BudgetKeeperParts {
  budget: RequestBudget;
  memory: AittaMemory;
  clock: Clock;
  log: Log;
}

const KIND = 'budget';
/** The longest pause is an hour. */
const LIFETIME_MS = 3_600_000;
/** What begins in between is lost with the process. */
const KEEP_EVERY_MS = 5_000;

/** Keeps the budget across restarts: for Aitta the next process is the same user, whose minute and whose pause go on. */
export class BudgetKeeper {
  readonly #parts: BudgetKeeperParts;
  readonly #sender: LatestSender<RequestBudget>;
  #restoring: Promise<void> | undefined;

  constructor(parts: BudgetKeeperParts) {
    const { budget, clock, log, memory } = parts;
    this.#parts = parts;
    this.#sender = new LatestSender((now) => memory.keep(KIND, now.toKept(), LIFETIME_MS), {
      clock,
      intervalMs: KEEP_EVERY_MS,
      onError: (error) => log.error({ err: error }, 'the request budget could not be kept'),
    });
    if (memory.isKept) budget.watch(() => this.#sender.show(budget));
  }

  /** Nothing may begin before. Never rejects. */
  restored(): Promise<void> {
    this.#restoring ??= this.#restore();
    return this.#restoring;
  }

  async close(): Promise<void> {
    const { budget, memory } = this.#parts;
    await this.#sender.finish();
    if (memory.isKept) await memory.keep(KIND, budget.toKept(), LIFETIME_MS);
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
