import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { BudgetWait } from '../../../../src/adapters/openai/budget/budget.ts';
import type { Permit } from '../../../../src/adapters/openai/budget/chat-places.ts';
import { SharedBudget } from '../../../../src/adapters/openai/budget/shared/shared-budget.ts';
import { StoredRecords } from '../../../../src/adapters/storage/records/stored-records.ts';
import { SqliteDatabase } from '../../../../src/adapters/storage/sqlite/sqlite-database.ts';
import { SqliteRecordTable } from '../../../../src/adapters/storage/sqlite/sqlite-record-table.ts';
import { plainCipher } from '../../../../src/adapters/storage/store-cipher.ts';
import { ChangesHub } from '../../../doubles/changes-hub.ts';
import { failingTable } from '../../../doubles/open-records.ts';
import { quietLog } from '../../../doubles/quiet-log.ts';
import { SettlingClock } from '../../storage/turns/queue-world.ts';
import { ProcessClock } from '../../../driven/process-clock.ts';

const never = new AbortController().signal;
const settle = async (): Promise<void> => {
  for (let round = 0; round < 12; round++) await new Promise((resolve) => setImmediate(resolve));
};

const world = ({ requestsPerMinute = 60, concurrency = 8 } = {}) => {
  const clock = new SettlingClock(settle);
  const database = new SqliteDatabase(':memory:');
  const hub = new ChangesHub();
  const disk = { fails: false };
  const table = failingTable(new SqliteRecordTable(database), () => disk.fails);
  const begun: { who: string; at: number; permit: Permit }[] = [];
  const open = () => {
    const own = new ProcessClock(clock);
    const changes = hub.join();
    const store = new StoredRecords('requests', { table, cipher: plainCipher, clock: own, changes });
    const parts = { store, key: 'service', clock: own, sharedNow: () => clock.now(), log: quietLog(), random: () => 0 };
    const budget = new SharedBudget({ ...parts, requestsPerMinute, concurrency });
    return {
      budget,
      enter: (who: string, onWait?: (wait: BudgetWait) => void, signal = never): Promise<Permit> =>
        budget.enter(who, { signal, askedAt: clock.now(), ...(onWait ? { onWait } : {}) }).then((permit) => {
          begun.push({ who, at: clock.now(), permit });
          return permit;
        }),
      freeze: () => {
        own.freeze();
        changes.fallDeaf();
      },
      thaw: () => own.thaw(),
    };
  };
  return { clock, open, begun, disk, order: () => begun.map(({ who }) => who).join('') };
};

test('sixty questions of twelve people over three processes stay within one budget, in a fair order, and all are answered', async () => {
  const { clock, open, begun } = world({ requestsPerMinute: 20, concurrency: 4 });
  const processes = [open(), open(), open()];
  let inFlight = 0;
  let most = 0;
  const ask = async (n: number): Promise<void> => {
    const permit = await processes[n % 3]?.enter(`p${n % 12}`);
    most = Math.max(most, ++inFlight);
    await clock.sleep(2_500);
    inFlight--;
    permit?.release();
  };
  const all = Array.from({ length: 60 }, (_, n) => ask(n));
  await clock.advance(400_000, 500);
  await Promise.all(all);
  expect(most).toBe(4);
  for (const { at } of begun)
    expect(begun.filter((other) => other.at >= at && other.at < at + 60_500).length).toBeLessThanOrEqual(20);
  for (let round = 0; round < 5; round++) {
    const served = begun.slice(round * 12, round * 12 + 12).map(({ who }) => who);
    expect(new Set(served).size).toBe(12);
  }
});

test('a place that is free in one process goes at once to whoever is next in another', async () => {
  const { open, begun, order } = world({ concurrency: 1 });
  const [one, other] = [open(), open()];
  await one.enter('a');
  const told: number[] = [];
  void other.enter('b', ({ ahead }) => told.push(ahead));
  await settle();
  void one.enter('a');
  await settle();
  expect([order(), told]).toEqual(['a', [0]]);
  begun[0]?.permit.release();
  begun[0]?.permit.release();
  await settle();
  expect(order()).toBe('ab');
  begun[1]?.permit.release();
  await settle();
  expect(order()).toBe('aba');
});

test('a 429 in one process pauses all of them, and whoever waits is told so', async () => {
  const { clock, open, order } = world();
  const [one, other] = [open(), open()];
  const until = one.budget.limited(7);
  expect([until, one.budget.pausedUntil]).toEqual([clock.now() + 7_000, clock.now() + 7_000]);
  await settle();
  expect(other.budget.pausedUntil).toBe(until);
  const told: BudgetWait[] = [];
  void other.enter('a', (wait) => told.push(wait));
  await clock.advance(6_900, 100);
  expect([order(), told]).toEqual(['', [{ ahead: 0, pausedUntil: until }]]);
  await clock.advance(200, 100);
  expect([order(), other.budget.pausedUntil]).toEqual(['a', undefined]);
});

