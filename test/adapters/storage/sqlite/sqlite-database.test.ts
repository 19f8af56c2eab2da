import { mkdtempSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { expect, onTestFinished, test } from 'vitest';
import { MIGRATIONS } from '../../../../src/adapters/storage/sqlite/sqlite-schema.ts';
import { SqliteDatabase } from '../../../../src/adapters/storage/sqlite/sqlite-database.ts';

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

/** Fills the file, deletes nearly all of it, and gives back what is free. @returns in how many parts, and the sizes of the file */
const shrink = (path: string): { parts: number; before: number; after: number; kept: unknown } => {
  const database = new SqliteDatabase(path);
  onTestFinished(() => database.close());
  database.transaction(() => {
    for (let n = 0; n < 4_000; n++)
      database.run(
        "INSERT OR REPLACE INTO records (namespace, key, value) VALUES ('turns', ?, ?)",
        `key ${n}`,
        'text '.repeat(400),
      );
  });
  database.emptyJournal();
  const before = statSync(path).size;
  database.run("DELETE FROM records WHERE key <> 'key 7'");
  let parts = 1;
  while (database.shrink()) parts += 1;
  const kept = database.all('SELECT key FROM records').map((row) => row['key']);
  return { parts, before, after: statSync(path).size, kept };
};

test('what was removed is given back to the disk, in parts', () => {
  const path = join(mkdtempSync(join(tmpdir(), 'aitta-bot-')), 'bot.sqlite');
  const { parts, before, after, kept } = shrink(path);
  expect(before).toBeGreaterThan(8e6);
  expect(after).toBeLessThan(1.5e6);
  expect(parts).toBeGreaterThan(5);
  expect(kept).toEqual(['key 7']);
});

test('a file of version 0.1 is written anew once, and shrinks from then on', () => {
  const path = join(mkdtempSync(join(tmpdir(), 'aitta-bot-')), 'bot.sqlite');
  const former = new DatabaseSync(path);
  former.exec(`PRAGMA journal_mode = WAL; ${MIGRATIONS[0] ?? ''}; PRAGMA user_version = 1`);
  former.close();
  const first = shrink(path);
  expect([first.parts, first.kept]).toEqual([1, ['key 7']]);
  expect(first.after).toBeLessThan(1.5e6);
  expect(shrink(path).parts).toBeGreaterThan(5);
});

/** Leaves copies of what is deleted in the gaps of pages. @returns how many can be found */
const leaveGaps = (database: SqliteDatabase, path: string): (() => number) => {
  const keys = Array.from({ length: 300 }, (_, n) => `k${String((n * 7_919) % 1_009).padStart(4, '0')}`);
  const put = (key: string, text: string): unknown =>
    database.run("INSERT OR REPLACE INTO records (namespace, key, value) VALUES ('turns', ?, ?)", key, text);
  for (const [n, key] of keys.entries()) put(key, 'DELETED '.repeat(20 + ((n * 37) % 900) / 8)); // of various lengths
  for (const [n, key] of keys.entries()) if (n % 2 === 0) put(key, 'other '.repeat(100));
  for (const [n, key] of keys.entries()) if (n % 2 === 1) database.run('DELETE FROM records WHERE key = ?', key);
  database.emptyJournal();
  return () => readFileSync(path, 'latin1').split('DELETED').length - 1;
};

test('copies of deleted texts that SQLite has left in the gaps of pages are gone once the file was written anew', () => {
  const path = join(mkdtempSync(join(tmpdir(), 'aitta-bot-')), 'bot.sqlite');
  const database = new SqliteDatabase(path);
  onTestFinished(() => database.close());
  const found = leaveGaps(database, path);
  expect(found()).toBeGreaterThan(0);
  database.compact();
  expect(found()).toBe(0);
});

test('in a file above 32 MB they are gone after the next start', () => {
  const path = join(mkdtempSync(join(tmpdir(), 'aitta-bot-')), 'bot.sqlite');
  const database = new SqliteDatabase(path);
  const filler = 'x'.repeat(33e6);
  database.run("INSERT INTO records (namespace, key, value) VALUES ('meta', 'filler', ?)", filler);
  const found = leaveGaps(database, path);
  database.compact();
  expect(found()).toBeGreaterThan(0);
  database.close();
  new SqliteDatabase(path).close();
  expect(found()).toBe(0);
});
