import type { Clock } from './async/clock.ts';
import { pause } from './async/pause.ts';
import type { Config } from './config.ts';
import { usualStart } from './core/commands/models.ts';
import type { Catalogue, ServiceHealth } from './core/ports/model.ts';
import type { Log } from './core/ports/operator.ts';
import type { Platform } from './core/ports/platform.ts';
import { byReadiness } from './core/prompt/choose-model.ts';
import type { Sentences } from './core/sentences/sentences.ts';
import { sentencesFor } from './core/sentences/sentences-for.ts';
import type { ModelService } from './model-service/model-service.ts';

export interface ShowStatusParts {
  platforms: Iterable<Platform>;
  service: ModelService;
  clock: Clock;
  log: Log;
}

const LOOK_MS = 60_000;

/** Keeps what stands beside the bot's name true, on platforms that have a place for it, until the signal aborts. */
export const showStatus = async (
  config: Pick<Config, 'model' | 'language' | 'named'>,
  { platforms, service, clock, log }: ShowStatusParts,
  signal: AbortSignal,
): Promise<void> => {
  const places = [...platforms].filter(({ bulletin }) => bulletin?.showStatus !== undefined);
  const sentences = sentencesFor(config.language, config.named);
  if (places.length === 0) return;
  while (await pause(clock, LOOK_MS, signal)) {
    try {
      const [catalogue, health] = await Promise.all([service.gateway.models(), service.gateway.service()]);
      const words = service.health().ok
        ? wordsFor(catalogue, health, config.model, sentences)
        : sentences.presence.outage;
      if (words !== undefined) for (const place of places) place.bulletin?.showStatus?.(words);
    } catch (error) {
      log.debug({ err: error }, 'there is nothing to show beside the name of the bot');
    }
  }
};

/** Of the model that most questions go to, such as "Poro-2: offline, usually starts in 3–6 min, from 14 starts". */
const wordsFor = (
  { models }: Catalogue,
  { ok }: ServiceHealth,
  chosen: string | undefined,
  sentences: Sentences,
): string | undefined => {
  if (!ok) return sentences.presence.maintenance;
  const model = models.find(({ id }) => id === chosen) ?? byReadiness(models)[0];
  if (!model) return undefined;
  const name = model.id.split('/').at(-1) ?? model.id;
  return [`${name}: ${sentences.shortStates[model.state]}`, ...usualStart(model, sentences)].join(', ');
};
