import { describe, expect, test } from 'vitest';
import type { RateLimit } from '../../src/standin/standin.ts';
import { DrivenClock } from '../driven/driven-clock.ts';
import { until } from '../driven/until.ts';
import { chat, get, jwt, post, scenarioWith, startStandin } from './start-standin.ts';

/** A full minute has just begun, and a second and a half of it is over. */
const clockInAMinute = (): DrivenClock => new DrivenClock(Date.parse('2026-11-24T09:00:01.500Z'));

describe('the rate limit', () => {
  const start = async (rateLimit: RateLimit) => {
    const clock = clockInAMinute();
    const standin = await startStandin({ clock, scenario: scenarioWith({ rateLimit }) });
    return { clock, standin };
  };

  test('counts all requests of a user in the last minute, whatever they ask for', async () => {
    const { clock, standin } = await start({ perMinute: 3 });
    expect((await get(standin, '/model')).status).toBe(200);
    expect((await get(standin, '/worker')).status).toBe(200);
    await clock.advance(10_000);
    expect((await chat(standin, 'standin/remembers', 'hello')).status).toBe(200);
    const refused = await get(standin, '/model');
    expect(refused.status).toBe(429);
    expect(refused.headers.get('retry-after')).toBe('50');
    expect(await refused.json()).toEqual({
      error: 'too_many_requests',
      error_description: 'You have exceeded the request rate limit.',
    });
    await clock.advance(49_999);
    expect((await get(standin, '/model')).status).toBe(429);
    await clock.advance(1);
    expect((await get(standin, '/model')).status).toBe(200);
  });

  test('is each user’s own, also with several tokens', async () => {
    const { standin } = await start({ perMinute: 2 });
    const as = (claims: object): Promise<Response> =>
      get(standin, '/worker', { authorization: `Bearer ${jwt({ exp: 2_000_000_000, ...claims })}` });
    expect((await as({ sub: 'ada' })).status).toBe(200);
    expect((await as({ sub: 'ada', again: true })).status).toBe(200);
    expect((await as({ sub: 'ada', more: true })).status).toBe(429);
    expect((await as({ sub: 'bo' })).status).toBe(200);
  });

  test('can be of full minutes', async () => {
    const { clock, standin } = await start({ perMinute: 1, window: 'fixed' });
    await clock.advance(50_000);
    expect((await get(standin, '/model')).status).toBe(200);
    const refused = await get(standin, '/model');
    expect(refused.headers.get('retry-after')).toBe('9');
    await clock.advance(8_500);
    expect((await get(standin, '/model')).status).toBe(200);
  });

  test.each<[RateLimit['retryAfter'], string | null]>([
    ['seconds', '60'],
    ['date', 'Tue, 24 Nov 2026 09:01:01 GMT'],
    ['none', null],
  ])('tells when to come again by %s', async (retryAfter, header) => {
    const { standin } = await start({ perMinute: 1, ...(retryAfter && { retryAfter }) });
    await get(standin, '/model');
    expect((await get(standin, '/model')).headers.get('retry-after')).toBe(header);
  });

  test('can have the shape of OpenAI on the paths of OpenAI only', async () => {
    const { standin } = await start({ perMinute: 1, shape: 'openai' });
    await get(standin, '/model');
    expect(await (await get(standin, '/model')).json()).toMatchObject({ error: 'too_many_requests' });
    expect(await (await chat(standin, 'standin/remembers', 'hello')).json()).toMatchObject({
      error: { type: 'RateLimitError', code: 429 },
    });
  });

  test('can be of answers under way at the same time; whoever leaves makes room', async () => {
    const { clock, standin } = await start({ concurrent: 1 });
    const leaving = new AbortController();
    const body = { model: 'standin/writes-slowly', messages: [{ role: 'user', content: 'count to 9' }], stream: true };
    await post(standin, '/openai/v1/chat/completions', body, { signal: leaving.signal });
    await until(() => clock.sleeping === 1);
    expect((await chat(standin, 'standin/remembers', 'hello')).status).toBe(429);
    expect((await get(standin, '/model')).status).toBe(200);
    leaving.abort();
    await standin.seen(({ outcome }) => outcome === 'disconnected');
    expect((await chat(standin, 'standin/remembers', 'hello')).status).toBe(200);
    expect((await chat(standin, 'standin/remembers', 'hello')).status).toBe(200);
  });

  test('is changed and lifted while it runs', async () => {
    const { standin } = await start({ perMinute: 1 });
    await get(standin, '/model');
    expect((await get(standin, '/model')).status).toBe(429);
    standin.setRateLimit();
    expect((await get(standin, '/model')).status).toBe(200);
    standin.setRateLimit({ perMinute: 1 });
    expect((await get(standin, '/model')).status).toBe(429);
  });
});

describe('a maintenance break', () => {
  const downtimes = [{ inMs: 3_600_000, lastsMs: 7_200_000, reason: 'Planned service break' }];
  const shown = { begin: '2026-11-24T10:00:01Z', end: '2026-11-24T12:00:01Z', reason: 'Planned service break' };

  test('is announced, then everything but the status is a 503 with its details, then it is over', async () => {
    const clock = clockInAMinute();
    const standin = await startStandin({ clock, scenario: scenarioWith({ downtimes }) });
    const status = async (): Promise<unknown> => (await get(standin, '/status', {})).json();
    const list = async (): Promise<unknown> => (await get(standin, '/downtimes', {})).json();
    expect(await status()).toBe('OK');
    expect(await list()).toEqual([shown]);
    expect((await get(standin, '/model')).status).toBe(200);

    await clock.advance(3_600_000);
    expect(await status()).toEqual(shown);
    for (const answer of [await get(standin, '/model'), await chat(standin, 'standin/remembers', 'hello')]) {
      expect(answer.status).toBe(503);
      expect(await answer.json()).toEqual({
        error: 'service_unavailable',
        error_description: 'Under maintenance.',
        details: shown,
      });
    }

    await clock.advance(7_200_000);
    expect(await status()).toBe('OK');
    expect(await list()).toEqual([]);
    expect((await get(standin, '/model')).status).toBe(200);
  });

  test('is called while it runs', async () => {
    const standin = await startStandin();
    standin.setDowntimes([{ inMs: 0, lastsMs: 60_000, reason: 'Fire' }]);
    expect((await get(standin, '/model')).status).toBe(503);
    standin.setDowntimes([]);
    expect((await get(standin, '/model')).status).toBe(200);
  });
});
