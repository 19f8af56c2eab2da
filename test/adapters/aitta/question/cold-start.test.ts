import { createRequire } from 'node:module';
import { describe, expect, test } from 'vitest';
import { until } from '../../../driven/until.ts';
import { Asking } from '../../../doubles/asking.ts';
import { eventStream, letPass, MODEL, passTime, sse, startWithRawAitta, startWithStandin } from '../gateway-bench.ts';

/** Undici keeps its own time; it lets its own tests move it. */
const undiciTimers = createRequire(import.meta.url)('undici/lib/util/timers.js') as { tick(ms: number): void };
const COLD = { workers: { state: 'offline', requestedMs: 120_000, startingMs: 240_000 } } as const;

describe('a cold model', () => {
  test('may hang for six minutes: each phase is told, and then the answer comes, over one request', async () => {
    const { gateway, clock, standin } = await startWithStandin(COLD);
    const asking = new Asking(gateway);
    await passTime(clock, () => asking.phases.includes('starting'), { stepMs: 5_000 });
    // The first tick starts a timer, the second one lets its time pass.
    undiciTimers.tick(1_000);
    undiciTimers.tick(360_000);
    await passTime(clock, () => asking.over);
    expect(asking.error).toBeUndefined();
    expect(asking.text).toBe('Hei maailma!');
    expect(asking.phases).toEqual(['waking', 'requested', 'starting']);
    expect(standin.requests.filter(({ route }) => route === 'chat')).toHaveLength(1);
  });

  test('is polled about every twenty seconds, for all who wait together', async () => {
    const { gateway, clock, standin } = await startWithStandin(COLD);
    const all = ['a', 'b', 'c', 'd'].map((person) => new Asking(gateway, { person }));
    await passTime(clock, () => all.every(({ over }) => over), { stepMs: 5_000 });
    const minutes = 6;
    const metadata = standin.requests.filter(({ route }) => route === 'workers' || route === 'status');
    expect(metadata.length).toBeLessThanOrEqual(minutes * 4 + 2);
  });

  test('is woken by one of those who wait: the others hold no place meanwhile, and all are answered', async () => {
    const { gateway, clock, standin } = await startWithStandin(COLD);
    const all = ['a', 'b', 'c'].map((person) => new Asking(gateway, { person }));
    await letPass(clock, 60_000);
    expect(standin.requests.filter(({ route }) => route === 'chat')).toHaveLength(1);
    expect(all.map(({ phases }) => phases.at(-1))).toEqual(['requested', 'requested', 'requested']);
    await passTime(clock, () => all.every(({ over }) => over), { stepMs: 5_000 });
    expect(all.map(({ text }) => text)).toEqual(['Hei maailma!', 'Hei maailma!', 'Hei maailma!']);
  });

  test('is woken by the next one, if the first gives up', async () => {
    const { gateway, clock, standin } = await startWithStandin({
      workers: { ...COLD.workers, requestedMs: 3_600_000 },
    });
    const first = new Asking(gateway, { person: 'a' });
    await passTime(clock, () => standin.requests.some(({ route }) => route === 'chat'));
    const second = new Asking(gateway, { person: 'b' });
    await letPass(clock, 30_000);
    first.abort(new Error('stopped'));
    await passTime(clock, () => standin.requests.filter(({ route }) => route === 'chat').length === 2);
    expect(standin.requests.find(({ route }) => route === 'chat')?.outcome).toBe('disconnected');
    standin.setWorker(MODEL, 'running');
    await passTime(clock, () => second.over);
    expect(second.text).toBe('Hei maailma!');
  });

  test('does not keep a running model from answering, however many wait for it', async () => {
    const { gateway, clock } = await startWithStandin(
      {},
      {
        scenario: { models: [{ id: MODEL }, { id: 'acme/cold', ...COLD }] },
        budget: { concurrency: 4 },
      },
    );
    for (let n = 0; n < 20; n++) void new Asking(gateway, { model: 'acme/cold', person: `p${n}` });
    await letPass(clock, 10_000);
    const asking = new Asking(gateway, { person: 'z' });
    await passTime(clock, () => asking.over, { mostMs: 10_000 });
    expect(asking.text).toBe('Hei maailma!');
  });

  test('is waited for as long as its worker is listed, and given up after a quarter of an hour without one', async () => {
    let workers: string[] = [];
    const { gateway, clock } = await startWithRawAitta({ chat: () => undefined, workers: () => workers });
    const asking = new Asking(gateway);
    await letPass(clock, 60_000, 5_000);
    workers = ['requested'];
    await letPass(clock, 1_200_000, 20_000);
    expect(asking.over).toBe(false);
    workers = [];
    await passTime(clock, () => asking.over, { stepMs: 10_000, mostMs: 1_000_000 });
    expect(asking.error).toMatchObject({ name: 'BotError', code: 'model-unavailable' });
    expect(asking.phases).toEqual(['waking', 'requested', 'waking']);
  });

  test('whose requests are cut off by a gateway is waited for without further requests, and asked when it runs', async () => {
    let workers: string[] = [];
    let runs = false;
    const { gateway, clock, chats } = await startWithRawAitta({
      workers: () => workers,
      chat: () => {
        if (runs) return eventStream(sse([{ content: 'Hei' }]));
        workers = ['requested'];
        return { status: 504, headers: { 'content-type': 'text/html' }, body: '<h1>504 Gateway Time-out</h1>' };
      },
    });
    const asking = new Asking(gateway);
    await letPass(clock, 120_000);
    expect(chats()).toBe(1);
    expect(asking.phases).toEqual(['waking', 'requested']);
    workers = ['running'];
    runs = true;
    await passTime(clock, () => asking.over);
    expect(asking.text).toBe('Hei');
    expect(chats()).toBe(2);
  });

  test('that answers before its list says so is asked by all others at once', async () => {
    const answers: (() => void)[] = [];
    const { gateway, clock, chats } = await startWithRawAitta({
      workers: () => ['starting'],
      chat: (_, response) => {
        answers.push(() => {
          response.writeHead(200, { 'content-type': 'text/event-stream' });
          response.write(sse([{ content: 'Hei' }], null));
        });
        return undefined;
      },
    });
    const all = ['a', 'b', 'c'].map((person) => new Asking(gateway, { person }));
    await passTime(clock, () => answers.length > 0);
    await letPass(clock, 10_000);
    expect(chats()).toBe(1);
    answers[0]?.();
    await until(() => chats() === 3);
    for (const asking of all) asking.abort(new Error('stopped'));
  });

  test('that never starts is given up by all who wait for it at the same time', async () => {
    const { gateway, clock } = await startWithRawAitta({ chat: () => undefined, workers: () => [] });
    const all = ['a', 'b', 'c'].map((person) => new Asking(gateway, { person }));
    await passTime(clock, () => all.every(({ over }) => over), { stepMs: 10_000, mostMs: 1_000_000 });
    for (const { error } of all) expect(error).toMatchObject({ code: 'model-unavailable' });
  });

  test('whose workers come and die again and again is given up at last', async () => {
    let looks = 0;
    const { gateway, clock, chats } = await startWithRawAitta({
      workers: () => (looks++ % 2 === 0 ? [] : ['requested']),
      chat: () => ({ status: 504, body: '' }),
    });
    const asking = new Asking(gateway);
    await passTime(clock, () => asking.over, { stepMs: 20_000, mostMs: 4 * 3_600_000 });
    expect(asking.error).toMatchObject({ name: 'BotError' });
    expect(chats()).toBeLessThanOrEqual(61);
  });

  test('without a list of workers is simply asked, and a silent one is given up after a quarter of an hour', async () => {
    const { gateway, clock, chats } = await startWithRawAitta({ chat: () => undefined, workers: () => undefined });
    const asking = new Asking(gateway);
    await passTime(clock, () => asking.over, { stepMs: 10_000, mostMs: 1_000_000 });
    expect(asking.error).toMatchObject({ code: 'model-unavailable' });
    expect(asking.phases).toEqual(['unknown']);
    expect(chats()).toBe(1);
  });
});

