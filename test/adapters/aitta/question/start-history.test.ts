import { describe, expect, test } from 'vitest';
import { ServiceMemory } from '../../../../src/adapters/openai/service-memory.ts';
import { StartHistory } from '../../../../src/adapters/aitta/question/start-history.ts';
import { letOthers } from '../../../../src/async/let-others.ts';
import { Asking } from '../../../doubles/asking.ts';
import { quietLog } from '../../../doubles/quiet-log.ts';
import { DrivenClock } from '../../../driven/driven-clock.ts';
import { letPass, MODEL, openAittaStore, passTime, startWithStandin } from '../gateway-bench.ts';

const LOOK_MS = 10_000;

const open = (clock = new DrivenClock(), store?: ConstructorParameters<typeof ServiceMemory>[0]['store']) => {
  const memory = new ServiceMemory({ store, url: 'http://aitta.test', log: quietLog([]) });
  const history = new StartHistory({ memory, clock });
  /** A start as it is seen, look by look. `onLook` hears how much is left. */
  const start = async (requestedMs: number, startingMs: number, onLook?: (leftMs: number) => void): Promise<void> => {
    for (let passedMs = 0; passedMs < requestedMs + startingMs; passedMs += LOOK_MS) {
      history.note(MODEL, passedMs === 0 ? 'offline' : passedMs < requestedMs ? 'requested' : 'starting');
      onLook?.(requestedMs + startingMs - passedMs);
      await clock.advance(LOOK_MS);
    }
    history.note(MODEL, 'running');
  };
  return { clock, history, start };
};

/** Numbers from 0 to 1, the same in every run. */
const seeded = (seed: number) => (): number => {
  seed = (seed * 1_103_515_245 + 12_345) % 2_147_483_648;
  return seed / 2_147_483_648;
};

