import type { IncomingMessage, ServerResponse } from 'node:http';
import { answer, answerJson } from './http-server.ts';
import type { Handler } from './http-server.ts';
import type { Metrics } from './metrics.ts';
import { readParts } from './readiness.ts';
import type { PartHealth, ReadinessParts } from './readiness.ts';
import type { Secrets } from './secrets.ts';

export interface HealthParts extends ReadinessParts {
  metrics: Metrics;
  /** Of the requests to Aitta: in flight, and waiting for their turn. */
  load: () => { inFlight: number; waiting: number };
  secrets: Secrets;
  /** Aborts when the bot begins to stop. */
  ending: AbortSignal;
}

/**
 * `/healthz`: the process lives; always 200, because a restart does not fix a part. `/readyz`: 200 when every part works, else 503, with each part's reason; `?exclude=aitta`
 * leaves a part out of the verdict, as Kubernetes' own servers have it. `/metrics`: Prometheus.
 */
export const mountHealth = (mount: (path: string, handler: Handler) => void, parts: HealthParts): void => {
  addGauges(parts);
  mount('/healthz', (_request, response) => {
    answerJson(response, 200, { status: 'ok', parts: readParts(parts) }, parts.secrets);
  });
  mount('/readyz', (request, response) => answerReadiness(request, response, parts));
  mount('/metrics', (_request, response) => {
    parts.metrics.render().then(
      (text) => answer(response, 200, parts.metrics.contentType, text),
      () => answer(response, 500, 'text/plain; charset=utf-8', 'the metrics cannot be read\n'),
    );
  });
};

const answerReadiness = (request: IncomingMessage, response: ServerResponse, parts: HealthParts): void => {
  const { searchParams } = new URL(request.url ?? '/', 'http://localhost');
  const excluded = new Set(searchParams.getAll('exclude'));
  const health = readParts(parts);
  const works = Object.entries(health).every(([name, { ok }]) => ok || excluded.has(name));
  const status = parts.ending.aborted ? 'stopping' : works ? 'ready' : 'not ready';
  answerJson(response, status === 'ready' ? 200 : 503, { status, parts: health }, parts.secrets);
};

const addGauges = (parts: HealthParts): void => {
  const { metrics, load } = parts;
  const read = (): [string, PartHealth][] => Object.entries(readParts(parts));
  metrics.gauge('open_turns', 'Questions and commands accepted and not answered yet', () => {
    const { ok, openTurns } = parts.turns.health;
    return ok ? openTurns : undefined;
  });
  metrics.gauges(
    'part_up',
    'Does a part work (1) or not (0)? /readyz has the reasons',
    'part',
    () => new Map(read().map(([name, { ok }]) => [name, ok ? 1 : 0])),
  );
  metrics.gauges(
    'last_event_age_seconds',
    'Since a platform brought anything',
    'platform',
    () =>
      new Map(read().flatMap(([name, { lastEventSecondsAgo: age }]) => (typeof age === 'number' ? [[name, age]] : []))),
  );
  metrics.gauges(
    'aitta_requests',
    'Chats in flight at Aitta, and requests that wait for the shared budget',
    'state',
    () =>
      new Map([
        ['in_flight', load().inFlight],
        ['waiting', load().waiting],
      ]),
  );
  metrics.gauge('aitta_token_seconds_left', 'Until the Aitta access token expires, where that is known', () => {
    const endsAt = parts.aitta().tokenExpiresAt?.getTime();
    return endsAt === undefined ? undefined : (endsAt - parts.clock.now()) / 1_000;
  });
};
