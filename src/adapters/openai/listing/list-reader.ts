import { toError } from '../../../async/to-error.ts';
import { unlessAborted } from '../../../async/unless-aborted.ts';
import { late, within } from '../../../async/within.ts';
import type { Clock } from '../../../async/clock.ts';
import { BotError, isBotError } from '../../../core/errors.ts';
import type { Catalogue } from '../../../core/ports/model.ts';
import type { PhaseEvent } from '../../../core/ports/phase.ts';
import type { Log } from '../../../core/ports/operator.ts';
import type { MetadataCalls } from '../budget/metadata-calls.ts';
import { findFailure, toBotError, toFailure, until } from '../failure.ts';

export interface ListReaderParts {
  clock: Clock;
  log: Log;
  calls: Pick<MetadataCalls, 'pausedUntil'>;
  /** Reads the list and takes it. Rejects with what the request meets. */
  read: () => Promise<void>;
}

const WAIT_FOR_FIRST_MS = 20_000;
/** A list that could not be read is not asked for again at once, however many wait for it. */
const JUST_FAILED_MS = 10_000;
const ASK_AGAIN_MS = 15_000;
const TELL_AFTER_MS = 3_000;

/** When the list of models is read: one request for everybody, and no more than are of use. */
export class ListReader {
  readonly #parts: ListReaderParts;
  #listedAt: number | undefined;
  #failed: { at: number; error: Error } | undefined;
  #listing: Promise<void> | undefined;

  constructor(parts: ListReaderParts) {
    this.#parts = parts;
  }

  /** When it was last read, epoch milliseconds. */
  get listedAt(): number | undefined {
    return this.#listedAt;
  }

  /** By an earlier process. */
  restore(listedAt: number): void {
    this.#listedAt = listedAt;
  }

  /** Makes sure that the list is at most so old. Rejects with what the request meets; for a few seconds after that nobody asks again. */
  list(maxAgeMs: number): Promise<void> {
    const now = this.#parts.clock.now();
    if (this.#listedAt !== undefined && now - this.#listedAt < maxAgeMs) return Promise.resolve();
    if (this.#failed && now - this.#failed.at < JUST_FAILED_MS) return Promise.reject(this.#failed.error);
    this.#listing ??= this.#read().finally(() => {
      this.#listing = undefined;
    });
    return this.#listing;
  }

  /** There is nothing to show before it; but nobody waits for it through a long pause or a server that hangs. @throws BotError */
  async first(listing: Promise<void>): Promise<void> {
    const { calls, clock } = this.#parts;
    const outcome = listing.catch((error: unknown) => {
      throw toBotError(toFailure(error), 'the list of models', calls.pausedUntil);
    });
    const isPaused = (calls.pausedUntil ?? 0) - clock.now() >= WAIT_FOR_FIRST_MS;
    if (!isPaused) await within({ clock, timeoutMs: WAIT_FOR_FIRST_MS }, outcome);
    if (this.#listedAt !== undefined) return;
    outcome.catch(() => undefined); // nobody waits for it any more
    const { pausedUntil } = calls;
    throw pausedUntil === undefined
      ? new BotError('service-failed', 'the list of models did not come in time')
      : new BotError('budget', 'the list of models has to wait for the request budget', { until: pausedUntil });
  }

  /** `models`, as often as it takes. See the port. */
  async awaitModels(
    models: () => Promise<Catalogue>,
    tell: (phase: PhaseEvent) => void,
    signal: AbortSignal,
  ): Promise<Catalogue> {
    const { clock } = this.#parts;
    for (;;) {
      signal.throwIfAborted();
      const asked = models();
      try {
        const listed = await within({ clock, timeoutMs: TELL_AFTER_MS, signal }, asked);
        if (listed !== late) return listed;
        if (this.#listedAt === undefined) tell({ type: 'phase', name: 'outage' });
        return await unlessAborted(asked, signal);
      } catch (error) {
        signal.throwIfAborted();
        tell(phaseOf(error));
      }
      await clock.sleep(ASK_AGAIN_MS, signal);
    }
  }

  async #read(): Promise<void> {
    const { clock, log, read } = this.#parts;
    try {
      await read();
      this.#listedAt = clock.now();
      this.#failed = undefined;
    } catch (error) {
      const failure = findFailure(error)?.kind;
      // After a 429 the pause of all requests is what holds the next one back.
      if (failure !== 'limited') this.#failed = { at: clock.now(), error: toError(error) };
      log.warn({ failure }, 'the list of models could not be read');
      throw error;
    }
  }
}

/** What there is to wait for. @throws what no waiting heals */
const phaseOf = (error: unknown): PhaseEvent => {
  const end = error instanceof BotError ? until(error.until) : {};
  if (isBotError(error, 'service-failed')) return { type: 'phase', name: 'outage' };
  if (isBotError(error, 'service-downtime')) return { type: 'phase', name: 'downtime', ...end };
  if (isBotError(error, 'budget')) return { type: 'phase', name: 'budget', ...end };
  throw error;
};
