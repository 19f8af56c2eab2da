import type { Clock } from '../../async/clock.ts';
import { pause } from '../../async/pause.ts';
import type { Log } from '../../core/ports/operator.ts';
import type { StorageEngine } from './storage-engine.ts';

/** Between two looks at whether the journal can be emptied, milliseconds. Emptying it takes some 10 ms, so not after each answer. */
const PACE_MS = 2_000;
const MAX_TRIES = 5;
const RETRY_MS = 500;

/**
 * Sees to it that what was erased leaves the disk: out of the journal within seconds after every erasure, out of the gaps in the file at each
 * `now` and at each hourly sweep.
 */
export class Compactor {
  readonly #parts: { engine: StorageEngine; clock: Clock; log: Log };
  readonly #ended = new AbortController();
  #emptiedAt = Number.NEGATIVE_INFINITY;
  #emptying: Promise<void> | undefined;
  #isAsked = false;
  /** Something was erased since the file was written anew; perhaps by a process that did not come to it. */
  #hasGaps = true;

  constructor(parts: { engine: StorageEngine; clock: Clock; log: Log }) {
    this.#parts = parts;
  }

  /** Returns at once. */
  soon(): void {
    this.#hasGaps = true;
    this.#isAsked = true;
    this.#emptying ??= this.#empty().finally(() => {
      this.#emptying = undefined;
      if (this.#isAsked && !this.#ended.signal.aborted) this.soon();
    });
  }

  /**
   * Resolves when what was erased before is nowhere on the disk. Where that cannot be done within seconds, because somebody else writes or
   * reads (a backup), it is done as soon as it can, and the log says so.
   * @returns whether it is done
   */
  async now(): Promise<boolean> {
    const { engine, clock, log } = this.#parts;
    this.#hasGaps = true;
    for (let tries = 1; ; tries++) {
      try {
        if (await engine.compact()) {
          this.#hasGaps = false;
          return true;
        }
      } catch (error) {
        log.debug({ err: error }, 'the store could not be written anew yet');
      }
      if (tries === MAX_TRIES || !(await pause(clock, RETRY_MS, this.#ended.signal))) break;
    }
    log.warn(
      {},
      'what was erased is still in the journal of the store, because somebody reads it: it goes once they have read',
    );
    this.soon();
    return false;
  }

  async sweep(): Promise<void> {
    if (this.#hasGaps) await this.now();
  }

  async close(): Promise<void> {
    this.#ended.abort(new Error('closed'));
    await this.#emptying;
  }

  async #empty(): Promise<void> {
    const { engine, clock, log } = this.#parts;
    while (this.#isAsked && !this.#ended.signal.aborted) {
      const waitMs = this.#emptiedAt + PACE_MS - clock.now();
      if (waitMs > 0 && !(await pause(clock, waitMs, this.#ended.signal))) return;
      this.#isAsked = false;
      this.#emptiedAt = clock.now();
      try {
        if (!(await engine.emptyJournal())) this.#isAsked = true; // somebody reads
      } catch (error) {
        this.#isAsked = true;
        log.debug({ err: error }, 'the journal could not be emptied yet');
      }
    }
  }
}
