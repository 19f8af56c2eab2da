import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, onTestFinished, test } from 'vitest';
import type { RecordTable } from '../../../src/adapters/storage/records/record-table.ts';
import { SqliteDatabase } from '../../../src/adapters/storage/sqlite/sqlite-database.ts';
import { openMemories } from '../../../src/core/memory/memories.ts';
import type { Memories } from '../../../src/core/memory/memories.ts';
import { Limits, noLimits } from '../../../src/core/turn/limits.ts';
import type { LimitHit } from '../../../src/core/turn/limits.ts';
import type { Arrival } from '../../../src/core/ports/arrival.ts';
import { openRecords } from '../../doubles/open-records.ts';
import { DrivenClock } from '../../driven/driven-clock.ts';
import { Shuffler } from '../../driven/shuffler.ts';
import { lateTable } from '../../driven/late-table.ts';

/** What two processes see that have one file between them. */
const open = (wrap: (table: RecordTable) => RecordTable = (table) => table) => {
  const path = join(mkdtempSync(join(tmpdir(), 'aitta-bot-')), 'bot.sqlite');
  const clock = new DrivenClock();
  const stores = [1, 2].map(() => {
    const database = new SqliteDatabase(path);
    onTestFinished(() => database.close());
    return openRecords(database, clock, { wrap });
  });
  const memories = stores.map((openStore) => openMemories(openStore, clock, 2_592_000_000));
  return { clock, stores, memories };
};
const arrival = (n: number, part: Partial<Arrival> = {}): Arrival => ({
  id: `turn ${n}`,
  platform: 'test',
  workspace: 'w',
  channel: 'c',
  conversation: `thread ${n}`,
  personId: 'ada',
  input: '',
  address: null,
  at: n,
  ...part,
});
/** Each of so many is done by one of the two, all of them at once. */
const atOnce = <T>(count: number, workers: readonly T[], work: (worker: T, n: number) => Promise<unknown>) =>
  Promise.all(
    Array.from({ length: count }, (_, n) => {
      const worker = workers[n % workers.length];
      if (worker === undefined) throw new Error('nobody');
      return work(worker, n);
    }),
  );
const past = (n: number) => ({
  turnId: `turn ${n}`,
  questions: [{ personId: 'ada', who: 'Ada', text: `question ${n}` }],
  texts: [`answer ${n}`],
  model: 'm',
  at: n,
});
const all = async ({ history }: Memories, conversation = 'thread'): Promise<string[]> => {
  const turns: string[] = [];
  for await (const turn of history.all(conversation)) turns.push(turn.turnId);
  return turns;
};

describe('two processes on one file, and many at once in each', () => {
  test('lose no turn of a conversation, and have none twice', async () => {
    const { memories } = open();
    await atOnce(40, memories, ({ history }, n) => history.add('thread', past(n)));
    // And both the same turn at once, as when one of them was frozen.
    await Promise.all(memories.map(({ history }) => atOnce(40, [history], (each, n) => each.add('thread', past(n)))));
    await Promise.all(memories.map(({ history }) => history.add('thread', past(40))));
    for (const each of memories)
      expect((await all(each)).toSorted()).toEqual(Array.from({ length: 41 }, (_, n) => `turn ${n}`).toSorted());
  });

  test.each(Array.from({ length: 40 }, (_, n) => n + 1))(
    'leave nothing behind where one adds to what the other deletes (seed %i)',
    async (seed) => {
      const shuffler = new Shuffler(seed);
      const { memories, stores } = open((table) => lateTable(table, shuffler));
      const [one, other] = memories;
      if (!one || !other) throw new Error('nobody');
      for (let n = 0; n < 3; n++) await one.history.add('thread', past(n));
      const adding = one.history.add('thread', past(3));
      for (let pauses = shuffler.next(12); pauses > 0; pauses--) await shuffler.turn();
      await Promise.all([adding, other.history.erase('thread')]);
      expect((await all(one)).length).toBeLessThanOrEqual(1);
      // What was kept is deleted when its time is over: nothing lies there that no head leads to.
      const isFound = await one.history.knows('thread');
      expect(isFound ? [] : await stores[0]?.('turns').keys('thread/')).toEqual([]);
      await other.history.erase('thread');
      expect(await stores[0]?.('turns').keys('')).toEqual([]);
    },
  );

  test('count each question once', async () => {
    const { memories } = open();
    const usage = { tokensIn: 10, tokensOut: 1, estimated: false, waitMs: 0, writeMs: 0 };
    await atOnce(30, memories, (each, n) => each.usage.add(arrival(n), `turn ${n}`, usage));
    await atOnce(30, memories.toReversed(), (each, n) => each.usage.add(arrival(n), `turn ${n}`, usage));
    for (const scope of ['person', 'channel', 'all'] as const)
      expect(await memories[0]?.usage.total(arrival(0), scope, 0)).toMatchObject({ questions: 30, tokensIn: 300 });
  });

  test('never exceed a limit, and take no place in one window when another is full', async () => {
    const { stores, clock } = open();
    const rules = { ...noLimits, questionsPerHour: { person: 7, channel: 9 } };
    const limits = stores.map((openStore) => new Limits(openStore, { clock, rules }));
    const taken = async (count: number, part: Partial<Arrival>, from = 0): Promise<(LimitHit | undefined)[]> => {
      const hits: (LimitHit | undefined)[] = [];
      await atOnce(count, limits, async (each, n) => hits.push(await each.take(arrival(from + n, part), 'question')));
      return hits;
    };
    const first = await taken(40, {});
    expect(first.filter((hit) => hit === undefined)).toHaveLength(7);
    expect(first.find((hit) => hit !== undefined)).toMatchObject({ scope: 'person', until: clock.now() + 60 * 60_000 });
    expect(await taken(7, {}, 0)).toHaveLength(7); // a turn that is run again has its place already
    const second = await taken(40, { personId: 'bo' }, 100);
    expect(second.filter((hit) => hit === undefined)).toHaveLength(2);
    expect(await taken(1, { personId: 'bo' }, 150)).toMatchObject([{ scope: 'channel' }]);
    const elsewhere = await taken(40, { personId: 'bo', channel: 'other' }, 200);
    expect(elsewhere.filter((hit) => hit === undefined)).toHaveLength(5);
  });

  test('keep both of two settings of one place', async () => {
    const { memories } = open();
    const set = { value: 'x', by: 'Ada', at: 1 };
    const [one, other] = memories;
    await Promise.all([
      one?.settings.set(arrival(1), 'channel', 'model', set),
      other?.settings.set(arrival(1), 'channel', 'system', set),
    ]);
    expect(await one?.settings.find(arrival(1), 'model')).toMatchObject(set);
    expect(await one?.settings.find(arrival(1), 'system')).toMatchObject(set);
  });
});
