import { describe, expect, test } from 'vitest';
import { until } from '../../../driven/until.ts';
import { hal, type RawAnswer } from '../../../fakes/raw-http-server.ts';
import type { Catalogue } from '../../../../src/core/ports/model.ts';
import type { ServiceMemoryOptions } from '../../../../src/adapters/openai/service-memory.ts';
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

const chat = () => eventStream(sse([{ content: 'Hei' }], 'stop', { prompt_tokens: 600, completion_tokens: 1 }));

describe('the list of models', () => {
  test('is asked for once, whoever wants it, and answered from memory while it is fresh', async () => {
    const { gateway, server, clock } = await startWithRawAitta({ chat });
    const lists = await Promise.all([gateway.models(), gateway.models(), gateway.models()]);
    expect(new Set(lists.map(({ at }) => at)).size).toBe(1);
    await clock.advance(10_000);
    await gateway.models();
    const paths = server.requests.map(({ path }) => path).toSorted();
    expect(paths).toEqual(['/model', `/model/${MODEL.replace('/', '~')}`, '/openai/v1/models', '/worker']);
  });

  test('also tells who asks second, while the first look is under way, what runs', async () => {
    const { gateway, server } = await startWithRawAitta({ chat });
    const first = gateway.models();
    await until(() => server.requests.some(({ path }) => path === '/worker'));
    expect((await gateway.models()).models).toMatchObject([{ id: MODEL, state: 'running' }]);
    await first;
  });

  test('shows new states of the workers after a quarter of a minute, and new models after five', async () => {
    let workers = ['running'];
    let models = [MODEL];
    const { gateway, server, clock } = await startWithRawAitta({ chat, workers: () => workers, models: () => models });
    await gateway.models();
    workers = ['starting'];
    models = [MODEL, 'acme/new'];
    await clock.advance(20_000);
    await gateway.models();
    await until(() => server.requests.filter(({ path }) => path === '/worker').length === 2);
    await letPass(clock, 1_000);
    expect((await gateway.models()).models).toMatchObject([{ id: MODEL, state: 'starting' }]);
    await clock.advance(300_000);
    await gateway.models();
    expect((await gateway.models()).models.map(({ id }) => id)).toEqual([MODEL, 'acme/new']);
  });

  test('stays, with its age, while Aitta is down', async () => {
    let isDown = false;
    const { gateway, clock } = await startWithRawAitta({
      chat,
      models: () => {
        if (isDown) throw new Error('down');
        return [MODEL];
      },
      worker: () =>
        isDown ? { status: 502, body: '' } : hal({ _embedded: { workers: [{ model: MODEL, status: 'running' }] } }),
    });
    const { at } = await gateway.models();
    isDown = true;
    await clock.advance(3_600_000);
    const stale = await gateway.models();
    expect(stale.at).toBe(at);
    expect(stale.models).toMatchObject([{ id: MODEL, state: 'unknown' }]);
  });

  test('that hangs is waited for a moment only, if there is an older one', async () => {
    const aitta = { chat, hangs: false };
    const { gateway, clock } = await startWithRawAitta(aitta);
    const { at } = await gateway.models();
    aitta.hangs = true;
    await clock.advance(20_000);
    expect((await gateway.models()).at).toBe(at);
    await clock.advance(3_600_000);
    let stale: number | undefined;
    void gateway.models().then((catalogue) => (stale = catalogue.at));
    await passTime(clock, () => stale !== undefined, { stepMs: 100, mostMs: 2_000 });
    expect(stale).toBe(at);
  });

  test('that was never there is an honest error: refused, down, limited, hanging', async () => {
    const cases = [
      [json({ error: 'unauthorized' }, 401), 'service-unauthorized'],
      [json({ error: 'x', details: { end: '2026-11-24T10:00:00Z' } }, 503), 'service-downtime'],
      [{ status: 502, body: '' }, 'service-failed'],
      [json({ error: 'too_many_requests' }, 429), 'budget'],
    ] as const;
    for (const [answer, code] of cases) {
      const { gateway } = await startWithRawAitta({ chat, list: () => answer });
      for (let n = 0; n < 2; n++) await expect(gateway.models()).rejects.toMatchObject({ name: 'BotError', code });
    }
    const { gateway, clock } = await startWithRawAitta({ chat, hangs: true });
    let error: unknown;
    gateway.models().catch((reason: unknown) => (error = reason));
    await passTime(clock, () => error !== undefined, { mostMs: 25_000 });
    expect(error).toMatchObject({ code: 'service-failed' });
  });

  test('is not asked for again and again while it fails', async () => {
    const { gateway, server, clock } = await startWithRawAitta({ chat, list: () => ({ status: 502, body: '' }) });
    for (let n = 0; n < 5; n++) await expect(gateway.models()).rejects.toMatchObject({ code: 'service-failed' });
    expect(server.requests).toHaveLength(1);
    await clock.advance(11_000);
    await expect(gateway.models()).rejects.toMatchObject({ code: 'service-failed' });
    expect(server.requests).toHaveLength(2);
  });

  test('of many models is read within half of the budget, and the rest of it later', async () => {
    const models = Array.from({ length: 40 }, (_, n) => `acme/m${n}`).concat('acme/embed-it');
    const { gateway, server, clock } = await startWithRawAitta({ chat, models: () => models });
    let listed: number | undefined;
    void gateway.models().then((catalogue) => (listed = catalogue.models.filter((model) => model.chat).length));
    await passTime(clock, () => listed !== undefined, { mostMs: 6_000 });
    expect(listed).toBe(40);
    expect(server.requests.length).toBeLessThanOrEqual(31);
    const asking = new Asking(gateway, { model: 'acme/m39' });
    await until(() => asking.over);
    expect(asking.text).toBe('Hei');
    await letPass(clock, 70_000);
    expect(server.requests.filter(({ path }) => path.startsWith('/model/')).length).toBeGreaterThanOrEqual(41);
  });

  test('without windows, without a status, in an older service: nothing depends on them', async () => {
    const { gateway } = await startWithRawAitta({
      chat,
      workers: () => undefined,
      windows: () => json({ detail: 'Not Found' }, 404),
      status: () => ({ status: 404, body: '' }),
    });
    expect((await gateway.models()).models).toEqual([{ id: MODEL, state: 'unknown', chat: true }]);
    expect(await gateway.service()).toEqual({ ok: true });
  });
});

