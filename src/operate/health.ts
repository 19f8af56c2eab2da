import type { Context } from 'hono';
import type { Routes } from './http-server.ts';
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
export const mountHealth = (routes: Routes, parts: HealthParts): void => {
  addGauges(parts);
  routes.get('/healthz', (context) => answerJson(context, 200, { status: 'ok', parts: readParts(parts) }, parts));
  routes.get('/readyz', (context) => answerReadiness(context, parts));
  routes.get('/metrics', async (context) => {
    const { metrics } = parts;
    try {
      return context.body(await metrics.render(), 200, { ...UNKEPT, 'content-type': metrics.contentType });
    } catch {
      return context.text('the metrics cannot be read\n', 500, UNKEPT);
    }
  });
};

const UNKEPT = { 'cache-control': 'no-store' };

const answerReadiness = (context: Context, parts: HealthParts): Response => {
  const excluded = new Set(context.req.queries('exclude'));
  const health = readParts(parts);
  const works = Object.entries(health).every(([name, { ok }]) => ok || excluded.has(name));
  const status = parts.ending.aborted ? 'stopping' : works ? 'ready' : 'not ready';
  return answerJson(context, status === 'ready' ? 200 : 503, { status, parts: health }, parts);
};

/** Parts speak that repeat others' words: secrets are cut out. */
const answerJson = (
  context: Context,
  status: 200 | 503,
  body: object,
  { secrets }: Pick<HealthParts, 'secrets'>,
): Response =>
  context.body(secrets.scrub(`${JSON.stringify(body)}\n`), status, { ...UNKEPT, 'content-type': 'application/json' });

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
  addPlatformGauges(metrics, read);
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
    const endsAt = parts.service.health().tokenExpiresAt?.getTime();
    return endsAt === undefined ? undefined : (endsAt - parts.clock.now()) / 1_000;
  });
};

const addPlatformGauges = (metrics: Metrics, read: () => [string, PartHealth][]): void => {
  metrics.gauges(
    'last_event_age_seconds',
    'Since a platform brought anything',
    'platform',
    () =>
      new Map(read().flatMap(([name, { lastEventSecondsAgo: age }]) => (typeof age === 'number' ? [[name, age]] : []))),
  );
  metrics.gauges(
    'workspaces',
    'Workspaces or guilds that have the bot',
    'platform',
    () =>
      new Map(read().flatMap(([name, { workspaces }]) => (typeof workspaces === 'number' ? [[name, workspaces]] : []))),
  );
};
