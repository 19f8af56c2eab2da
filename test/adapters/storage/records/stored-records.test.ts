import { randomBytes } from 'node:crypto';
import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import type { RecordTable } from '../../../../src/adapters/storage/records/record-table.ts';
import { StoredRecords } from '../../../../src/adapters/storage/records/stored-records.ts';
import { SqliteDatabase } from '../../../../src/adapters/storage/sqlite/sqlite-database.ts';
import { SqliteRecordTable } from '../../../../src/adapters/storage/sqlite/sqlite-record-table.ts';
import { createCipher, plainCipher } from '../../../../src/adapters/storage/store-cipher.ts';
import type { RecordStore } from '../../../../src/core/ports/records.ts';
import { recordStoreContract } from '../../../contracts/record-store-contract.ts';
import type { RecordWorld } from '../../../contracts/record-store-contract.ts';
import { openRecords } from '../../../doubles/open-records.ts';
import { DrivenClock } from '../../../driven/driven-clock.ts';
import { Shuffler } from '../../../driven/shuffler.ts';
import { lateTable } from '../../../driven/late-table.ts';

const key = randomBytes(32);

/** Two handles on one file, as two processes have them. */
const openWorld = (isEncrypted: boolean, wrap: (table: RecordTable) => RecordTable): RecordWorld => {
  const path = join(mkdtempSync(join(tmpdir(), 'aitta-bot-')), 'deep', 'bot.sqlite');
  const clock = new DrivenClock();
  const cipher = isEncrypted ? createCipher([key]) : plainCipher;
  const databases = [new SqliteDatabase(path), new SqliteDatabase(path)] as const;
  onTestFinished(() => databases.forEach((database) => database.close()));
  const [here, elsewhere] = databases.map((database) => wrap(new SqliteRecordTable(database)));
  const opened =
    (table: RecordTable | undefined) =>
    (namespace: string): RecordStore => {
      if (!table) throw new Error('no table');
      return new StoredRecords(namespace, { table, cipher, clock });
    };
  return {
    clock,
    open: opened(here),
    openElsewhere: opened(elsewhere),
    written: async () => JSON.stringify(databases[0].all('SELECT * FROM records')),
    sweep: async (limit) => new SqliteRecordTable(databases[0]).sweep(clock.now(), limit),
    die: async () => databases.forEach((database) => database.close()),
  };
};

recordStoreContract('on a SQLite file', async ({ isEncrypted } = { isEncrypted: false }) =>
  openWorld(isEncrypted, (table) => table),
);

for (const seed of [1, 2, 3]) {
  recordStoreContract(
    `on a table that answers late and out of order (seed ${seed})`,
    async ({ isEncrypted } = { isEncrypted: false }) => {
      const shuffler = new Shuffler(seed);
      return openWorld(isEncrypted, (table) => lateTable(table, shuffler));
    },
  );
}

test('what is kept until a time is kept by the clock that was handed in, not by the machine’s', async () => {
  const clock = new DrivenClock(Date.parse('1999-12-31T23:00:00Z'));
  const store = openRecords(new SqliteDatabase(':memory:'), clock)('one');
  await store.set('key', 1, 60_000);
  await clock.advance(59_000);
  expect(await store.get('key')).toBe(1);
  await clock.advance(2_000);
  expect(await store.get('key')).toBeUndefined();
});

test('a record that cannot be decrypted rejects: it is no missing key', async () => {
  const database = new SqliteDatabase(':memory:');
  const clock = new DrivenClock();
  await openRecords(database, clock, { cipher: createCipher([key]) })('one').set('key', 'text');
  const store = openRecords(database, clock, { cipher: createCipher([randomBytes(32)]) })('one');
  await expect(store.get('key')).rejects.toThrow('not in STORE_KEY');
  await expect(store.update('key', () => 'overwritten')).rejects.toThrow('not in STORE_KEY');
  await expect(store.get(['key'])).rejects.toThrow('not in STORE_KEY');
});

test('a prefix is looked up in the index, not in the whole namespace', () => {
  const plan = new SqliteDatabase(':memory:').all(
    'EXPLAIN QUERY PLAN SELECT key, expires FROM records WHERE namespace = ? AND key >= ? AND key < ? ORDER BY key',
    'one',
    'a',
    'b',
  );
  expect(plan.map((row) => row['detail'])).toEqual([
    expect.stringMatching(/^SEARCH records USING PRIMARY KEY \(namespace=\? AND key>\? AND key<\?\)$/),
  ]);
});
