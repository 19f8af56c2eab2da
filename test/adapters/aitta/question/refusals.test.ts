import { describe, expect, test } from 'vitest';
import { STANDIN_TOKEN } from '../../../../src/standin/standin.ts';
import { until } from '../../../driven/until.ts';
import { hal } from '../../../fakes/raw-http-server.ts';
import { Asking } from '../../../doubles/asking.ts';
import {
  eventStream,
  json,
  letPass,
  MODEL,
  passTime,
  sse,
  startWithRawAitta,
  startWithStandin,
} from '../gateway-bench.ts';

const good = eventStream(sse([{ content: 'Hei!' }]));
const tooMany = (headers: Record<string, string> = {}) =>
  json({ error: 'too_many_requests', error_description: 'You have exceeded the request rate limit.' }, 429, headers);

describe('a refused token', () => {
  test('is renewed once and the question asked again', async () => {
    const tokens = ['old', 'new'];
    const refused: string[] = [];
    const tokenSource = {
      getAccessToken: () => tokens[0] ?? '',
      refreshAfterUnauthorized: (token: string) => {
        refused.push(token);
        tokens.shift();
        return tokens.length > 0;
      },
    };
    const { gateway, server } = await startWithRawAitta(
      { chat: ({ authorization }) => (authorization === 'Bearer new' ? good : json({ error: 'unauthorized' }, 401)) },
      { tokenSource },
    );
    const asking = new Asking(gateway);
    await until(() => asking.over);
    expect(asking.text).toBe('Hei!');
    expect(refused).toEqual(['old']);
    expect(server.requests.at(-1)?.authorization).toBe('Bearer new');
  });

  test('that cannot be renewed, or whose successor is refused too, is said at once', async () => {
    let refreshes = 0;
    const hopeful = {
      getAccessToken: () => 'any',
      refreshAfterUnauthorized: () => {
        refreshes++;
        return true;
      },
    };
    for (const options of [{}, { tokenSource: hopeful }]) {
      const { gateway, chats } = await startWithRawAitta({ chat: () => json({ error: 'unauthorized' }, 401) }, options);
      const asking = new Asking(gateway);
      await until(() => asking.over);
      expect(asking.error).toMatchObject({ code: 'aitta-unauthorized' });
      expect(chats()).toBe('tokenSource' in options ? 2 : 1);
    }
    expect(refreshes).toBe(1);
    const forbidden = await startWithRawAitta(
      { chat: () => json({ error: 'forbidden' }, 403) },
      { tokenSource: hopeful },
    );
    const asking = new Asking(forbidden.gateway);
    await until(() => asking.over);
    expect(refreshes).toBe(1);
  });

  test('never reaches an error or a log line, even if the server echoes it', async () => {
    const { gateway, lines } = await startWithRawAitta({
      chat: (request) => json({ error: 'bad', error_description: `got ${request.authorization} ${request.body}` }, 400),
    });
    const asking = new Asking(gateway, { text: 'the secret of the question' });
    await until(() => asking.over);
    const seen = JSON.stringify(lines) + String(asking.error) + JSON.stringify(asking.error);
    expect((asking.error as Error).cause).toBeUndefined();
    expect(seen).not.toContain(STANDIN_TOKEN);
    expect(seen).not.toContain('secret of the question');
  });

  test('is not sent to another origin that a model names', async () => {
    const { gateway, chats } = await startWithRawAitta({
      chat: () => good,
      openaiHref: 'http://127.0.0.1:9/openai/v1',
    });
    const asking = new Asking(gateway);
    await until(() => asking.over);
    expect(asking.error).toMatchObject({ code: 'model-unknown' });
    expect(chats()).toBe(0);
  });
});

describe('a model that is not there', () => {
  test('in the list is unknown, without a chat request', async () => {
    const { gateway, chats } = await startWithRawAitta({ chat: () => good });
    const asking = new Asking(gateway, { model: 'acme/nothing' });
    await until(() => asking.over);
    expect(asking.error).toMatchObject({ code: 'model-unknown' });
    expect(chats()).toBe(0);
  });

  test('any more is looked for in a new list before that is said', async () => {
    let models = [MODEL];
    const { gateway, clock, server } = await startWithRawAitta({
      models: () => models,
      chat: () => json({ error: { message: 'The model does not exist.', code: 404 } }, 404),
    });
    await gateway.models();
    models = ['acme/other'];
    await clock.advance(10_000);
    const asking = new Asking(gateway);
    await until(() => asking.over);
    expect(asking.error).toMatchObject({ code: 'model-unknown' });
    expect(server.requests.filter(({ path }) => path === '/model')).toHaveLength(2);
    expect((await gateway.models()).models.map(({ id }) => id)).toEqual(['acme/other']);
  });
});

