import type { RecordTable } from '../../src/adapters/storage/records/record-table.ts';
import { StoredRecords } from '../../src/adapters/storage/records/stored-records.ts';
import type { SqliteDatabase } from '../../src/adapters/storage/sqlite/sqlite-database.ts';
import { SqliteRecordTable } from '../../src/adapters/storage/sqlite/sqlite-record-table.ts';
import { plainCipher } from '../../src/adapters/storage/store-cipher.ts';
import type { StoreCipher } from '../../src/adapters/storage/store-cipher.ts';
import type { Clock } from '../../src/async/clock.ts';
import type { OpenStore } from '../../src/core/ports/records.ts';

interface RecordOptions {
  cipher?: StoreCipher;
  /** What stands in front of the database. */
  wrap?: (table: RecordTable) => RecordTable;
}

type Call = (...values: unknown[]) => Promise<unknown>;

/** The stores of a database, as the bot opens them. */
export const openRecords = (
  database: SqliteDatabase,
  clock: Clock,
  { cipher = plainCipher, wrap = (table) => table }: RecordOptions = {},
): OpenStore => {
  const table = wrap(new SqliteRecordTable(database));
  return (namespace) => new StoredRecords(namespace, { table, cipher, clock });
};

/** Its lists of keys come when this has resolved. */
export const slowTable = (table: RecordTable, ready: () => Promise<void>): RecordTable =>
  new Proxy(table, {
    get: (target, name): Call => {
      const call = Reflect.get(target, name) as Call;
      return async (...values) => {
        if (name === 'keys') await ready();
        return call.apply(target, values);
      };
    },
  });

/** A table on a disk that may fail. */
export const failingTable = (table: RecordTable, fails: () => boolean): RecordTable =>
  new Proxy(table, {
    get: (target, name): Call => {
      const call = Reflect.get(target, name) as Call;
      return async (...values) => {
        if (fails()) throw new Error('the disk fails');
        return call.apply(target, values);
      };
    },
  });
