import type { ModelRequest } from '../../../core/ports/model.ts';
import type { PhaseEvent } from '../../../core/ports/phase.ts';
import type { Asking, Readiness, ServiceWatch } from '../service-knowledge.ts';
import type { FirstTokenTimes } from './first-token-times.ts';

export interface OpenReadinessParts {
  times: FirstTokenTimes;
  watch: Pick<ServiceWatch, 'isDown'>;
  clock: { now(): number };
}

/** Any model may be asked at any time: what its service does before it answers, nobody tells. How long that takes is measured. */
export class OpenReadiness implements Readiness {
  readonly #parts: OpenReadinessParts;

  constructor(parts: OpenReadinessParts) {
    this.#parts = parts;
  }

  restored(): Promise<void> {
    return this.#parts.times.restored();
  }

  ready(_request: ModelRequest): Promise<undefined> {
    return Promise.resolve(undefined);
  }

  phase({ model }: Pick<ModelRequest, 'model'>, { downIs, sentAt }: Asking): PhaseEvent {
    const { clock, times, watch } = this.#parts;
    if (watch.isDown) return { type: 'phase', name: downIs };
    const usual = sentAt === undefined ? undefined : times.usual(model, clock.now() - sentAt);
    return { type: 'phase', name: 'unknown', ...(usual && sentAt ? { start: { since: sentAt, ...usual } } : {}) };
  }

  answered(model: string, afterMs: number): void {
    this.#parts.times.learn(model, afterMs);
  }
}