describe('a rate limit', () => {
  test.each([
    ['in seconds', { 'retry-after': '30' }, 30_000],
    ['as a decimal', { 'retry-after': '29.5' }, 29_500],
    ['as a date', { 'retry-after': 'Tue, 24 Nov 2026 09:00:30 GMT' }, 30_000],
    ['not at all', {}, 60_000],
    ['as nonsense', { 'retry-after': 'soon' }, 60_000],
  ])('that names its time %s pauses everybody, is told to them, and is counted', async (_, headers, ms) => {
    let limited = true;
    const { gateway, clock, chats, counted } = await startWithRawAitta({
      chat: () => (limited ? tooMany(headers) : good),
    });
    const began = clock.now();
    const first = new Asking(gateway, { person: 'a' });
    await until(() => first.phases.includes('budget'));
    const second = new Asking(gateway, { person: 'b' });
    await until(() => second.phases.includes('budget'));
    limited = false;
    for (const asking of [first, second])
      expect(asking.events.at(-1)).toEqual({ type: 'phase', name: 'budget', until: began + ms });
    expect(counted).toEqual(['rate_limits aitta']);
    await letPass(clock, ms - 1_000);
    expect(chats()).toBe(1);
    await passTime(clock, () => first.over && second.over, { mostMs: 5_000 });
    expect([first.text, second.text]).toEqual(['Hei!', 'Hei!']);
  });

  test('that lasts longer than we wait is an error with its end', async () => {
    const { gateway, clock, chats } = await startWithRawAitta({ chat: () => tooMany({ 'retry-after': '1800' }) });
    const asking = new Asking(gateway);
    await until(() => asking.over);
    expect(asking.error).toMatchObject({ code: 'budget', until: clock.now() + 1_800_000 });
    const another = new Asking(gateway);
    await until(() => another.over);
    expect(another.error).toMatchObject({ code: 'budget' });
    expect(chats()).toBe(1);
  });

  test('of the metadata pauses the chats too, and is counted once', async () => {
    let limited = true;
    const { gateway, clock, chats, counted } = await startWithRawAitta({
      chat: () => good,
      worker: () => (limited ? tooMany({ 'retry-after': '20' }) : hal({ _embedded: { workers: [] } })),
    });
    const asking = new Asking(gateway);
    await until(() => counted.length > 0);
    limited = false;
    const another = new Asking(gateway);
    await until(() => another.phases.includes('budget'));
    expect(chats()).toBe(0);
    await passTime(clock, () => asking.over, { mostMs: 60_000 });
    expect(asking.text).toBe('Hei!');
    expect(counted).toEqual(['rate_limits aitta']);
  });

  test('that meets whoever looks for the model is told and counted like any other', async () => {
    let limited = true;
    const began = Date.parse('2026-11-24T09:00:00Z');
    const { gateway, clock, counted, budget } = await startWithRawAitta({
      chat: () => good,
      hangs: false,
      list: () => (limited ? tooMany({ 'retry-after': '20' }) : undefined),
    });
    const asking = new Asking(gateway);
    await until(() => asking.phases.includes('budget'));
    limited = false;
    expect(budget.pausedUntil).toBe(began + 20_000);
    expect(counted).toEqual(['rate_limits aitta']);
    await passTime(clock, () => asking.over, { mostMs: 60_000 });
    expect(asking.text).toBe('Hei!');
  });

  test('that comes back each time is an error in the end', async () => {
    const { gateway, clock, chats } = await startWithRawAitta({ chat: () => tooMany({ 'retry-after': '1' }) });
    const asking = new Asking(gateway);
    await passTime(clock, () => asking.over, { mostMs: 60_000 });
    expect(asking.error).toMatchObject({ code: 'budget' });
    expect(chats()).toBe(11);
  });

  test('of our own is kept to: whoever waits for a place is told how many are before them', async () => {
    const { gateway, clock, standin } = await startWithStandin(
      { pace: { firstTokenMs: 5_000 } },
      { budget: { concurrency: 1 } },
    );
    const all = ['a', 'b', 'c'].map((person) => new Asking(gateway, { person }));
    await passTime(clock, () => all.every(({ over }) => over));
    const ahead = all.map(({ events }) =>
      events.flatMap((e) => (e.type === 'phase' && e.name === 'queued' ? [e.ahead] : [])),
    );
    expect(ahead).toEqual([[], [0], [1, 0]]);
    expect(standin.requests.filter(({ route }) => route === 'chat').map(({ outcome }) => outcome)).toEqual(
      Array(3).fill('answered'),
    );
  });
});