describe('what is known of starts', () => {
  test('is nothing before three of them; then a range with its basis', async () => {
    const { history, start } = open();
    for (const minutes of [4, 6]) await start(60_000, minutes * 60_000);
    history.note(MODEL, 'offline');
    expect(history.estimate(MODEL, 'offline')).toBeUndefined();
    history.note(MODEL, 'unknown');
    await start(60_000, 300_000);
    history.note(MODEL, 'offline');
    expect(history.estimate(MODEL, 'offline')).toMatchObject({ fromMs: 300_000, toMs: 420_000, starts: 3 });
    expect(history.estimate('acme/other', 'offline')).toBeUndefined();
  });

  test('is, while it loads, of the loading alone', async () => {
    const { clock, history, start } = open();
    for (const minutes of [1, 30, 90]) await start(minutes * 60_000, 120_000);
    history.note(MODEL, 'offline');
    await clock.advance(LOOK_MS);
    history.note(MODEL, 'starting');
    expect(history.estimate(MODEL, 'starting')).toEqual({
      since: clock.now(),
      fromMs: 120_000,
      toMs: 120_000,
      starts: 3,
    });
  });

  test('counts no start whose beginning or end nobody saw', async () => {
    const { clock, history, start } = open();
    for (let n = 0; n < 3; n++) await start(60_000, 60_000);
    history.note(MODEL, 'starting'); // when it began is not known
    await clock.advance(LOOK_MS);
    history.note(MODEL, 'running');
    history.note(MODEL, 'offline');
    await clock.advance(3_600_000); // nobody waited any more
    history.note(MODEL, 'running');
    history.note(MODEL, 'offline');
    expect(history.estimate(MODEL, 'offline')).toMatchObject({ toMs: 120_000, starts: 3 });
  });

  test('survives a restart, and ends after 90 days', async () => {
    const store = await openAittaStore();
    const { clock, start } = open(new DrivenClock(), store);
    for (let n = 0; n < 3; n++) await start(60_000, 60_000);
    for (let rounds = 0; rounds < 20; rounds++) await letOthers(); // it is written behind everybody's back
    const next = open(clock, store);
    await next.history.restored();
    next.history.note(MODEL, 'offline');
    expect(next.history.estimate(MODEL, 'offline')).toMatchObject({ starts: 3 });
    await clock.advance(91 * 86_400_000);
    next.history.note(MODEL, 'offline');
    expect(next.history.estimate(MODEL, 'offline')).toBeUndefined();
  });

  test('goes by starts at the same time of day rather than by others', async () => {
    const { clock, history, start } = open();
    const told: unknown[] = [];
    for (let day = 0; day < 8; day++) {
      await start(60_000, 60_000); // by night
      await clock.advance(12 * 3_600_000);
      await start(840_000, 60_000); // by day
      await clock.advance(12 * 3_600_000 - 1_020_000);
      history.note(MODEL, 'offline');
      told.push(history.estimate(MODEL, 'offline'));
      history.note(MODEL, 'unknown');
    }
    expect(told[0]).toBeUndefined();
    expect(told.slice(1)).toMatchObject([4, 6, 8, 10, 12, 14, 16].map((starts) => ({ starts, toMs: 120_000 })));
  });

  test('goes by the last starts rather than by those of before', async () => {
    const { history, start } = open();
    for (let n = 0; n < 15; n++) await start(60_000, 60_000);
    for (let n = 0; n < 15; n++) await start(360_000, 60_000);
    history.note(MODEL, 'offline');
    const { fromMs = 0, toMs } = history.estimate(MODEL, 'offline') ?? {};
    expect({ fromMs, toMs }).toEqual({ fromMs: 120_000, toMs: 420_000 });
    for (let n = 0; n < 15; n++) await start(360_000, 60_000);
    history.note(MODEL, 'offline');
    expect(history.estimate(MODEL, 'offline')).toMatchObject({ fromMs: 420_000, toMs: 420_000, starts: 45 });
  });

  test('is corrected once a start takes longer than most have', async () => {
    const { clock, history, start } = open();
    for (const minutes of [2, 2, 2, 2, 2, 2, 2, 20, 25, 30]) await start(60_000, minutes * 60_000);
    history.note(MODEL, 'offline');
    expect(history.estimate(MODEL, 'requested')).toMatchObject({ fromMs: 180_000, starts: 10 });
    for (let looks = 0; looks < 30; looks++) {
      await clock.advance(LOOK_MS);
      history.note(MODEL, 'requested');
    }
    expect(history.estimate(MODEL, 'requested')).toMatchObject({ fromMs: 1_260_000, toMs: 1_860_000, starts: 10 });
  });

  /** Around 1, as the times of machines are; the same in every run. */
  const spread = (random: () => number, by: number): number =>
    Math.exp(by * Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random()));
  const isOfficeHour = (hour: number): boolean => hour >= 8 && hour < 18;

  /** How long GPUs are waited for, and the loading of the model. */
  const services: Record<string, (random: () => number, hour: number, nth: number) => [number, number]> = {
    'weights take as long each time, GPUs come sooner or later': (random) => [
      20_000 + 100_000 * random(),
      240_000 * (0.8 + 0.4 * random()),
    ],
    'all of it differs by a quarter': (random) => {
      const factor = spread(random, 0.25);
      return [90_000 * factor, 240_000 * factor];
    },
    'GPUs are three times as scarce in office hours': (random, hour) => [
      100_000 * (isOfficeHour(hour) ? 3 : 1) * spread(random, 0.2),
      150_000,
    ],
    'it becomes nearly twice as slow for some time, and fast again': (random, _, nth) => [
      60_000 * spread(random, 0.2) * (nth % 60 < 30 ? 1 : 1.8),
      200_000,
    ],
  };

  test.each(Object.entries(services))(
    'is within a factor of 1.5 in four of five cases, after ten starts, where %s',
    async (_, timesOf) => {
      let good = 0;
      let all = 0;
      for (let seed = 1; seed <= 5; seed++) {
        const { clock, history, start } = open();
        const random = seeded(seed);
        for (let nth = 0; nth < 60; nth++) {
          await clock.advance(Math.round(9 * random() * 3_600_000));
          const [requestedMs, startingMs] = timesOf(random, new Date(clock.now()).getUTCHours(), nth);
          await start(requestedMs, startingMs, (leftMs) => {
            const told = nth < 10 ? undefined : history.estimate(MODEL, 'requested');
            if (!told || clock.now() !== told.since) return; // once for each start: when it begins
            const middleMs = (told.fromMs + told.toMs) / 2;
            all++;
            if (middleMs < leftMs * 1.5 && middleMs > leftMs / 1.5) good++;
          });
        }
      }
      expect(all).toBe(250);
      expect(good / all).toBeGreaterThanOrEqual(0.8);
    },
  );
});

test('who waits for a model that was started before is told how long that took', async () => {
  const { gateway, clock, standin } = await startWithStandin({
    workers: { state: 'offline', requestedMs: 60_000, startingMs: 120_000 },
  });
  for (let n = 0; n < 3; n++) {
    const asking = new Asking(gateway);
    await passTime(clock, () => asking.over, { stepMs: 5_000 });
    expect(asking.events.some((event) => event.type === 'phase' && event.start)).toBe(false);
    standin.setWorker(MODEL, 'offline');
    await letPass(clock, 130_000, 10_000);
  }
  const asking = new Asking(gateway);
  await letPass(clock, 30_000);
  const told = asking.events.findLast((event) => event.type === 'phase');
  expect(told).toMatchObject({ name: 'requested', start: { starts: 3 } });
  const { fromMs = 0, toMs = 0 } = (told?.type === 'phase' && told.start) || {};
  expect(fromMs).toBeGreaterThanOrEqual(160_000);
  expect(toMs).toBeLessThanOrEqual(220_000);
  asking.abort(new Error('stopped'));
});

test('what two processes see of starts at once, the next one knows', async () => {
  const store = await openAittaStore();
  const clock = new DrivenClock();
  const [one, other] = [open(clock, store), open(clock, store)];
  await one.start(60_000, 240_000);
  await other.start(60_000, 240_000);
  await one.start(60_000, 240_000);
  await letOthers();
  const next = open(clock, store);
  await next.history.restored();
  expect(next.history.usual(MODEL)).toMatchObject({ starts: 3 });
  expect(one.history.usual(MODEL)).toMatchObject({ starts: 3 });
});
