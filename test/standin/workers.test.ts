import { describe, expect, test } from 'vitest';
import type { Standin } from '../../src/standin/standin.ts';
import { DrivenClock } from '../driven/driven-clock.ts';
import { until } from '../driven/until.ts';
import { chat, framesOf, get, getJson, post, scenarioWith, startStandin, textOf } from './start-standin.ts';

const cold = 'standin/starts-cold';
const workersOf = async (standin: Standin, path = '/worker/standin~starts-cold'): Promise<unknown[]> =>
  ((await getJson(standin, path)) as { _embedded: { workers: unknown[] } })._embedded.workers;

describe('a cold model', () => {
  test('hangs for the ten minutes of its start, without a byte, and then answers', async () => {
    const clock = new DrivenClock();
    const standin = await startStandin({
      clock,
      scenario: { models: [{ id: cold, workers: { state: 'offline', requestedMs: 240_000, startingMs: 360_000 } }] },
    });
    expect(await workersOf(standin)).toEqual([]);
    const answer = chat(standin, cold, 'repeat: warm');
    await until(() => clock.sleeping === 1);
    expect(await workersOf(standin)).toMatchObject([{ model: cold, status: 'requested' }]);
    await clock.advance(240_000);
    expect(await workersOf(standin)).toMatchObject([{ status: 'starting' }]);
    await clock.advance(359_999);
    expect(standin.requests[1]).toMatchObject({ status: undefined, outcome: 'open' });
    await clock.advance(1);
    expect(await (await answer).json()).toMatchObject({ choices: [{ message: { content: 'warm' } }] });
    expect(await workersOf(standin)).toMatchObject([{ status: 'running' }]);
  });

  test('is woken by a preload, which answers at once and may be repeated', async () => {
    const clock = new DrivenClock();
    const standin = await startStandin({ clock });
    for (let time = 0; time < 2; time++) {
      const answer = await post(standin, '/model/standin~starts-cold/preload', undefined);
      expect(answer.status).toBe(202);
      expect(await workersOf(standin)).toMatchObject([{ status: 'requested' }]);
    }
    await clock.advance(60_000);
    expect(await workersOf(standin)).toMatchObject([{ status: 'running' }]);
  });

  test('shows how many wait for it', async () => {
    const clock = new DrivenClock();
    const standin = await startStandin({ clock });
    const answers = [chat(standin, cold, 'one'), chat(standin, cold, 'two')];
    await until(() => clock.sleeping === 2);
    expect(await getJson(standin, '/model/standin~starts-cold/queue')).toMatchObject({ queue_length: 2 });
    await clock.advance(60_000);
    await Promise.all(answers);
    expect(await getJson(standin, '/model/standin~starts-cold/queue')).toMatchObject({ queue_length: 0 });
  });

  test('goes on starting when the client that asked for it has left', async () => {
    const clock = new DrivenClock();
    const standin = await startStandin({ clock });
    const leaving = new AbortController();
    const body = { model: cold, messages: [{ role: 'user', content: 'hello' }] };
    const answer = post(standin, '/openai/v1/chat/completions', body, { signal: leaving.signal });
    await until(() => clock.sleeping === 1);
    leaving.abort();
    await expect(answer).rejects.toThrow('aborted');
    expect(await standin.seen(({ outcome }) => outcome === 'disconnected')).toMatchObject({ status: undefined });
    expect(clock.sleeping).toBe(0);
    await clock.advance(60_000);
    expect(await workersOf(standin)).toMatchObject([{ status: 'running' }]);
  });

  test('can answer 503 at once instead of hanging', async () => {
    const standin = await startStandin({
      clock: new DrivenClock(),
      scenario: { models: [{ id: cold, whenCold: 'unavailable', workers: { state: 'offline' } }] },
    });
    expect((await chat(standin, cold, 'hello')).status).toBe(503);
    expect(await workersOf(standin)).toMatchObject([{ status: 'requested' }]);
  });

  test('can be cut off by a gateway with an HTML page, and goes on starting', async () => {
    const clock = new DrivenClock();
    const standin = await startStandin({
      clock,
      scenario: { models: [{ id: cold, whenCold: 'gateway-timeout', workers: { state: 'offline' } }] },
    });
    const late = chat(standin, cold, 'hello');
    await until(() => clock.sleeping === 2);
    await clock.advance(30_000);
    const page = await late;
    expect(page.status).toBe(504);
    expect(page.headers.get('content-type')).toBe('text/html');
    expect(await page.text()).toContain('<h1>504 Gateway Time-out</h1>');
    expect(clock.sleeping).toBe(0);
    await clock.advance(30_000);
    expect((await chat(standin, cold, 'hello')).status).toBe(200);
  });

  test('can reset the connection', async () => {
    const standin = await startStandin({
      clock: new DrivenClock(),
      scenario: { models: [{ id: cold, whenCold: 'reset', workers: { state: 'offline' } }] },
    });
    await expect(chat(standin, cold, 'hello')).rejects.toThrow('fetch failed');
    expect(standin.requests[0]).toMatchObject({ outcome: 'cut' });
  });
});

