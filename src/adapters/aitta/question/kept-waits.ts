import type { Clock } from '../../../async/clock.ts';
import { LatestSender } from '../../../async/latest-sender.ts';
import type { Log } from '../../../core/ports/operator.ts';
import type { ServiceMemory } from '../../openai/service-memory.ts';

export interface KeptWaitsParts {
  memory: ServiceMemory;
  clock: Clock;
  log: Log;
}

const KIND = 'waits';
/** Whoever comes later waits anew, milliseconds. */
const LIFETIME_MS = 3_600_000;
const KEEP_EVERY_MS = 20_000;

/** How long models have been waited for without a sign of them, so that a restart does not begin to count anew; milliseconds. */
export class KeptWaits {
  readonly #memory: ServiceMemory;
  readonly #waits = new Map<string, number>();
  readonly #sender: LatestSender<void>;
  #restoring: Promise<void> | undefined;

  constructor({ memory, clock, log }: KeptWaitsParts) {
    this.#memory = memory;
    this.#sender = new LatestSender(() => memory.keep(KIND, Object.fromEntries(this.#waits), LIFETIME_MS), {
      clock,
      intervalMs: KEEP_EVERY_MS,
      onError: (error) => log.error({ err: error }, 'how long is waited for models could not be kept'),
    });
  }

  /** Never rejects. */
  restored(): Promise<void> {
    this.#restoring ??= this.#restore();
    return this.#restoring;
  }

  get(model: string): number {
    return this.#waits.get(model) ?? 0;
  }

  set(model: string, waitedMs: number): void {
    if (this.#waits.get(model) === waitedMs || (waitedMs === 0 && !this.#waits.delete(model))) return;
    if (waitedMs > 0) this.#waits.set(model, waitedMs);
    if (this.#memory.isKept) this.#sender.show();
  }

  async close(): Promise<void> {
    await this.#sender.finish();
  }

  async #restore(): Promise<void> {
    const kept = await this.#memory.recall(KIND);
    if (typeof kept !== 'object' || kept === null) return;
    for (const [model, waitedMs] of Object.entries(kept))
      if (Number.isFinite(waitedMs) && !this.#waits.has(model)) this.#waits.set(model, Number(waitedMs));
  }
}
