import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
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
