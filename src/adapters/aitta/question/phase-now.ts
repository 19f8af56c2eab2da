import type { Phase, PhaseEvent } from '../../../core/ports/phase.ts';
import type { WorkerState } from '../../openai/service-knowledge.ts';
import type { WorkerWatch } from '../catalogue/worker-watch.ts';
import { until } from '../../openai/failure.ts';
import type { ModelStarts } from './model-starts.ts';

const PHASES: Readonly<Record<WorkerState, Phase>> = {
  offline: 'waking',
  requested: 'requested',
  starting: 'starting',
  running: 'running',
  unknown: 'unknown',
};

/** What somebody who asks a model waits for, as far as is known now. */
export const phaseNow = (
  { model, personId }: { model: string; personId: string },
  { starts, watch }: { starts: ModelStarts; watch: WorkerWatch },
  downIs: 'outage' | 'unknown' = 'outage',
): PhaseEvent => {
  const { downtime } = watch;
  if (downtime) return { type: 'phase', name: 'downtime', ...until(downtime.until) };
  if (watch.isDown) return { type: 'phase', name: downIs };
  const name = PHASES[watch.state(model)];
  return { type: 'phase', name, ...(name === 'running' ? {} : starts.outlook(model, personId)) };
};
