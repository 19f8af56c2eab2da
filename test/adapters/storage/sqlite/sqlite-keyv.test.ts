import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, expect, test } from 'vitest';
import { openSqliteKeyv, sweepExpired } from '../../../../src/adapters/storage/sqlite/sqlite-keyv.ts';
import { SqliteDatabase } from '../../../../src/adapters/storage/sqlite/sqlite-database.ts';
import { systemClock } from '../../../../src/async/clock.ts';
import { BotError } from '../../../../src/core/errors.ts';

const folder = mkdtempSync(join(tmpdir(), 'aitta-bot-'));
afterEach(() => rmSync(folder, { recursive: true, force: true }));

test('values come back, also after the file is opened again, and namespaces do not see each other', async () => {
  const path = join(folder, 'deep', 'bot.sqlite');
  const database = new SqliteDatabase(path);
  const [one, two] = [openSqliteKeyv(database, 'one', systemClock), openSqliteKeyv(database, 'two', systemClock)];
  await one.set('key', { list: [1, 'ä'] });
  expect(await two.get('key')).toBeUndefined();
  database.close();

  const again = openSqliteKeyv(new SqliteDatabase(path), 'one', systemClock);
  expect(await again.get('key')).toEqual({ list: [1, 'ä'] });
  expect(await again.get(['key', 'other'])).toEqual([{ list: [1, 'ä'] }, undefined]);
  const entries: unknown[] = [];
  if (again.iterator) for await (const entry of again.iterator()) entries.push(entry);
  expect(entries).toEqual([['key', { list: [1, 'ä'] }]]);
  expect(await again.delete('key')).toBe(true);
  expect(await again.has('key')).toBe(false);
});

test('clear empties its own namespace only', async () => {
  const database = new SqliteDatabase(':memory:');
  const [one, two] = [openSqliteKeyv(database, 'one', systemClock), openSqliteKeyv(database, 'two', systemClock)];
  await one.set('a', 1);
  await two.set('a', 2);
  await one.clear();
  expect([await one.get('a'), await two.get('a')]).toEqual([undefined, 2]);
});

test('a dead store rejects: it is never a missing key', async () => {
  const database = new SqliteDatabase(':memory:');
  const keyv = openSqliteKeyv(database, 'one', systemClock);
  await keyv.set('a', 1);
  database.close();
  for (const operation of [
    keyv.get('a'),
    keyv.set('a', 2),
    keyv.delete('a'),
    keyv.has('a'),
    keyv.get(['a', 'b']),
    keyv.clear(),
  ]) {
    await expect(operation).rejects.toThrow(BotError);
  }
});

test('what has expired is not read, and sweeping removes it', async () => {
  let now = Date.now();
  const clock = { ...systemClock, now: () => now };
  const database = new SqliteDatabase(':memory:');
  const keyv = openSqliteKeyv(database, 'one', clock);
  await keyv.set('short', 1, 60_000);
  await keyv.set('long', 1);
  now += 61_000;
  expect(await keyv.get('short')).toBeUndefined();
  expect(sweepExpired(database, clock)).toBe(1);
  expect(await keyv.get('long')).toBe(1);
});

test('a file that is no database, or of a newer version, is refused in plain words', () => {
  const path = join(mkdtempSync(join(tmpdir(), 'aitta-bot-')), 'bot.sqlite');
  writeFileSync(path, 'this is a letter, not a database. '.repeat(100));
  expect(() => new SqliteDatabase(path)).toThrow(/STORE_URL cannot be opened/);
  const newer = join(mkdtempSync(join(tmpdir(), 'aitta-bot-')), 'bot.sqlite');
  const database = new SqliteDatabase(newer);
  database.run('PRAGMA user_version = 99');
  database.close();
  expect(() => new SqliteDatabase(newer)).toThrow(/newer version of aitta-bot/);
});
