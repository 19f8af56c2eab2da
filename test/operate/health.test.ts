import fc from 'fast-check';
import { describe, expect, onTestFinished, test } from 'vitest';
import { SqliteDatabase } from '../../src/adapters/storage/sqlite/sqlite-database.ts';
import { SqliteTurnTable } from '../../src/adapters/storage/sqlite/sqlite-turn-table.ts';
import { StoredTurnQueue } from '../../src/adapters/storage/turns/stored-turn-queue.ts';
import { mountHealth } from '../../src/operate/health.ts';
import type { HealthParts } from '../../src/operate/health.ts';
import { HttpServer } from '../../src/operate/http-server.ts';
import { createMetrics } from '../../src/operate/metrics.ts';
import type { Platform } from '../../src/core/ports/platform.ts';
import { Secrets } from '../../src/operate/secrets.ts';
import { quietLog } from '../doubles/quiet-log.ts';
import { DrivenClock } from '../driven/driven-clock.ts';

interface Readiness {
  status: string;
  parts: Record<string, { ok: boolean; note: string; [figure: string]: unknown }>;
}

const saying = (note: string): Platform => ({
  name: 'slack',
  start: async () => undefined,
  stop: async () => undefined,
  close: async () => undefined,
  locale: async () => undefined,
  at: () => {
    throw new Error('no place');
  },
  health: () => ({ ok: true, note }),
});

const serve = async (parts: Partial<HealthParts> = {}) => {
  const server = new HttpServer();
  onTestFinished(() => server.close());
  mountHealth(server.routes, {
    platforms: new Map([['slack', saying('connected')]]),
    failures: new Map(),
    turns: { health: { ok: true, note: 'answers', openTurns: 0 } },
    service: { part: 'aitta', health: () => ({ ok: true, note: 'answers', tokenExpiresAt: undefined }) },
    load: () => ({ inFlight: 0, waiting: 0 }),
    clock: new DrivenClock(),
    metrics: createMetrics(),
    secrets: new Secrets(),
    ending: new AbortController().signal,
    ...parts,
  });
  const port = await server.listen({ host: '127.0.0.1', port: 0 });
  const ask = (path: string): Promise<Response> => fetch(`http://127.0.0.1:${port}${path}`);
  return {
    ask,
    ready: async (query = ''): Promise<[number, Readiness]> => {
      const response = await ask(`/readyz${query}`);
      return [response.status, (await response.json()) as Readiness];
    },
  };
};

describe('/readyz', () => {
  test('a part that does not work makes it 503 with the reason, unless the part is left out of the verdict', async () => {
    const health = () => ({ ok: false, note: 'cannot be reached', tokenExpiresAt: undefined });
    const { ready } = await serve({ service: { part: 'aitta', health } });
    const [status, body] = await ready();
    expect([status, body.status]).toEqual([503, 'not ready']);
    expect(body.parts['aitta']).toEqual({ ok: false, note: 'cannot be reached' });
    expect(body.parts['store']).toEqual({ ok: true, note: 'answers', openTurns: 0 });
    expect((await ready('?exclude=store'))[0]).toBe(503);
    expect((await ready('?exclude=store&exclude=aitta'))[0]).toBe(200);
  });

  test('a bot that nobody can reach is not ready', async () => {
    const { ready } = await serve({ platforms: new Map() });
    const [status, body] = await ready();
    expect([status, body.parts['platforms']?.note]).toEqual([503, 'no platform is on: nobody can reach this bot']);
  });

  test('a platform that could not start says why', async () => {
    const platforms = new Map([['slack', saying('connected')]]);
    const { ready } = await serve({ platforms, failures: new Map([['slack', 'Slack refuses auth.test']]) });
    const [status, body] = await ready();
    expect([status, body.parts['slack']]).toEqual([503, { ok: false, note: 'Slack refuses auth.test' }]);
  });

  test('a store that cannot be written to, and one that is dead, are two notes, and the metrics stay', async () => {
    const database = new SqliteDatabase(':memory:');
    const clock = new DrivenClock();
    const turns = new StoredTurnQueue({ table: new SqliteTurnTable(database), owner: 'a', clock, log: quietLog() });
    const { ready, ask } = await serve({ turns });
    turns.work(async () => undefined);
    await clock.advance(2_000);
    expect((await ready())[0]).toBe(200);
    // A full disk, as a test can have it.
    database.run('PRAGMA query_only = ON');
    await clock.advance(2_000);
    expect((await ready())[1].parts['store']).toMatchObject({ ok: false, note: expect.stringMatching(/readonly/) });
    database.run('PRAGMA query_only = OFF');
    await clock.advance(2_000);
    expect((await ready())[0]).toBe(200);
    database.close();
    await clock.advance(2_000);
    expect((await ready())[1].parts['store']).toMatchObject({
      ok: false,
      note: expect.stringMatching(/^the database failed/),
    });
    const metrics = await (await ask('/metrics')).text();
    expect(metrics).toContain('aitta_bot_part_up{part="store"} 0');
    expect(metrics).not.toContain('aitta_bot_open_turns 0');
    await turns.stop(0);
  });

  test('an access token is counted down to its end, and its end is trouble', async () => {
    const clock = new DrivenClock();
    const tokenExpiresAt = new Date(clock.now() + 3.25 * 86_400_000);
    const { ready, ask } = await serve({
      clock,
      service: { part: 'aitta', health: () => ({ ok: true, note: 'answers', tokenExpiresAt }) },
    });
    expect((await ready())[1].parts['aitta']).toEqual({ ok: true, note: 'answers', tokenDaysLeft: 3.2 });
    expect(await (await ask('/metrics')).text()).toContain('aitta_bot_aitta_token_seconds_left 280800');
    await clock.advance(4 * 86_400_000);
    expect((await ready())[1].parts['aitta']).toEqual({
      ok: false,
      note: 'the access token has expired',
      tokenDaysLeft: 0,
    });
  });

  test('while the bot stops it says so', async () => {
    const { ready, ask } = await serve({ ending: AbortSignal.abort() });
    const [status, body] = await ready();
    expect([status, body.status]).toEqual([503, 'stopping']);
    expect((await ask('/healthz')).status).toBe(200);
  });

  test('no secret is in it, whatever a part says', async () => {
    const secrets = new Secrets();
    let note = '';
    const platforms = new Map([['slack', { ...saying(''), health: () => ({ ok: false, note }) }]]);
    const { ask } = await serve({ platforms, secrets });
    const characters = fc.constantFrom(...Array.from('ABCDEFGHIJ0123456789"\\+/=-_'));
    const secret = fc.string({ unit: characters, minLength: 20, maxLength: 60 });
    await fc.assert(
      fc.asyncProperty(secret, fc.string(), async (value, around) => {
        secrets.learn([value]);
        note = `${around}${value}${around}`;
        const text = await (await ask('/readyz')).text();
        expect(text.includes(JSON.stringify(value).slice(1, -1))).toBe(false);
      }),
      { numRuns: 50 },
    );
  });
});