test('metadata requests of all processes count in the one minute', async () => {
  const { clock, open } = world({ requestsPerMinute: 4 });
  const processes = [open(), open()];
  const begun: number[] = [];
  for (let n = 0; n < 6; n++) void processes[n % 2]?.budget.count('urgent', never).then(() => begun.push(clock.now()));
  await settle();
  expect(begun).toHaveLength(4);
  await clock.advance(3_000, 500);
  expect(processes[1]?.budget.load).toMatchObject({ begun: 4, waiting: 2, perMinute: 4 });
  await clock.advance(62_000, 500);
  expect(begun).toHaveLength(6);
});

test('what a dead process had in flight, and in the line, holds nobody up after some seconds', async () => {
  const { clock, open, order } = world({ concurrency: 1 });
  const [one, other] = [open(), open()];
  await one.enter('a');
  void one.enter('a');
  void other.enter('b');
  await settle();
  one.freeze();
  await clock.advance(6_000, 500);
  expect(order()).toBe('a');
  await clock.advance(8_000, 500);
  expect(order()).toBe('ab');
});

test('a process that the others took for dead gets its places back when it goes on', async () => {
  const { clock, open, begun, order } = world({ concurrency: 2 });
  const [one, other] = [open(), open()];
  await one.enter('a');
  await other.enter('b');
  void one.enter('c');
  await settle();
  one.freeze();
  await clock.advance(14_000, 500);
  one.thaw();
  await clock.advance(4_000, 500);
  begun[1]?.permit.release();
  await clock.advance(4_000, 500);
  expect(order()).toBe('abc');
  expect(other.budget.load.inFlight).toBe(2);
});

test('while the store is away nothing begins; afterwards everybody goes on, and nothing that was released is held', async () => {
  const { clock, open, begun, disk, order } = world({ concurrency: 1 });
  const [one, other] = [open(), open()];
  await one.enter('a');
  disk.fails = true;
  void other.enter('b');
  begun[0]?.permit.release();
  await clock.advance(20_000, 500);
  expect(order()).toBe('a');
  disk.fails = false;
  await clock.advance(3_000, 500);
  expect(order()).toBe('ab');
});

test('an abort leaves the line, and nothing is left to do where nobody wants anything', async () => {
  const { clock, open, begun, order } = world({ concurrency: 1 });
  const [one, other] = [open(), open()];
  await one.enter('a');
  const stop = new AbortController();
  const gone = other.enter('b', undefined, stop.signal);
  void other.enter('c');
  await settle();
  stop.abort(new Error('stopped'));
  await expect(gone).rejects.toThrow('stopped');
  begun[0]?.permit.release();
  await settle();
  expect(order()).toBe('ac');
  begun[1]?.permit.release();
  await settle();
  expect(clock.sleeping).toBe(0);
});

test('whatever people do in three processes, the limits hold and everybody who stays is served', async () => {
  const step = fc.record({
    process: fc.nat(2),
    who: fc.constantFrom('a', 'b', 'c', 'd'),
    waitMs: fc.nat(4_000),
    holdMs: fc.nat(9_000),
    hangs: fc.boolean(),
    stop: fc.boolean(),
  });
  const property = fc.asyncProperty(fc.array(step, { minLength: 1, maxLength: 25 }), async (steps) => {
    const { clock, open } = world({ requestsPerMinute: 7, concurrency: 3 });
    const processes = [open(), open(), open()];
    const begun: number[] = [];
    let served = 0;
    const ask = async ({ process, who, holdMs, hangs }: (typeof steps)[number], signal: AbortSignal): Promise<void> => {
      const permit = await processes[process]?.budget.enter(who, { signal, askedAt: clock.now() });
      begun.push(clock.now());
      if (hangs) permit?.hangs();
      await clock.sleep(holdMs);
      permit?.release();
      served += 1;
    };
    const all: Promise<void>[] = [];
    let stopped = 0;
    for (const each of steps) {
      const controller = new AbortController();
      all.push(ask(each, controller.signal).catch(() => void (stopped += 1))); // ended by the test, and counted
      await clock.advance(each.waitMs, 1_000);
      if (each.stop) controller.abort(new Error('stopped'));
    }
    await clock.advance(400_000, 2_000);
    await Promise.all(all);
    expect(served + stopped).toBe(steps.length);
    for (const at of begun) expect(begun.filter((b) => b >= at && b < at + 60_000).length).toBeLessThanOrEqual(7);
    const loads = () => processes.map(({ budget }) => budget.load.waiting);
    loads(); // what it knows is old: it looks
    await settle();
    expect(loads()).toEqual([0, 0, 0]);
  });
  await fc.assert(property, { numRuns: 15 });
});
