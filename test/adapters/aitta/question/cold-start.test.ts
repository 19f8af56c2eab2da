import { createRequire } from 'node:module';
import { describe, expect, test } from 'vitest';
import type { Standin } from '../../../../src/standin/standin.ts';
import { DrivenClock } from '../../../driven/driven-clock.ts';
import { until } from '../../../driven/until.ts';
import { Asking } from '../../../doubles/asking.ts';
import {
  json,
  letPass,
  MODEL,
  openAittaStore,
  passTime,
  sse,
  startWithRawAitta,
  startWithStandin,
} from '../gateway-bench.ts';

/** Undici keeps its own time; it lets its own tests move it. */
const undiciTimers = createRequire(import.meta.url)('undici/lib/util/timers.js') as { tick(ms: number): void };
const requestsOf = ({ requests }: Standin, route: string) => requests.filter((request) => request.route === route);
const COLD = { workers: { state: 'offline', requestedMs: 120_000, startingMs: 240_000 } } as const;

describe('a cold model', () => {
  test('is woken without a request of anybody: each phase is told, and when it runs the question is asked, once', async () => {
    const { gateway, clock, standin } = await startWithStandin(COLD);
    const asking = new Asking(gateway);
    await passTime(clock, () => asking.over, { stepMs: 5_000 });
    expect([asking.error, asking.text]).toEqual([undefined, 'Hei maailma!']);
    expect(asking.phases).toEqual(['waking', 'requested', 'starting', 'running']);
    expect(requestsOf(standin, 'preload')).toHaveLength(1);
    expect(requestsOf(standin, 'chat')).toHaveLength(1);
  });

  test('is woken once for twenty who wait, looked at for all of them together, and all are answered', async () => {
    const { gateway, clock, standin } = await startWithStandin(COLD);
    const all = Array.from({ length: 20 }, (_, n) => new Asking(gateway, { person: `p${n}` }));
    await letPass(clock, 60_000);
    expect(all.map(({ phases }) => phases.at(-1))).toEqual(Array(20).fill('requested'));
    await passTime(clock, () => all.every(({ over }) => over), { stepMs: 5_000 });
    expect(all.map(({ text }) => text)).toEqual(Array(20).fill('Hei maailma!'));
    expect(requestsOf(standin, 'preload')).toHaveLength(1);
    const looks = standin.requests.filter(({ route }) => route === 'workers' || route === 'status');
    const minutes = 6;
    expect(looks.length).toBeLessThanOrEqual(minutes * 8);
  });

  test('is woken by one of three processes; where that one ends before the model has a worker, by another', async () => {
    const store = await openAittaStore();
    const clock = new DrivenClock();
    const gateway = { store, sharedNow: () => clock.now() };
    const { standin, ...first } = await startWithStandin({ workers: { state: 'offline' } }, { clock, gateway });
    standin.setWorker(MODEL, 'offline', { hold: true });
    const others = [first.again(), first.again()];
    const asking = [first, ...others].map((bench) => new Asking(bench.gateway));
    await letPass(clock, 50_000);
    expect(asking.map(({ phases }) => phases.at(-1))).toEqual(['waking', 'waking', 'waking']);
    expect(requestsOf(standin, 'preload')).toHaveLength(1);
    await first.gateway.close();
    await letPass(clock, 60_000);
    expect(requestsOf(standin, 'preload')).toHaveLength(2);
    standin.setWorker(MODEL, 'running');
    await passTime(clock, () => asking.slice(1).every(({ over }) => over), { stepMs: 5_000 });
    expect(asking.slice(1).map(({ text }) => text)).toEqual(['Hei maailma!', 'Hei maailma!']);
  });

  test('that leaves the list while it starts is told so at the next look', async () => {
    const { gateway, clock, standin } = await startWithStandin(COLD);
    const asking = new Asking(gateway);
    await letPass(clock, 30_000);
    expect(asking.phases.at(-1)).toBe('requested');
    standin.removeModel(MODEL);
    await letPass(clock, 25_000);
    expect(asking.error).toMatchObject({ code: 'model-unknown' });
  });

  test('that leaves the list after it was woken, before any worker, is told so at the next look', async () => {
    const { gateway, clock, standin } = await startWithStandin({}, { scenario: { models: [{ id: MODEL }] } });
    standin.setWorker(MODEL, 'offline', { hold: true });
    const asking = new Asking(gateway);
    await letPass(clock, 27_000);
    expect([asking.phases, asking.error]).toEqual([['waking'], undefined]);
    standin.removeModel(MODEL);
    await letPass(clock, 22_000);
    expect(asking.error).toMatchObject({ code: 'model-unknown' });
  });

  test('that does not stir is woken again after a minute, by a request that hangs', async () => {
    const { gateway, clock, standin } = await startWithStandin({}, { scenario: { models: [{ id: MODEL }] } });
    standin.setWorker(MODEL, 'offline', { hold: true });
    const asking = new Asking(gateway);
    await letPass(clock, 100_000);
    expect(requestsOf(standin, 'preload')).toHaveLength(1);
    expect(requestsOf(standin, 'chat').map(({ outcome }) => outcome)).toEqual(['open']);
    expect(asking.phases).toEqual(['waking']);
    standin.setWorker(MODEL, 'running');
    await passTime(clock, () => asking.over);
    expect(asking.text).toBe('Hei maailma!');
  });

  test.each([
    ['that a service wakes by preload', []],
    ['that only a hanging request wakes', [{ kind: 'not-found', route: 'preload' } as const]],
  ])('%s holds no place: with eight of them, the ninth person is answered at once', async (_, faults) => {
    const cold = Array.from({ length: 8 }, (__, n) => ({ id: `acme/cold-${n}`, ...COLD }));
    const { gateway, clock, standin } = await startWithStandin(
      {},
      { scenario: { models: [{ id: MODEL }, ...cold], faults } },
    );
    const all = cold.map(({ id }, n) => new Asking(gateway, { model: id, person: `p${n}` }));
    await letPass(clock, 10_000);
    const ninth = new Asking(gateway, { person: 'z' });
    await until(() => ninth.over); // while the clock stands still
    expect([ninth.text, ninth.phases]).toEqual(['Hei maailma!', ['running']]);
    await passTime(clock, () => all.every(({ over }) => over), { stepMs: 5_000 });
    expect(all.map(({ text }) => text)).toEqual(Array(8).fill('Hei maailma!'));
    expect(standin.requests.filter(({ outcome }) => outcome === 'open')).toEqual([]);
  });

  test('that stays "requested" for a day holds nobody up, and is still waited for', async () => {
    const stuck = Array.from({ length: 8 }, (_, n) => ({
      id: `acme/stuck-${n}`,
      workers: { state: 'offline', requestedMs: 86_400_000 } as const,
    }));
    const { gateway, clock } = await startWithStandin(
      {},
      { scenario: { models: [{ id: MODEL, workers: { lifetimeMs: 10 * 86_400_000 } }, ...stuck] } },
    );
    const all = stuck.map(({ id }, n) => new Asking(gateway, { model: id, person: `p${n}` }));
    await letPass(clock, 23 * 3_600_000, 60_000);
    const ninth = new Asking(gateway, { person: 'z' });
    await passTime(clock, () => ninth.over, { mostMs: 10_000 });
    expect(ninth.text).toBe('Hei maailma!');
    expect(all.map(({ over, phases }) => [over, phases.at(-1)])).toEqual(all.map(() => [false, 'requested']));
    for (const asking of all) asking.abort(new Error('stopped'));
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

  test('is given up after that quarter of an hour also where the bot was restarted meanwhile', async () => {
    const store = await openAittaStore();
    const first = await startWithRawAitta({ chat: () => undefined, workers: () => [] }, { gateway: { store } });
    const asking = new Asking(first.gateway);
    await letPass(first.clock, 600_000, 5_000);
    expect(asking.over).toBe(false);
    const { gateway } = first.again(); // the former process was killed
    const again = new Asking(gateway);
    await passTime(first.clock, () => again.over, { stepMs: 10_000, mostMs: 400_000 });
    expect(again.error).toMatchObject({ name: 'BotError', code: 'model-unavailable' });
    asking.abort(new Error('killed'));
  });

  describe('that only a hanging request wakes', () => {
    const open = async () => {
      const answers: (() => void)[] = [];
      let hanging = 0;
      let workers: string[] = [];
      const bench = await startWithRawAitta({
        workers: () => workers,
        chat: (_, response) => {
          hanging++;
          response.on('close', () => hanging--);
          answers.push(() => {
            response.writeHead(200, { 'content-type': 'text/event-stream' });
            response.end(sse([{ content: 'Hei' }]));
          });
          return undefined;
        },
      });
      return { ...bench, answers, hanging: () => hanging, list: (...states: string[]) => (workers = states) };
    };

    test('may hang for six minutes, and its answer is a sign for all who wait, before the list says so', async () => {
      const { gateway, clock, chats, answers, list } = await open();
      const all = ['a', 'b', 'c'].map((person) => new Asking(gateway, { person }));
      await passTime(clock, () => chats() === 1);
      list('requested');
      // The first tick starts a timer of undici's, the second one lets its time pass.
      undiciTimers.tick(1_000);
      undiciTimers.tick(360_000);
      await letPass(clock, 360_000, 5_000);
      expect(chats()).toBe(1);
      expect(all.map(({ phases }) => phases)).toEqual(all.map(() => ['waking', 'requested']));
      answers[0]?.();
      await until(() => chats() === 4);
      for (const answer of answers.slice(1)) answer();
      await until(() => all.every(({ text }) => text === 'Hei'));
    });

    test('is not asked for again because the question was parked: the request goes on hanging', async () => {
      const { gateway, clock, chats, hanging } = await open();
      const first = new Asking(gateway);
      await passTime(clock, () => chats() === 1);
      first.abort(new Error('parked'));
      await letPass(clock, 10_000);
      const parked = new Asking(gateway);
      await letPass(clock, 300_000, 5_000);
      expect(parked.over).toBe(false);
      expect([chats(), hanging()]).toEqual([1, 1]);
      parked.abort(new Error('stopped'));
      await passTime(clock, () => hanging() === 0, { mostMs: 62_000 });
    });

    test('is woken again where a gateway cuts the request off, once in a minute', async () => {
      const { gateway, clock, chats } = await startWithRawAitta({
        workers: () => [],
        chat: () => ({ status: 504, headers: { 'content-type': 'text/html' }, body: '<h1>504 Gateway Time-out</h1>' }),
      });
      const asking = new Asking(gateway);
      await letPass(clock, 300_000, 5_000);
      expect(asking.phases).toEqual(['waking']);
      expect(chats()).toBeGreaterThanOrEqual(4);
      expect(chats()).toBeLessThanOrEqual(6);
      asking.abort(new Error('stopped'));
    });

    test.each([
      [401, 'service-unauthorized'],
      [404, 'model-unknown'],
    ])('and whose request meets %i ends with what the question itself would have met', async (status, code) => {
      const { gateway, clock } = await startWithRawAitta({
        workers: () => [],
        chat: () => json({ error: 'no' }, status),
      });
      const asking = new Asking(gateway);
      await passTime(clock, () => asking.over, { mostMs: 30_000 });
      expect(asking.error).toMatchObject({ code });
    });
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
      workers: () => (looks++ % 2 === 0 ? [] : ['running']),
      chat: () => ({ status: 504, body: '' }),
    });
    const asking = new Asking(gateway);
    await passTime(clock, () => asking.over, { stepMs: 20_000, mostMs: 4 * 3_600_000 });
    expect(asking.error).toMatchObject({ name: 'BotError' });
    expect(chats()).toBeLessThanOrEqual(150);
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

test('a break that is planned for soon is told to whoever waits for a model to start, and no other one', async () => {
  const breaks = [
    { inMs: 6 * 3_600_000, lastsMs: 60_000, reason: 'later' },
    { inMs: 900_000, lastsMs: 4 * 3_600_000, reason: 'new disks' },
    { inMs: 180_000, lastsMs: 1_200_000, reason: 'announced in parts' },
    { inMs: 240_000, lastsMs: 60_000, reason: 'and this within another' },
  ];
  const { gateway, clock, standin } = await startWithStandin(COLD, {
    scenario: { models: [{ id: MODEL, ...COLD }, { id: 'acme/warm' }], downtimes: breaks },
  });
  const [from, end] = [clock.now() + 180_000, clock.now() + 900_000 + 4 * 3_600_000];
  const all = ['a', 'b'].map((person) => new Asking(gateway, { person }));
  await letPass(clock, 30_000);
  const told = { type: 'phase', name: 'requested', break: { from, until: end } };
  for (const { events } of all) expect(events.at(-1)).toMatchObject(told);
  expect(requestsOf(standin, 'downtimes')).toHaveLength(1);
  const warm = new Asking(gateway, { model: 'acme/warm' });
  await until(() => warm.over);
  expect(warm.events[0]).toEqual({ type: 'phase', name: 'running' });
  for (const asking of all) asking.abort(new Error('stopped'));
});

test('of breaks that overlap and go on now, the last end is told', async () => {
  const breaks = [
    { inMs: 0, lastsMs: 600_000, reason: 'new disks' },
    { inMs: 300_000, lastsMs: 1_800_000, reason: 'and a new network' },
  ];
  const { gateway, clock, standin } = await startWithStandin({}, { scenario: { downtimes: breaks } });
  const end = clock.now() + 2_100_000;
  const asking = new Asking(gateway);
  await letPass(clock, 30_000);
  expect(asking.events.at(-1)).toEqual({ type: 'phase', name: 'downtime', until: end });
  expect(await gateway.service()).toEqual({ ok: false, until: end });
  await letPass(clock, 700_000, 5_000);
  expect(asking.events.at(-1)).toEqual({ type: 'phase', name: 'downtime', until: end });
  await passTime(clock, () => asking.over, { stepMs: 5_000 });
  expect(asking.text).toBe('Hei maailma!');
  expect(requestsOf(standin, 'downtimes').length).toBeLessThanOrEqual(4);
});

test('an answer is news of the end of an outage: all who wait are asked then, before the next look', async () => {
  const { gateway, clock, standin } = await startWithStandin();
  await gateway.models();
  standin.addFault({ kind: 'html-502' });
  const waiting = ['ada', 'ben'].map((person) => new Asking(gateway, { person }));
  await letPass(clock, 90_000);
  expect(waiting.map(({ phases }) => phases.at(-1))).toEqual(['outage', 'outage']);
  await passTime(clock, () => standin.requests.at(-1)?.route === 'workers');
  standin.clearFaults();
  const next = new Asking(gateway, { person: 'cem' });
  await passTime(clock, () => next.over, { mostMs: 1_000 });
  await passTime(clock, () => waiting.every(({ over }) => over), { mostMs: 1_000 });
  expect(waiting.map(({ text }) => text)).toEqual(['Hei maailma!', 'Hei maailma!']);
});

test('whose question is older comes first, whoever hears first that Aitta is back: that place is told', async () => {
  const { gateway, clock } = await startWithStandin(COLD);
  const younger = new Asking(gateway, { person: 'ben', askedAt: 2 });
  await letPass(clock, 3_000);
  const older = new Asking(gateway, { person: 'ada', askedAt: 1 });
  await letPass(clock, 30_000);
  expect([older, younger].map(({ events }) => events.at(-1))).toMatchObject([
    { queue: { people: 2, place: 1 } },
    { queue: { people: 2, place: 2 } },
  ]);
});
