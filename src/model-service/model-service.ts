import type { BudgetLoad } from '../adapters/openai/budget/budget-load.ts';
import type { ContactHealth } from '../adapters/openai/service-contact.ts';
import type { Clock } from '../async/clock.ts';
import { pause } from '../async/pause.ts';
import type { ModelGateway } from '../core/ports/model.ts';
import type { Log, Meter } from '../core/ports/operator.ts';
import type { OpenStore } from '../core/ports/records.ts';
import type { StartsOutlook } from '../adapters/aitta/aitta-model-gateway.ts';
import type { Rehearsal } from './connect-aitta.ts';
import type { Secrets } from '../operate/secrets.ts';

/** The service whose models answer, as the running bot has it: the gateway, and what is known of the other side. */
export interface ModelService {
  /** What it is called among the parts of the bot. */
  part: 'aitta' | 'service';
  gateway: ModelGateway;
  health: () => ContactHealth & { tokenExpiresAt: Date | undefined };
  load: () => BudgetLoad;
  /** What is known of starts of models, and of those who wait for them. */
  outlooks: () => StartsOutlook;
  /** Absent where no stand-in answers. */
  rehearsal: Rehearsal | undefined;
  /** Keeps the list of models and `health` a few minutes young, warms models by the settings and warns before a token ends, until the signal aborts. */
  watch(signal: AbortSignal): Promise<void>;
  /** Ends what is under way. */
  close(): Promise<void>;
}

export interface ModelServiceParts {
  clock: Clock;
  log: Log;
  meter: Meter;
  secrets: Secrets;
  openStore: OpenStore;
  /** Where several processes share the store: epoch milliseconds by the clock that they have in common. */
  sharedNow?: (() => number) | undefined;
}

/** How often the service is looked at while nobody asks, and while it is in trouble, milliseconds. */
const LOOK_MS = 120_000;
const LOOK_AGAIN_MS = 30_000;

/** Until the signal aborts. */
export const keepLooking = async (
  { gateway, health }: Pick<ModelService, 'gateway' | 'health'>,
  { clock, log }: Pick<ModelServiceParts, 'clock' | 'log'>,
  signal: AbortSignal,
): Promise<void> => {
  while (!signal.aborted) {
    await gateway.models().catch((error: unknown) => log.debug({ err: error }, 'the service cannot be asked'));
    await pause(clock, health().ok ? LOOK_MS : LOOK_AGAIN_MS, signal);
  }
};
