import { toError } from '../../../async/to-error.ts';
import type { Log, Meter } from '../../../core/ports/operator.ts';
import { AttemptFailed, findFailure, type Failure } from '../failure.ts';
import type { Budget, BudgetMemory } from './budget.ts';

export interface MetadataCallParts {
  budget: Budget;
  keeper: BudgetMemory;
  meter: Meter;
  log: Log;
  /** In metrics. */
  service: 'aitta' | 'openai';
}

/** Requests that are not chats: each is counted in the shared budget, and what it meets (429, a maintenance break) concerns everybody. */
export class MetadataCalls {
  readonly #parts: MetadataCallParts;
  readonly #closed = new AbortController();

  constructor(parts: MetadataCallParts) {
    this.#parts = parts;
  }

  /** Aborts when the gateway closes. */
  get closed(): AbortSignal {
    return this.#closed.signal;
  }

  /** What an earlier process knew of the budget is known. */
  restored(): Promise<void> {
    return this.#parts.keeper.restored();
  }

  /** Epoch milliseconds; undefined when our requests do not pause. */
  get pausedUntil(): number | undefined {
    return this.#parts.budget.pausedUntil;
  }

  close(reason: Error): void {
    this.#closed.abort(reason);
  }

  /** For what is done behind everybody's back; `urgent` where somebody waits for it. Never rejects. */
  async quietly<T>(
    what: string,
    call: (signal: AbortSignal) => Promise<T>,
    kind: 'urgent' | 'quiet' = 'quiet',
  ): Promise<{ result: T; failure?: undefined } | { result?: undefined; failure: Failure | undefined }> {
    try {
      return { result: await this.#counted(kind, call) };
    } catch (error) {
      if (this.closed.aborted) return { failure: undefined };
      const failure = findFailure(error);
      if (failure) this.#parts.log.debug({ what, failure: failure.kind }, 'the service did not tell');
      else this.#parts.log.error({ what, err: error }, 'a request to the service failed because of a bug of ours');
      return { failure };
    }
  }

  /** For what somebody waits for. Rejects with what the call rejects with. */
  async urgently<T>(call: (signal: AbortSignal) => Promise<T>): Promise<T> {
    return this.#counted('urgent', call);
  }

  /** The service said 429, here or to a chat. Returns when it goes on, epoch milliseconds. */
  noteLimited(retryAfterSeconds: number | undefined): number {
    const { budget, meter, log, service } = this.#parts;
    meter.count('rate_limits', { service });
    const until = budget.limited(retryAfterSeconds);
    log.warn({ until: new Date(until).toISOString() }, 'the service is rate limiting us; all requests pause');
    return until;
  }

  async #counted<T>(kind: 'urgent' | 'quiet', call: (signal: AbortSignal) => Promise<T>): Promise<T> {
    await this.#parts.keeper.restored();
    await this.#parts.budget.count(kind, this.closed);
    try {
      return await call(this.closed);
    } catch (error) {
      if (this.closed.aborted) throw toError(this.closed.reason);
      const failure = findFailure(error);
      if (failure?.kind !== 'limited') throw error;
      this.noteLimited(failure.retryAfterSeconds);
      throw new AttemptFailed({ ...failure, noted: true });
    }
  }
}
