import type { Clock } from '../../../async/clock.ts';
import { pause } from '../../../async/pause.ts';
import type { Log } from '../../../core/ports/operator.ts';
import { findFailure } from '../../openai/failure.ts';
import type { MetadataCalls } from '../../openai/budget/metadata-calls.ts';
import type { WorkerWatch } from '../catalogue/worker-watch.ts';
import type { ModelStarts } from './model-starts.ts';

export interface WarmingParts {
  clock: Clock;
  log: Log;
  calls: MetadataCalls;
  watch: WorkerWatch;
  starts: ModelStarts;
}

/** Nobody is known to wait: a start that takes longer is given up, milliseconds. */
const MAX_START_MS = 3_600_000;
/** So many at once, whoever wants them: each takes GPUs from somebody. */
const MAX_AT_ONCE = 4;
const WORKERS_FRESH_MS = 15_000;

/** The models that are started before anybody asks for them. */
export class Warming {
  readonly #parts: WarmingParts;
  readonly #underway = new Set<string>();

  constructor(parts: WarmingParts) {
    this.#parts = parts;
  }

  /** As the port has it. */
  warm(model: string): boolean {
    if (this.#underway.has(model)) return true;
    if (this.#underway.size >= MAX_AT_ONCE) return false;
    this.#underway.add(model);
    void this.#start(model).finally(() => this.#underway.delete(model));
    return true;
  }

  async #start(model: string): Promise<void> {
    const { clock, log, calls, starts, watch } = this.#parts;
    const over = new AbortController();
    const signal = AbortSignal.any([calls.closed, over.signal]);
    void pause(clock, MAX_START_MS, signal).then(() => over.abort(new Error('the start takes too long')));
    await Promise.all([calls.restored(), starts.restored(), watch.look(WORKERS_FRESH_MS)]);
    if (watch.state(model) === 'running') return over.abort(new Error('it runs'));
    const wait = starts.join(model);
    try {
      while (watch.state(model) !== 'running') await wait.change(signal);
      log.info({ model }, 'a model that nobody had asked yet runs');
    } catch (error) {
      if (!calls.closed.aborted)
        log.warn({ model, failure: findFailure(error)?.kind }, 'a model that nobody had asked yet did not start');
    } finally {
      wait.leave();
      over.abort(new Error('the start is over'));
    }
  }
}
