import type { z } from 'zod';
import { timedCommand } from './command.ts';
import { faultSchema } from './fault.ts';
import { list, record } from './scenario-fields.ts';
import { scenarioModel } from './scenario-model.ts';
import { downtime, rateLimit, scenarioUser, serviceHabits } from './service-habits.ts';

/**
 * A scenario is plain JSON: what the stand-in serves, to whom, and what goes wrong there. All times are milliseconds of the stand-in's
 * clock. `docs/standin-scenario.json` is an example; `parseScenario` reads one.
 */
export const scenarioSchema = record({
  models: list(scenarioModel),
  /** Who may come in. Default: the user `standin` with the token `standin-token`. */
  users: list(scenarioUser).exactOptional(),
  /** How the service behaves where it is known to vary, or not known. */
  service: serviceHabits.exactOptional(),
  rateLimit: rateLimit.exactOptional(),
  downtimes: list(downtime).exactOptional(),
  /** The first that fits a request is met, and no other. */
  faults: list(faultSchema).exactOptional(),
  /** What happens while it runs. */
  timeline: list(timedCommand).exactOptional(),
});
export type Scenario = z.infer<typeof scenarioSchema>;