describe('a maintenance break', () => {
  const down = (minutes: number) =>
    json(
      {
        error: 'service_unavailable',
        details: {
          begin: '2026-11-24T08:00:00Z',
          end: new Date(Date.parse('2026-11-24T09:00:00Z') + minutes * 60_000).toISOString(),
          reason: 'x',
        },
      },
      503,
    );

  test('that ends soon is waited for, and its end is told', async () => {
    let isDown = true;
    const { gateway, clock, chats } = await startWithRawAitta({
      chat: () => (isDown ? down(10) : good),
      status: () => (isDown ? down(10) : json('OK')),
    });
    const end = clock.now() + 600_000;
    const asking = new Asking(gateway);
    await letPass(clock, 300_000, 5_000);
    expect(asking.events.at(-1)).toEqual({ type: 'phase', name: 'downtime', until: end });
    expect(await gateway.service()).toEqual({ ok: false, until: end });
    expect(chats()).toBe(1);
    isDown = false;
    await passTime(clock, () => asking.over, { mostMs: 60_000 });
    expect(asking.text).toBe('Hei!');
    expect(await gateway.service()).toEqual({ ok: true });
  });

  test('that lasts for hours is said at once, with its end', async () => {
    const { gateway, clock } = await startWithRawAitta({ chat: () => down(180), status: () => down(180) });
    const asking = new Asking(gateway);
    await until(() => asking.over);
    expect(asking.error).toMatchObject({ code: 'aitta-downtime', until: clock.now() + 180 * 60_000 });
  });

  test('is recognised by the status, too, if the chats only meet a gateway', async () => {
    const { gateway, clock } = await startWithRawAitta({
      chat: () => ({ status: 503, headers: { 'content-type': 'text/html' }, body: 'no' }),
      status: () => json({ begin: '2026-11-24T08:00:00Z', end: '2026-11-24T19:00:00Z', reason: 'x' }),
    });
    const asking = new Asking(gateway);
    await passTime(clock, () => asking.over, { mostMs: 60_000 });
    expect(asking.error).toMatchObject({ code: 'aitta-downtime', until: Date.parse('2026-11-24T19:00:00Z') });
  });

  test('whose end has passed is over, even if the status does not answer', async () => {
    let isDown = true;
    const { gateway, clock } = await startWithRawAitta({
      chat: () => (isDown ? down(1) : good),
      status: () => ({ status: 502, body: '' }),
    });
    const asking = new Asking(gateway);
    await letPass(clock, 50_000);
    isDown = false;
    await passTime(clock, () => asking.over, { mostMs: 30_000 });
    expect(asking.text).toBe('Hei!');
  });

  test('of which only the chats know, without an end, is given up after a quarter of an hour', async () => {
    const { gateway, clock, chats } = await startWithRawAitta({
      chat: () => json({ error: 'service_unavailable', details: { reason: 'x' } }, 503),
    });
    const asking = new Asking(gateway);
    await passTime(clock, () => asking.over, { stepMs: 10_000, mostMs: 1_000_000 });
    expect(asking.error).toMatchObject({ code: 'aitta-downtime' });
    expect(chats()).toBeLessThan(40);
  });

  test('that nobody confirmed for minutes is not told to the next one who asks', async () => {
    let isDown = true;
    const { gateway, clock } = await startWithRawAitta({
      chat: () => (isDown ? json({ error: 'x', details: {} }, 503) : good),
      status: () => ({ status: 502, body: '' }),
    });
    const first = new Asking(gateway);
    await until(() => first.phases.includes('downtime'));
    first.abort(new Error('stopped'));
    isDown = false;
    await letPass(clock, 180_000, 10_000);
    const second = new Asking(gateway);
    await until(() => second.over);
    expect(second.phases).toEqual(['running']);
  });
});
