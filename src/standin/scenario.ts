import type { TimedCommand } from './command.ts';
import type { Fault } from './fault.ts';
import type { ScenarioModel } from './scenario-model.ts';
import type { Downtime, RateLimit, ScenarioUser, ServiceHabits } from './service-habits.ts';

/**
 * A scenario is plain JSON: what the stand-in serves, to whom, and what goes wrong there. All times are milliseconds of the stand-in's
 * clock. `docs/standin-scenario.json` is an example; `parseScenario` reads one.
 */
export interface Scenario {
  models: ScenarioModel[];
  /** Who may come in. Default: the user `standin` with the token `standin-token`. */
  users?: ScenarioUser[];
  /** How the service behaves where it is known to vary, or not known. */
  service?: ServiceHabits;
  rateLimit?: RateLimit;
  downtimes?: Downtime[];
  /** The first that fits a request is met, and no other. */
  faults?: Fault[];
  /** What happens while it runs. */
  timeline?: TimedCommand[];
}