describe('a worker', () => {
  test('ends with its allocation: the model is offline, and the next question is a cold start', async () => {
    const clock = new DrivenClock();
    const standin = await startStandin({
      clock,
      scenario: { models: [{ id: cold, workers: { lifetimeMs: 4 * 3_600_000 } }] },
    });
    await clock.advance(4 * 3_600_000 - 1);
    expect(await workersOf(standin)).toHaveLength(1);
    await clock.advance(1);
    expect(await workersOf(standin)).toEqual([]);
    const answer = chat(standin, cold, 'hello');
    await until(() => clock.sleeping === 1);
    await clock.advance(60_000);
    expect((await answer).status).toBe(200);
  });

  test('that ends in the middle of a stream ends it without [DONE]', async () => {
    const clock = new DrivenClock();
    const standin = await startStandin({
      clock,
      scenario: { models: [{ id: cold, pace: { pieceMs: 100 }, workers: { lifetimeMs: 250 } }] },
    });
    const answer = await chat(standin, cold, 'count to 50', { stream: true });
    const text = answer.text();
    await until(() => clock.sleeping === 1);
    await clock.advance(1_000, 50);
    const frames = framesOf(await text);
    expect(textOf(frames)).toBe('1 2 3');
    expect(frames).not.toContain('[DONE]');
    expect(await standin.seen(({ outcome }) => outcome === 'cut')).toMatchObject({
      status: 200,
      chat: { tokensWritten: 3 },
    });
    expect(await workersOf(standin)).toEqual([]);
  });

  test('that ends while its model is silent ends the stream at that moment', async () => {
    const clock = new DrivenClock();
    const standin = await startStandin({
      clock,
      scenario: { models: [{ id: cold, pace: { firstTokenMs: 60_000 }, workers: { lifetimeMs: 10_000 } }] },
    });
    const answer = await chat(standin, cold, 'hello', { stream: true });
    await until(() => clock.sleeping === 1);
    await clock.advance(10_000);
    expect(framesOf(await answer.text())).toHaveLength(1);
  });

  test('that is taken away does the same at once', async () => {
    const clock = new DrivenClock();
    const standin = await startStandin({ clock });
    const answer = await chat(standin, 'standin/writes-slowly', 'count to 50', { stream: true });
    standin.setWorker('standin/writes-slowly', 'offline');
    expect(framesOf(await answer.text())).toHaveLength(1);
  });

  test('that ends under a whole answer leaves the gateway with a 502', async () => {
    const clock = new DrivenClock();
    const standin = await startStandin({ clock });
    const answer = chat(standin, 'standin/writes-slowly', 'count to 50');
    await until(() => clock.sleeping === 1);
    standin.setWorker('standin/writes-slowly', 'offline');
    expect((await answer).status).toBe(502);
  });

  test('is put into a state and goes on from there, or is held', async () => {
    const clock = new DrivenClock();
    const standin = await startStandin({ clock });
    standin.setWorker(cold, 'starting');
    expect(await workersOf(standin)).toMatchObject([{ status: 'starting' }]);
    await clock.advance(40_000);
    expect(await workersOf(standin)).toMatchObject([{ status: 'running' }]);
    standin.setWorker(cold, 'requested', { hold: true });
    await clock.advance(3_600_000);
    expect(await workersOf(standin)).toMatchObject([{ status: 'requested' }]);
    standin.setWorker(cold, 'offline', { hold: true });
    const answer = chat(standin, cold, 'hello');
    await standin.seen(({ route, outcome }) => route === 'chat' && outcome === 'open');
    await clock.advance(3_600_000);
    expect(await workersOf(standin)).toEqual([]);
    standin.setWorker(cold, 'running');
    expect((await answer).status).toBe(200);
  });

  test('there may be several of a model, and each has its own resource', async () => {
    const standin = await startStandin({ scenario: { models: [{ id: 'acme/a-b', workers: { count: 3 } }] } });
    const { _links: links } = (await getJson(standin, '/worker')) as {
      _links: { item: { href: string; name: string; title: null; method: string }[] };
    };
    expect(links.item).toHaveLength(3);
    for (const { href, name, title, method } of links.item) {
      expect(name).toMatch(/^acme\/a-b-[A-Za-z0-9]{4}$/);
      expect(href).toBe(`/worker/acme~a-b/${name.slice(-4)}`);
      expect([title, method]).toEqual([null, 'GET']);
      expect(await getJson(standin, href)).toEqual({
        model: 'acme/a-b',
        status: 'running',
        _links: { self: { href } },
      });
    }
  });
});

describe('the worker list', () => {
  const scenario = (workerList: 'links' | 'paged') =>
    scenarioWith({
      models: [{ id: 'acme/a' }, { id: 'acme/b' }, { id: 'acme/c', workers: { count: 2 } }],
      service: { workerList },
    });

  test('can be links only, as the user guide has it', async () => {
    const standin = await startStandin({ scenario: scenario('links') });
    const list = await getJson(standin, '/worker');
    expect(list).toMatchObject({ _links: { item: [{}, {}, {}, {}] } });
    expect(list).not.toHaveProperty('_embedded');
  });

  test('can come in two pages', async () => {
    const standin = await startStandin({ scenario: scenario('paged') });
    const models = (page: unknown): unknown[] =>
      (page as { _embedded: { workers: { model: string }[] } })._embedded.workers.map(({ model }) => model);
    const first = await getJson(standin, '/worker');
    expect(models(first)).toEqual(['acme/a', 'acme/b']);
    expect(first).toMatchObject({ _links: { next: { href: '/worker?page=2' } } });
    const second = await getJson(standin, '/worker?page=2');
    expect(models(second)).toEqual(['acme/c', 'acme/c']);
    expect(second).not.toHaveProperty('_links.next');
    expect((await get(standin, '/worker?page=what')).status).toBe(200);
  });
});
