import { appendFileSync, existsSync, mkdtempSync, readdirSync, statSync, utimesSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { expect, onTestFinished, test } from 'vitest';
import { migrate, MIGRATIONS } from '../../../../src/adapters/storage/sqlite/sqlite-schema.ts';
import { copiesOf, dropCopies } from '../../../../src/adapters/storage/sqlite/store-copies.ts';

const folder = (): string => mkdtempSync(join(tmpdir(), 'aitta-bot-'));
const open = (path: string): DatabaseSync => {
  const database = new DatabaseSync(path);
  onTestFinished(() => {
    if (database.isOpen) database.close();
  });
  return database;
};
const NEXT = [...MIGRATIONS, 'ALTER TABLE turns ADD COLUMN language TEXT'];
const version = (database: DatabaseSync): unknown => database.prepare('PRAGMA user_version').get()?.['user_version'];

test('a store of an earlier version is copied as it was, then brought to the new schema', () => {
  const path = join(folder(), 'bot.sqlite');
  const database = open(path);
  migrate(database, path);
  expect(readdirSync(join(path, '..'))).toEqual(['bot.sqlite']); // nothing is copied of a new store
  database.exec("INSERT INTO records VALUES ('conversations', 'one', 'kept', NULL)");
  migrate(database, path, NEXT);
  expect(version(database)).toBe(NEXT.length);
  const copy = join(path, '..', `bot.schema-${MIGRATIONS.length}.sqlite`);
  expect(statSync(copy).mode & 0o777).toBe(0o600);
  const before = open(copy);
  expect([version(before), before.prepare('SELECT value FROM records').get()?.['value']]).toEqual([
    MIGRATIONS.length,
    'kept',
  ]);
  expect(() => before.prepare('SELECT language FROM turns')).toThrow(/no such column/);
});

test('a migration that fails leaves the store as it was, and is possible again', () => {
  const path = join(folder(), 'bot.sqlite');
  const database = open(path);
  migrate(database, path);
  expect(() => migrate(database, path, [...NEXT, 'SELECT nonsense FROM nowhere'])).toThrow(/no such table/);
  expect(version(database)).toBe(MIGRATIONS.length);
  migrate(database, path, NEXT);
  expect(version(database)).toBe(NEXT.length);
});

test('whoever goes back is refused, and told of the copy', () => {
  const path = join(folder(), 'bot.sqlite');
  const database = open(path);
  migrate(database, path);
  migrate(database, path, NEXT);
  const copy = join(path, '..', `bot.schema-${MIGRATIONS.length}.sqlite`);
  expect(existsSync(copy)).toBe(true);
  expect(() => migrate(database, path)).toThrow(`${copy} is the store as it was before the upgrade`);
  expect(version(database)).toBe(NEXT.length);
});

test('what an upgrade has copied, and what was found damaged, goes once it is old enough, and nothing else does', () => {
  const path = join(folder(), 'bot.sqlite');
  const database = open(path);
  migrate(database, path, MIGRATIONS.slice(0, 1));
  migrate(database, path);
  const there = (): string[] => readdirSync(join(path, '..')).filter((name) => name !== 'bot.sqlite');
  const others = ['bot.before.sqlite', 'bot.schema-1.old.sqlite', 'other.damaged.sqlite', 'bot.schema-.sqlite'];
  const upgraded = ['bot.schema-1.sqlite', 'bot.schema-1.sqlite.part'];
  const damaged = ['bot.damaged.sqlite', 'bot.damaged.sqlite-wal'];
  const madeAt = Date.parse('2026-11-20T08:00:00Z');
  for (const name of [...others, ...upgraded, ...damaged]) {
    appendFileSync(join(path, '..', name), '');
    utimesSync(join(path, '..', name), madeAt / 1_000, madeAt / 1_000);
  }
  expect(copiesOf(path).map((copy) => basename(copy.path))).toEqual([...damaged, ...upgraded].toSorted());
  dropCopies(path, { upgraded: madeAt, damaged: madeAt });
  expect(there()).toEqual([...others, ...upgraded, ...damaged].toSorted());
  dropCopies(path, { upgraded: madeAt + 1, damaged: madeAt });
  expect(there()).toEqual([...others, ...damaged].toSorted());
  dropCopies(path, { upgraded: madeAt, damaged: madeAt + 1 });
  expect(there()).toEqual(others.toSorted());
});
