import { AITTA_NAMESPACE } from '../adapters/aitta/aitta-keeps.ts';
import { AittaModelGateway } from '../adapters/aitta/aitta-model-gateway.ts';
import type { AittaService } from '../adapters/aitta/aitta-settings.ts';
import { createPatientFetch } from '../adapters/openai/chat/patient-fetch.ts';
import { ServiceContact } from '../adapters/openai/service-contact.ts';
import type { Config } from '../config.ts';
import { connectAitta, proxyToService } from './connect-aitta.ts';
import { WarmSchedule } from '../core/turn/warm-schedule.ts';
import { keepLooking } from './model-service.ts';
import type { ModelService, ModelServiceParts } from './model-service.ts';
import { openBudget } from './open-budget.ts';

/** Whoever asks these need not show a token (developers' Q&A, October 2026). */
const PUBLIC_PATHS = /\/(?:model|status|downtimes)$/;

/** Aitta, or its stand-in. @throws BotError 'settings' for a token that cannot be used. */
export const openAitta = async (
  service: AittaService,
  config: Config,
  parts: ModelServiceParts,
): Promise<ModelService> => {
  const { clock, log, meter, secrets, sharedNow } = parts;
  const proxy = proxyToService(config);
  const patient = createPatientFetch(proxy);
  const contact = new ServiceContact({ clock, credential: 'access token', publicPaths: PUBLIC_PATHS });
  const connection = await connectAitta(service, { clock, log, secrets, fetch: contact.watch(patient.fetch) });
  const told = { contextTokens: config.contextTokens, visionModels: config.visionModels };
  const { client } = connection;
  const budget = openBudget(client.url, config.budget, parts);
  // A stand-in in this very process is another one after each start.
  const store = service.kind === 'aitta' ? parts.openStore(AITTA_NAMESPACE) : undefined;
  const shared = { clock, log, meter, budget, proxy, contact, store, sharedNow };
  const gateway = new AittaModelGateway({ ...shared, ...told, client });
  const health: ModelService['health'] = () => ({ ...contact.health(), tokenExpiresAt: connection.tokenExpiresAt });
  return {
    part: 'aitta',
    gateway,
    health,
    load: () => budget.load,
    outlooks: () => gateway.outlooks(),
    rehearsal: connection.rehearsal,
    watch: async (signal) => {
      const schedule = new WarmSchedule({ ...config.warm, gateway, clock, log });
      const looking = keepLooking({ gateway, health }, parts, signal);
      await Promise.all([looking, connection.watchExpiry(signal), schedule.run(signal)]);
    },
    close: async () => {
      await gateway.close();
      await patient.close();
      await connection.close();
    },
  };
};