describe('the list of an earlier process', () => {
  const open = async (store?: ServiceMemoryOptions['store']) => {
    const aitta = { isDown: false };
    const nothing = { status: 502, headers: { 'content-type': 'text/html' }, body: 'no' };
    const unlessDown = (answer: RawAnswer): RawAnswer => (aitta.isDown ? nothing : answer);
    const bench = await startWithRawAitta(
      {
        chat: () => unlessDown(chat()),
        models: () => [MODEL, 'acme/other'],
        list: () => (aitta.isDown ? nothing : undefined),
        worker: () => unlessDown(hal({ _embedded: { workers: [{ model: MODEL, status: 'running' }] } })),
        status: () => unlessDown(json('OK')),
        windows: () => unlessDown(json({ object: 'list', data: [{ id: MODEL, max_model_len: 4_096 }] })),
      },
      { gateway: { store: store ?? (await openAittaStore()) } },
    );
    return { ...bench, aitta };
  };

  test('is there while Aitta does not answer, so that a question is taken, and answered when it is back', async () => {
    const first = await open();
    const { aitta, clock } = first;
    await first.gateway.models();
    await until(() => first.server.requests.some(({ path }) => path === '/openai/v1/models'));
    await letPass(clock, 1_000);
    await first.gateway.close();
    aitta.isDown = true;
    await clock.advance(600_000);
    const { gateway } = first.again();
    const told: string[] = [];
    let listed: Catalogue | undefined;
    const list = gateway.awaitModels((phase) => told.push(phase.name), new AbortController().signal);
    void list.then((catalogue) => (listed = catalogue));
    await passTime(clock, () => listed !== undefined, { mostMs: 10_000 });
    expect(listed?.models).toMatchObject([
      { id: MODEL, state: 'unknown', contextTokens: 4_096 },
      { id: 'acme/other', state: 'unknown' },
    ]);
    expect([told, (listed?.at ?? 0) < clock.now()]).toEqual([[], true]);
    const asking = new Asking(gateway);
    await letPass(clock, 600_000, 5_000);
    expect([asking.over, asking.phases.at(-1)]).toEqual([false, 'outage']);
    aitta.isDown = false;
    await passTime(clock, () => asking.over, { mostMs: 120_000 });
    expect(asking.text).toBe('Hei');
  });

  test('of another Aitta is not taken for this one', async () => {
    const store = await openAittaStore();
    const first = await open(store);
    await first.gateway.models();
    const other = await startWithRawAitta({ chat, list: () => ({ status: 502, body: '' }) }, { gateway: { store } });
    await expect(other.gateway.models()).rejects.toMatchObject({ code: 'service-failed' });
  });

  test('that cannot be read or written is done without, which the log says', async () => {
    const fail = async (): Promise<never> => {
      throw new Error('locked');
    };
    const { gateway, lines } = await open({ get: fail, set: fail, update: fail });
    expect((await gateway.models()).models).toHaveLength(2);
    await until(() => lines.filter(({ message }) => message.includes('known of the service')).length >= 2);
  });
});

test('estimates follow the counts of the server', async () => {
  const { gateway } = await startWithRawAitta({ chat });
  const text = 'The quick brown fox jumps over the lazy dog. '.repeat(30);
  const before = gateway.estimateTokens(MODEL, text);
  const asking = new Asking(gateway, { text });
  await until(() => asking.over);
  expect(asking.end).toEqual({ type: 'end', reason: 'stop', tokensIn: 600, tokensOut: 1 });
  expect(gateway.estimateTokens(MODEL, text)).toBeGreaterThan(before * 1.5);
});

test('forty questions at once stay within the budget of requests and places, and all are answered', async () => {
  const { gateway, clock, standin, counted } = await startWithStandin(
    { pace: { firstTokenMs: 3_000 } },
    { budget: { requestsPerMinute: 20, concurrency: 8 } },
  );
  const all = Array.from(
    { length: 40 },
    (_, n) => new Asking(gateway, { person: `p${n % 7}`, text: `repeat: answer ${n}` }),
  );
  await passTime(clock, () => all.every(({ over }) => over), { mostMs: 600_000 });
  expect(all.map(({ text }) => text)).toEqual(all.map((_, n) => `answer ${n}`));
  for (const { at } of standin.requests)
    expect(standin.requests.filter((other) => other.at >= at && other.at < at + 60_000).length).toBeLessThanOrEqual(20);
  expect(counted).toEqual([]);
});
