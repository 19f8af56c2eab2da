import type { StorageEngine } from '../storage-engine.ts';
import type { StoreCipher } from '../store-cipher.ts';
import { DatabaseClock } from './database-clock.ts';
import { serversTime } from './lease-time.ts';
import { mayPass, openDatabase } from './open-database.ts';
import type { PostgresOptions } from './postgres-database.ts';
import { PostgresChanges } from './postgres-changes.ts';
import { PostgresRecordTable } from './postgres-record-table.ts';
import { PostgresTurnTable } from './postgres-turn-table.ts';
import { resealRows } from './reseal-rows.ts';

export { mayPass };

/** @throws as `openDatabase` */
export const openPostgres = async (options: PostgresOptions, cipher: StoreCipher): Promise<StorageEngine> => {
  const database = await openDatabase(options);
  const sharedClock = await DatabaseClock.read(database, options.clock);
  const changes = new PostgresChanges({ ...options, session: database });
  return {
    turns: new PostgresTurnTable(database, cipher, serversTime(database, sharedClock)),
    records: new PostgresRecordTable(database),
    changes,
    turnChanges: changes,
    sharedNow: () => sharedClock.now(),
    // What was deleted is out of the tables. When its place on the disk, in the WAL and in backups is written over is the server's affair.
    compact: async () => {
      await database.exec('VACUUM turns');
      await database.exec('VACUUM records');
      return true;
    },
    reseal: (after, limit, sealing) => resealRows(database, { after, limit }, sealing),
    emptyJournal: async () => true,
    shrink: async () => false,
    dropCopies: async () => undefined,
    copies: async () => [],
    close: async () => {
      await changes.close();
      await database.close();
    },
  };
};
