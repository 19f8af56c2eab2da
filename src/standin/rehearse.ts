import { defaultScenario } from './default-scenario.ts';
import type { Controls } from './command.ts';
import type { ScenarioModel } from './scenario-model.ts';

/** What can be rehearsed with one click, by name. */
export const REHEARSALS = ['cold', 'quick', 'break', 'worker', 'budget', 'calm'] as const;
export type Rehearsal = (typeof REHEARSALS)[number];

/** How long a rehearsed break lasts, milliseconds. */
const BREAK_MS = 2 * 60_000;
const PAUSE_SECONDS = 30;
const QUICK = { requestedMs: 2_000, startingMs: 4_000 };

/** Lets the stand-in meet its bot with what Aitta may, on the models that a newcomer has. */
export const rehearse = (what: Rehearsal, controls: Controls): void => {
  const models = defaultScenario.models.filter(({ kind = 'chat' }) => kind === 'chat');
  switch (what) {
    case 'cold':
      for (const { id } of models) controls.setWorker(id, 'offline');
      return;
    case 'quick':
      for (const model of models) controls.putModel({ ...model, workers: { ...model.workers, ...QUICK } });
      return;
    case 'break':
      controls.setDowntimes([{ inMs: 0, lastsMs: BREAK_MS, reason: 'rehearsed maintenance' }]);
      return;
    case 'worker':
      for (const { id } of models) controls.setWorker(id, 'running'); // the ones of before take what they write with them
      return;
    case 'budget':
      controls.addFault({ kind: 'rate-limit', route: 'chat', count: 1, retryAfter: PAUSE_SECONDS });
      return;
    case 'calm':
      controls.clearFaults();
      controls.setDowntimes([]);
      for (const model of models) restore(model, controls);
  }
};

const restore = (model: ScenarioModel, controls: Controls): void => {
  controls.putModel(model);
  controls.setWorker(model.id, model.workers?.state ?? 'running');
};