describe('a running model', () => {
  test('that says nothing is asked again after ten minutes, once, and then given up', async () => {
    const { gateway, clock, chats } = await startWithRawAitta({ chat: () => undefined });
    const asking = new Asking(gateway);
    await letPass(clock, 590_000, 10_000);
    expect(chats()).toBe(1);
    await passTime(clock, () => asking.over, { stepMs: 10_000, mostMs: 1_000_000 });
    expect(asking.error).toMatchObject({ code: 'model-broke-off' });
    expect(chats()).toBe(2);
  });

  test('whose worker goes away while it is asked is woken again', async () => {
    const { gateway, clock, standin } = await startWithStandin({ ...COLD, pace: { firstTokenMs: 30_000 } });
    standin.setWorker(MODEL, 'running');
    const asking = new Asking(gateway);
    await letPass(clock, 5_000);
    standin.setWorker(MODEL, 'offline');
    await passTime(clock, () => asking.over);
    expect(asking.text).toBe('Hei maailma!');
    expect(asking.phases).toContain('starting');
  });
});

test('nothing is looked at any more once everybody has been answered', async () => {
  const { gateway, clock, standin } = await startWithStandin();
  const asking = new Asking(gateway);
  await until(() => asking.over);
  await letPass(clock, 30_000);
  const seen = standin.requests.length;
  await letPass(clock, 600_000, 5_000);
  expect(standin.requests).toHaveLength(seen);
  expect(clock.sleeping).toBe(0);
});
