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
  openAittaStore,
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
      expect(asking.error).toMatchObject({ code: 'service-unauthorized' });
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

  test('that lasts for half an hour is waited for, and its end is told', async () => {
    let limited = true;
    const { gateway, clock, chats } = await startWithRawAitta({
      chat: () => (limited ? tooMany({ 'retry-after': '1800' }) : good),
    });
    const end = clock.now() + 1_800_000;
    const asking = new Asking(gateway);
    await until(() => asking.phases.includes('budget'));
    expect(asking.events.at(-1)).toEqual({ type: 'phase', name: 'budget', until: end });
    limited = false;
    await letPass(clock, 1_790_000, 10_000);
    expect(chats()).toBe(1);
    await passTime(clock, () => asking.over, { mostMs: 20_000 });
    expect(asking.text).toBe('Hei!');
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

  test('that comes back again and again is waited for again and again', async () => {
    let limits = 20;
    const { gateway, clock, chats } = await startWithRawAitta({
      chat: () => (limits-- > 0 ? tooMany({ 'retry-after': '1' }) : good),
    });
    const asking = new Asking(gateway);
    await passTime(clock, () => asking.over, { mostMs: 60_000 });
    expect([asking.text, chats()]).toEqual(['Hei!', 21]);
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

  test('that lasts for three hours is waited for, too: the question is kept', async () => {
    let isDown = true;
    const { gateway, clock, chats } = await startWithRawAitta({
      chat: () => (isDown ? down(180) : good),
      status: () => (isDown ? down(180) : json('OK')),
    });
    const asking = new Asking(gateway);
    await letPass(clock, 170 * 60_000, 30_000);
    expect(asking.phases).toEqual(['running', 'downtime']);
    expect(chats()).toBe(1);
    isDown = false;
    await passTime(clock, () => asking.over, { mostMs: 60_000 });
    expect(asking.text).toBe('Hei!');
  });

  test('is recognised by the status, too, if the chats only meet a gateway', async () => {
    const { gateway } = await startWithRawAitta({
      chat: () => ({ status: 503, headers: { 'content-type': 'text/html' }, body: 'no' }),
      status: () => json({ begin: '2026-11-24T08:00:00Z', end: '2026-11-24T19:00:00Z', reason: 'x' }),
    });
    const asking = new Asking(gateway);
    await until(() => asking.phases.includes('downtime'));
    expect(asking.events.at(-1)).toMatchObject({ until: Date.parse('2026-11-24T19:00:00Z') });
    asking.abort(new Error('stopped'));
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

  test('of which only the chats know, without an end, is tried again now and then', async () => {
    let isDown = true;
    const { gateway, clock, chats } = await startWithRawAitta({
      chat: () => (isDown ? json({ error: 'service_unavailable', details: { reason: 'x' } }, 503) : good),
    });
    const asking = new Asking(gateway);
    await letPass(clock, 900_000, 10_000);
    expect(asking.events.at(-1)).toEqual({ type: 'phase', name: 'downtime' });
    expect(chats()).toBeLessThan(40);
    isDown = false;
    await passTime(clock, () => asking.over, { mostMs: 60_000 });
    expect(asking.text).toBe('Hei!');
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

describe('an outage', () => {
  const open = async () => {
    const world = { isDown: false };
    const nothing = { status: 504, headers: { 'content-type': 'text/html' }, body: '<h1>504 Gateway Time-out</h1>' };
    const bench = await startWithRawAitta({
      chat: () => (world.isDown ? nothing : good),
      list: () => (world.isDown ? nothing : undefined),
      worker: () => (world.isDown ? nothing : hal({ _embedded: { workers: [{ model: MODEL, status: 'running' }] } })),
      status: () => (world.isDown ? nothing : json('OK')),
    });
    return { ...bench, world };
  };

  test('is told as it is, nobody is said to read, and the question is answered when Aitta is back', async () => {
    const { gateway, clock, world, chats } = await open();
    await gateway.models();
    world.isDown = true;
    await letPass(clock, 20_000);
    const all = ['a', 'b', 'c'].map((person) => new Asking(gateway, { person }));
    await letPass(clock, 4 * 60_000);
    for (const { phases } of all) expect(phases.filter((phase) => phase !== 'unknown')).toEqual(['outage']);
    expect(chats()).toBeLessThanOrEqual(8); // one try in a minute, besides the first ones
    world.isDown = false;
    await passTime(clock, () => all.every(({ over }) => over), { mostMs: 40_000 });
    expect(all.map(({ text }) => text)).toEqual(['Hei!', 'Hei!', 'Hei!']);
  });

  test('of a whole day is waited for, also by a question that has never seen a list', async () => {
    const { gateway, clock, world } = await open();
    world.isDown = true;
    const asking = new Asking(gateway);
    await letPass(clock, 24 * 3_600_000, 60_000);
    expect([asking.over, asking.phases.at(-1)]).toEqual([false, 'outage']);
    world.isDown = false;
    await passTime(clock, () => asking.over, { mostMs: 120_000 });
    expect(asking.text).toBe('Hei!');
  });

  test('of the list of workers alone keeps nobody from an answer', async () => {
    const { gateway, clock } = await startWithRawAitta({
      chat: () => good,
      worker: () => ({ status: 502, body: '' }),
    });
    const asking = new Asking(gateway);
    await passTime(clock, () => asking.over, { mostMs: 10_000 });
    expect(asking.text).toBe('Hei!');
  });

  test('of one model alone, while Aitta answers, is given up after some minutes', async () => {
    const { gateway, clock } = await startWithRawAitta({ chat: () => ({ status: 502, body: '' }) });
    const asking = new Asking(gateway);
    await passTime(clock, () => asking.over, { mostMs: 300_000 });
    expect(asking.error).toMatchObject({ code: 'service-failed' });
    expect(asking.phases).not.toContain('outage');
  });
});

test.each(['ended', 'was killed'])(
  'a pause is kept where the process %s, and told to whoever asks the next one',
  async (how) => {
    const first = await startWithRawAitta(
      { chat: () => tooMany({ 'retry-after': '120' }) },
      { gateway: { store: await openAittaStore() } },
    );
    const { clock, chats } = first;
    const end = clock.now() + 120_000;
    const asking = new Asking(first.gateway);
    await until(() => asking.phases.includes('budget'));
    asking.abort(new Error('stopped'));
    if (how === 'ended') {
      await first.gateway.close();
      await clock.advance(10_000);
    } else await letPass(clock, 1_000);
    const { gateway } = first.again();
    const next = new Asking(gateway);
    await until(() => next.phases.length > 0);
    expect(next.events).toEqual([{ type: 'phase', name: 'budget', until: end }]);
    await letPass(clock, 100_000);
    expect(chats()).toBe(1);
    next.abort(new Error('stopped'));
  },
);
