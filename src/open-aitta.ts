import { ServiceContact } from './adapters/openai/service-contact.ts';
import type { ContactHealth } from './adapters/openai/service-contact.ts';
import { AITTA_NAMESPACE } from './adapters/aitta/aitta-keeps.ts';
import { AittaModelGateway } from './adapters/aitta/aitta-model-gateway.ts';
import type { StartsOutlook } from './adapters/aitta/aitta-model-gateway.ts';
import { createPatientFetch } from './adapters/openai/chat/patient-fetch.ts';
import { RequestBudget } from './adapters/openai/budget/request-budget.ts';
import type { BudgetLoad } from './adapters/openai/budget/budget-load.ts';
import type { Config } from './config.ts';
import { connectAitta, proxyToAitta } from './connect-aitta.ts';
import type { AittaConnection } from './connect-aitta.ts';
import type { Clock } from './async/clock.ts';
import { pause } from './async/pause.ts';
import type { ModelGateway } from './core/ports/model.ts';
import type { Log, Meter } from './core/ports/operator.ts';
import { WarmSchedule } from './core/turn/warm-schedule.ts';
import type { OpenStore } from './core/ports/records.ts';
import type { Secrets } from './operate/secrets.ts';

/** Aitta as the running bot has it: the gateway, and what is known of the other side. */
export interface OpenAitta {
  gateway: ModelGateway;
  health: () => ContactHealth & { tokenExpiresAt: Date | undefined };
  load: () => BudgetLoad;
  /** What is known of starts of models, and of those who wait for them. */
  outlooks: () => StartsOutlook;
  /** Absent where no stand-in answers. */
  rehearsal: AittaConnection['rehearsal'];
  /** Keeps the list of models and `health` a few minutes young, warms models by the settings and warns before the token ends, until the signal aborts. */
  watch(signal: AbortSignal): Promise<void>;
  /** Ends what is under way. */
  close(): Promise<void>;
}

export interface OpenAittaParts {
  clock: Clock;
  log: Log;
  meter: Meter;
  secrets: Secrets;
  openStore: OpenStore;
}

/** How often Aitta is looked at while nobody asks, and while it is in trouble, milliseconds. */
const LOOK_MS = 120_000;
const LOOK_AGAIN_MS = 30_000;

/** Whoever asks these need not show a token (developers' Q&A, October 2026). */
const PUBLIC_PATHS = /\/(?:model|status|downtimes)$/;

/** @throws BotError 'settings' for a token that cannot be used. */
export const openAitta = async (config: Config, parts: OpenAittaParts): Promise<OpenAitta> => {
  const { clock, log, meter, secrets } = parts;
  const proxy = proxyToAitta(config);
  const patient = createPatientFetch(proxy);
  const contact = new ServiceContact({ clock, credential: 'access token', publicPaths: PUBLIC_PATHS });
  const connection = await connectAitta(config.aitta, { clock, log, secrets, fetch: contact.watch(patient.fetch) });
  const budget = new RequestBudget({ clock, ...config.budget });
  const told = { contextTokens: config.contextTokens, visionModels: config.visionModels };
  const { client } = connection;
  // A stand-in in this very process is another one after each start.
  const store = config.aitta.kind === 'service' ? parts.openStore(AITTA_NAMESPACE) : undefined;
  const gateway = new AittaModelGateway({ client, clock, log, meter, budget, proxy, contact, store, ...told });
  const look = async (signal: AbortSignal): Promise<void> => {
    while (!signal.aborted) {
      await gateway.models().catch((error: unknown) => log.debug({ err: error }, 'Aitta cannot be asked'));
      await pause(clock, contact.health().ok ? LOOK_MS : LOOK_AGAIN_MS, signal);
    }
  };
  return {
    gateway,
    health: () => ({ ...contact.health(), tokenExpiresAt: connection.tokenExpiresAt }),
    load: () => budget.load,
    outlooks: () => gateway.outlooks(),
    rehearsal: connection.rehearsal,
    watch: async (signal) => {
      const schedule = new WarmSchedule({ ...config.warm, gateway, clock, log });
      await Promise.all([look(signal), connection.watchExpiry(signal), schedule.run(signal)]);
    },
    close: async () => {
      await gateway.close();
      await patient.close();
      await connection.close();
    },
  };
};
