import type { StartsOutlook } from './adapters/aitta/aitta-model-gateway.ts';
import type { Status, StatusModel, StatusPart } from './adapters/web/status/status.ts';
import type { Config } from './config.ts';
import type { Model } from './core/ports/model.ts';
import type { ModelService } from './model-service/model-service.ts';
import { readParts } from './operate/readiness.ts';
import type { PartHealth, ReadinessParts } from './operate/readiness.ts';
import type { Secrets } from './operate/secrets.ts';

export interface StatusParts {
  config: Config;
  readiness: ReadinessParts;
  service: ModelService;
  secrets: Secrets;
}

/** What /readyz and /metrics tell, and what is known of models, as the page draws it. Asks the service for nothing that it would not be asked anyway. */
export const readStatus = async ({ config, readiness, service, secrets }: StatusParts): Promise<Status> => {
  const titles = new Map(config.platforms.map(({ name, title }) => [name, title]));
  titles.set('service', config.named.name ?? 'Model service');
  const [catalogue, health] = await Promise.all([
    service.gateway.models().catch(() => ({ models: [] })), // why there is no list, the part that is the service says
    service.gateway.service(),
  ]);
  const { past, waiting } = service.outlooks();
  const models = catalogue.models.filter(({ chat }) => chat);
  const tokenEndsAt = service.health().tokenExpiresAt?.getTime();
  const { openTurns } = readiness.turns.health;
  const { begun, perMinute, inFlight, waiting: queued } = service.load();
  return {
    at: readiness.clock.now(),
    parts: Object.entries(readParts(readiness)).map(([name, part]) => partOf(name, part, titles, secrets)),
    models: models.map((model) => statusOf(model, { past, waiting })),
    budget: { begun, perMinute, inFlight, waiting: queued },
    ...(openTurns !== undefined && { openTurns }),
    ...(health.ok ? {} : { maintenance: health.until === undefined ? {} : { until: health.until } }),
    ...(tokenEndsAt !== undefined && { tokenEndsAt }),
  };
};

const statusOf = (
  { id, state, contextTokens, seesImages, start }: Model,
  { past, waiting }: StartsOutlook,
): StatusModel =>
  Object.assign(
    { id, state, waiting: waiting.get(id) ?? 0, starts: [...(past.get(id) ?? [])] },
    contextTokens === undefined ? {} : { contextTokens },
    seesImages === 'told' ? { seesImages: true } : {},
    start ? { start } : {},
  );

const partOf = (
  name: string,
  { ok, note, lastEventSecondsAgo, lastAnswerSecondsAgo }: PartHealth,
  titles: ReadonlyMap<string, string>,
  { scrub }: Secrets,
): StatusPart => {
  const seen = lastEventSecondsAgo ?? lastAnswerSecondsAgo;
  return {
    name,
    title: titles.get(name) ?? name,
    ok,
    note: scrub(note),
    ...(typeof seen === 'number' && { lastSeenSecondsAgo: seen }),
  };
};
