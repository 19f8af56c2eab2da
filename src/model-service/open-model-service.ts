import type { Config } from '../config.ts';
import type { ModelService, ModelServiceParts } from './model-service.ts';
import { openAitta } from './open-aitta.ts';
import { openOpenaiService } from './open-openai-service.ts';

/** The service of the settings. @throws BotError 'settings' for a token that cannot be used. */
export const openModelService = async (config: Config, parts: ModelServiceParts): Promise<ModelService> =>
  config.service.kind === 'openai'
    ? openOpenaiService(config.service, config, parts)
    : openAitta(config.service, config, parts);
