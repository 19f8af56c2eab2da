import { toError } from '../../../async/to-error.ts';

/** What is known of the store, without asking it. */
export type QueueHealth = {
  ok: boolean;
  note: string;
  /** In all processes together, when that was last looked at. */
  openTurns?: number;
};

export type Asking = 'heartbeat' | 'look' | 'acceptance';

/** How the store answers to what the queue asks of it. */
export class StoreAnswers {
  #last: QueueHealth = { ok: false, note: 'not asked yet' };
  readonly #failing = new Map<Asking, string>();

  answered(openTurns: number): void {
    this.#last = { ok: true, note: 'answers', openTurns };
  }

  isFailing(what: Asking): boolean {
    return this.#failing.has(what);
  }

  /** @returns whether it answered before */
  failed(what: Asking, error: unknown): boolean {
    const isNew = !this.#failing.has(what);
    this.#failing.set(what, toError(error).message);
    return isNew;
  }

  /** @returns whether it failed before */
  healed(what: Asking): boolean {
    return this.#failing.delete(what);
  }

  /** @param silentMs since it last took a heartbeat; Infinity before the first */
  health(silentMs: number, leaseMs: number): QueueHealth {
    const [failure] = this.#failing.values();
    if (failure !== undefined) return { ...this.#last, ok: false, note: failure };
    if (silentMs > leaseMs && Number.isFinite(silentMs))
      return { ...this.#last, ok: false, note: `has not responded for ${Math.round(silentMs / 1_000)} s` };
    return this.#last;
  }
}
