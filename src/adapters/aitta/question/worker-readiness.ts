import type { Clock } from '../../../async/clock.ts';
import { within } from '../../../async/within.ts';
import type { ModelRequest } from '../../../core/ports/model.ts';
import type { PhaseEvent } from '../../../core/ports/phase.ts';
import type { Asking, Readiness } from '../../openai/service-knowledge.ts';
import type { WorkerWatch } from '../catalogue/worker-watch.ts';
import { FirstTries } from './first-tries.ts';
import type { ModelStarts } from './model-starts.ts';
import { phaseNow } from './phase-now.ts';

export interface WorkerReadinessParts {
  clock: Clock;
  starts: ModelStarts;
  watch: WorkerWatch;
}

/** What is known of the workers may be this old when a question comes. */
const WORKERS_FRESH_MS = 15_000;
const WAIT_FOR_WORKERS_MS = 3_000;

/** A model can be asked when a worker of it runs; of a model of which nobody tells, by one at a time. */
export class WorkerReadiness implements Readiness {
  readonly #parts: WorkerReadinessParts;
  /** Who may ask while nobody tells whether the model runs. */
  readonly #firstTries = new FirstTries();

  constructor(parts: WorkerReadinessParts) {
    this.#parts = parts;
  }

  restored(): Promise<void> {
    return this.#parts.starts.restored();
  }

  async ready(request: ModelRequest, onNews: () => void, signal: AbortSignal): Promise<(() => void) | undefined> {
    const { clock, starts, watch } = this.#parts;
    const { model } = request;
    await within({ clock, timeoutMs: WAIT_FOR_WORKERS_MS, signal }, watch.look(WORKERS_FRESH_MS));
    if (watch.state(model) === 'running') return undefined;
    const wait = starts.join(model, request);
    try {
      for (;;) {
        const state = watch.state(model);
        if (state === 'running') return undefined;
        const lead = state === 'unknown' ? this.#firstTries.tryTake(model) : undefined;
        if (lead) return lead;
        onNews();
        const change = wait.change(signal);
        await (state === 'unknown' ? Promise.race([change, this.#firstTries.free(model)]) : change);
      }
    } finally {
      wait.leave();
    }
  }

  phase(request: Pick<ModelRequest, 'model' | 'personId'>, { downIs }: Asking): PhaseEvent {
    return phaseNow(request, this.#parts, downIs);
  }
}
