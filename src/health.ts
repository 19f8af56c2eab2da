import type { Platform } from './core/ports.ts';
import { answer, answerJson } from './http-server.ts';
import type { Handler } from './http-server.ts';
import type { Metrics } from './metrics.ts';

export interface HealthParts {
  platforms: ReadonlyMap<string, Platform>;
  /** Why a platform could not be started, by name. */
  failures: ReadonlyMap<string, string>;
  metrics: Metrics;
}

/** `/healthz`: the process lives, and how each platform is; always 200, because a restart does not mend a platform. `/metrics`: Prometheus. */
export const mountHealth = (mount: (path: string, handler: Handler) => void, parts: HealthParts): void => {
  mount('/healthz', (_request, response) => {
    const platforms = [...parts.platforms.values()].map((platform) => [platform.name, platformHealth(platform, parts)]);
    answerJson(response, 200, { status: 'ok', platforms: Object.fromEntries(platforms) as object });
  });
  mount('/metrics', (_request, response) => {
    parts.metrics.render().then(
      (text) => answer(response, 200, parts.metrics.contentType, text),
      () => answer(response, 500, 'text/plain; charset=utf-8', 'the metrics cannot be read\n'),
    );
  });
};

const platformHealth = (platform: Platform, parts: HealthParts): object => {
  const failure = parts.failures.get(platform.name);
  if (failure !== undefined) return { ok: false, note: failure };
  const { ok, note, lastEventAt } = platform.health();
  return { ok, note, ...(lastEventAt === undefined ? {} : { lastEventAt: new Date(lastEventAt).toISOString() }) };
};
