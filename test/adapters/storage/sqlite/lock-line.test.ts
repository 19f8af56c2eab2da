import { DatabaseSync } from 'node:sqlite';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, expect, onTestFinished, test } from 'vitest';
import { openSqlite } from '../../../../src/adapters/storage/sqlite/open-sqlite.ts';
import { SqliteDatabase } from '../../../../src/adapters/storage/sqlite/sqlite-database.ts';
import { plainCipher } from '../../../../src/adapters/storage/store-cipher.ts';
import { DrivenClock } from '../../../driven/driven-clock.ts';

const folder = mkdtempSync(join(tmpdir(), 'aitta-bot-lock-'));
afterEach(() => rmSync(folder, { recursive: true, force: true }));

/** A store, and another program that may lock its file. */
const open = async () => {
  const path = join(mkdtempSync(`${folder}-`), 'bot.sqlite');
  const clock = new DrivenClock();
  const engine = await openSqlite(path, plainCipher, clock);
  const { records, turns } = engine;
  const other = new DatabaseSync(path);
  onTestFinished(async () => {
    other.close();
    await engine.close();
  });
  const settled: string[] = [];
  const write = (value: string): Promise<void> =>
    records.write('n', [{ key: 'k', value, expires: undefined }]).then(
      () => void settled.push(value),
      (error: Error) => void settled.push(`${value}: ${error.message}`),
    );
  const read = async () => (await records.read('n', ['k']))[0]?.value;
  return { clock, turns, other, settled, write, read };
};

test('no statement waits for a lock on the event loop', () => {
  const database = new SqliteDatabase(':memory:');
  expect(database.get('PRAGMA busy_timeout')).toEqual({ timeout: 0 });
  database.close();
});

test('writes wait in line while another program has the lock, and reads do not', async () => {
  const { clock, turns, other, settled, write, read } = await open();
  await write('first');
  other.exec('BEGIN IMMEDIATE');
  void write('second');
  void write('third');
  await clock.advance(5_000, 50);
  expect(settled).toEqual(['first']);
  expect([await read(), await turns.openCount()]).toEqual(['first', 0]);
  other.exec('COMMIT');
  const late = write('fourth'); // does not overtake those who wait
  await clock.advance(500, 50);
  await late;
  expect([settled, await read()]).toEqual([['first', 'second', 'third', 'fourth'], 'fourth']);
});

test('who waits too long is told that the store is locked, and the next one gets on', async () => {
  const { clock, other, settled, write, read } = await open();
  other.exec('BEGIN IMMEDIATE');
  const first = write('first');
  await clock.advance(13_000, 100);
  await first;
  expect(settled).toEqual([expect.stringContaining('another program keeps it locked')]);
  other.exec('COMMIT');
  await write('second');
  expect(await read()).toBe('second');
});
