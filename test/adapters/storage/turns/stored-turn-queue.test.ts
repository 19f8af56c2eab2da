import { expect, test } from 'vitest';
import { SqliteDatabase } from '../../../../src/adapters/storage/sqlite/sqlite-database.ts';
import { SqliteTurnTable } from '../../../../src/adapters/storage/sqlite/sqlite-turn-table.ts';
import { StoredTurnQueue } from '../../../../src/adapters/storage/turns/stored-turn-queue.ts';
import { isBotError } from '../../../../src/core/errors.ts';
import type { Arrival } from '../../../../src/core/ports/arrival.ts';
import { turnQueueContract } from '../../../contracts/turn-queue-contract.ts';
import { quietLog } from '../../../doubles/quiet-log.ts';
import { DrivenClock } from '../../../driven/driven-clock.ts';
import { Shuffler } from '../../../driven/shuffler.ts';
import { lateTable } from '../../../driven/late-table.ts';
import { queueWorld } from './queue-world.ts';
import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

turnQueueContract('StoredTurnQueue on a SQLite file', () => {
  const path = join(mkdtempSync(join(tmpdir(), 'aitta-bot-')), 'bot.sqlite');
  return queueWorld(() => new SqliteTurnTable(new SqliteDatabase(path)));
});

for (const seed of [1, 2, 3, 4, 5, 6, 7, 8]) {
  turnQueueContract(`StoredTurnQueue on a table that answers late and out of order (seed ${seed})`, () => {
    const shuffler = new Shuffler(seed);
    const table = lateTable(new SqliteTurnTable(new SqliteDatabase(':memory:')), shuffler);
    return queueWorld(() => table, shuffler);
  });
}

const arrival: Arrival = {
  id: '1',
  platform: 'test',
  workspace: 'w',
  channel: 'c',
  conversation: 'c1',
  personId: 'ada',
  input: 'MARKER-QUESTION',
  address: { token: 'MARKER-TOKEN' },
  at: 1,
};

test('a turn that has ended leaves nothing of what was said, nor of its address', async () => {
  const database = new SqliteDatabase(':memory:');
  const queue = new StoredTurnQueue({
    table: new SqliteTurnTable(database),
    owner: 'a',
    clock: new DrivenClock(),
    log: quietLog(),
  });
  queue.work(async (turn) => {
    await turn.keep({ answer: { text: 'MARKER-ANSWER' } });
    await turn.memory.save({ message: 'MARKER-MEMORY' });
  });
  await queue.accept({ id: '1', kind: 'question', arrival });
  expect(JSON.stringify(database.all('SELECT * FROM turns'))).toContain('MARKER');
  await new Promise((resolve) => setImmediate(resolve)); // a turn that has not begun is left to the next process
  await queue.stop(1_000);
  expect(JSON.stringify(database.all('SELECT * FROM turns'))).not.toContain('MARKER');
});

test('with a dead store nothing is accepted, and the error says so', async () => {
  const database = new SqliteDatabase(':memory:');
  const queue = new StoredTurnQueue({
    table: new SqliteTurnTable(database),
    owner: 'a',
    clock: new DrivenClock(),
    log: quietLog(),
  });
  database.close();
  const error = await queue.accept({ id: '1', kind: 'question', arrival }).catch((reason: unknown) => reason);
  expect(isBotError(error, 'store-failed')).toBe(true);
});

test('a thousand questions of one conversation are answered in their order', async () => {
  const queue = new StoredTurnQueue({
    table: new SqliteTurnTable(new SqliteDatabase(':memory:')),
    owner: 'a',
    clock: new DrivenClock(),
    log: quietLog(),
  });
  const order: number[] = [];
  let done: (() => void) | undefined;
  const all = new Promise<void>((resolve) => (done = resolve));
  queue.work(async (turn) => {
    await turn.inLine(() => undefined);
    order.push(turn.at);
    if (order.length === 1_000) done?.();
  });
  for (let n = 0; n < 1_000; n++) {
    await queue.accept({ id: `q${n}`, kind: 'question', arrival: { ...arrival, id: `q${n}`, at: n } });
  }
  await all;
  expect(order).toEqual(Array.from({ length: 1_000 }, (_, n) => n));
});
