import { beforeEach, expect, test } from 'vitest';
import { SqliteDatabase } from '../../../src/adapters/storage/sqlite/sqlite-database.ts';
import { openRecords } from '../../doubles/open-records.ts';
import { History } from '../../../src/core/memory/history.ts';
import type { PastTurn } from '../../../src/core/memory/past-turn.ts';
import { DrivenClock } from '../../driven/driven-clock.ts';

let database: SqliteDatabase;
let history: History;
let statements = 0;
beforeEach(() => {
  database = new SqliteDatabase(':memory:');
  const clock = new DrivenClock();
  history = new History(openRecords(database, clock), clock);
  statements = 0;
  for (const verb of ['get', 'run', 'all'] as const) {
    const original = database[verb].bind(database) as (...args: unknown[]) => never;
    database[verb] = (...args: unknown[]): never => {
      statements += 1;
      return original(...args);
    };
  }
});

const turn = (turnId: string, part: Partial<PastTurn> = {}): PastTurn => ({
  turnId,
  questions: [{ personId: 'ada', who: 'Ada', text: `question ${turnId}` }],
  texts: [`answer ${turnId}`],
  model: 'm',
  at: 1,
  ...part,
});
const newest = async (limit: number, conversation = 'c'): Promise<string[]> => {
  const ids: string[] = [];
  for await (const past of history.newest(conversation)) if (ids.push(past.turnId) === limit) break;
  return ids;
};

test('turns come back newest first, each conversation its own', async () => {
  for (let n = 0; n < 40; n++) await history.add('c', turn(`t${n}`));
  await history.add('other', turn('x'));
  expect(await newest(3)).toEqual(['t39', 't38', 't37']);
  expect(await newest(100)).toHaveLength(40);
  expect(await newest(5, 'other')).toEqual(['x']);
  expect(await newest(5, 'nobody')).toEqual([]);
});

test('adding a turn twice, also with a crash in between, keeps it once', async () => {
  await history.add('c', turn('t1'));
  await history.add('c', turn('t1', { texts: ['again'] }));
  await history.add('c', turn('t2'));
  expect(await newest(5)).toEqual(['t2', 't1']);
  expect((await history.find('c', 't1'))?.texts).toEqual(['again']);
});

test('many turns added at once are all there', async () => {
  await Promise.all(Array.from({ length: 50 }, (_, n) => history.add('c', turn(`t${n}`))));
  expect((await newest(100)).toSorted()).toEqual(Array.from({ length: 50 }, (_, n) => `t${n}`).toSorted());
});

test('a reset hides what was, and a removed turn is gone', async () => {
  await history.add('c', turn('t1'));
  await history.reset('c');
  expect(await newest(5)).toEqual([]);
  expect(await history.knows('c')).toBe(true);
  await history.add('c', turn('t2'));
  await history.add('c', turn('t3'));
  expect(await history.remove('c', 't2')).toBe(1);
  expect(await history.remove('c', 't2')).toBe(0);
  expect(await newest(5)).toEqual(['t3']);
});

test('a question can be rewritten, an unknown one cannot', async () => {
  await history.add('c', turn('t1'));
  expect(await history.rewrite('c', 't1', 'better')).toBe(true);
  expect(await history.rewrite('c', 'nobody', 'better')).toBe(false);
  expect((await history.find('c', 't1'))?.questions).toEqual([{ personId: 'ada', who: 'Ada', text: 'better' }]);
});

test('a turn costs the same in a conversation of ten turns and of ten thousand', async () => {
  const cost = async (turnId: string): Promise<number> => {
    statements = 0;
    await newest(10);
    await history.add('c', turn(turnId));
    return statements;
  };
  for (let n = 0; n < 20; n++) await history.add('c', turn(`t${n}`));
  const small = await cost('early');
  for (let n = 20; n < 10_000; n++) await history.add('c', turn(`t${n}`));
  expect(await cost('late')).toBe(small);
});
