import { OPENAI_NAMESPACE } from '../adapters/openai/openai-keeps.ts';
import { OpenaiModelGateway } from '../adapters/openai/openai-model-gateway.ts';
import type { OpenaiService } from '../adapters/openai/openai-settings.ts';
import { ServiceContact } from '../adapters/openai/service-contact.ts';
import type { Config } from '../config.ts';
import { WarmSchedule } from '../core/turn/warm-schedule.ts';
import { keepLooking } from './model-service.ts';
import type { ModelService, ModelServiceParts } from './model-service.ts';
import { openBudget } from './open-budget.ts';
import { openKey } from './open-key.ts';

/** llama.cpp's server lists its models to whoever asks. */
const PUBLIC_PATHS = /\/models$/;

/** Any service with OpenAI's API. @throws BotError 'settings' for a key that cannot be used. */
export const openOpenaiService = (
  { baseUrl, key }: OpenaiService,
  config: Config,
  parts: ModelServiceParts,
): ModelService => {
  const { clock, log, meter, secrets } = parts;
  const contact = new ServiceContact({ clock, credential: 'API key', publicPaths: PUBLIC_PATHS });
  const budget = openBudget(baseUrl, config.budget, parts);
  const gateway = new OpenaiModelGateway({
    baseUrl,
    tokens: openKey(key, { clock, secrets }),
    clock,
    log,
    meter,
    budget,
    told: config,
    proxy: config.proxy,
    contact,
    store: parts.openStore(OPENAI_NAMESPACE),
  });
  const health: ModelService['health'] = () => ({ ...contact.health(), tokenExpiresAt: undefined });
  return {
    part: 'service',
    gateway,
    health,
    load: () => budget.load,
    outlooks: () => ({ past: new Map(), waiting: new Map() }), // nothing is known to start
    rehearsal: undefined,
    watch: async (signal) => {
      const schedule = new WarmSchedule({ ...config.warm, gateway, clock, log });
      await Promise.all([keepLooking({ gateway, health }, parts, signal), schedule.run(signal)]);
    },
    close: () => gateway.close(),
  };
};
