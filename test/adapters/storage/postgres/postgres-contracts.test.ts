import { randomBytes } from 'node:crypto';
import { afterAll, describe } from 'vitest';
import { openDatabase } from '../../../../src/adapters/storage/postgres/open-database.ts';
import type { PostgresDatabase } from '../../../../src/adapters/storage/postgres/postgres-database.ts';
import { PostgresRecordTable } from '../../../../src/adapters/storage/postgres/postgres-record-table.ts';
import { PostgresTurnTable } from '../../../../src/adapters/storage/postgres/postgres-turn-table.ts';
import { StoredRecords } from '../../../../src/adapters/storage/records/stored-records.ts';
import { createCipher, plainCipher } from '../../../../src/adapters/storage/store-cipher.ts';
import { systemClock } from '../../../../src/async/clock.ts';
import { recordStoreContract } from '../../../contracts/record-store-contract.ts';
import { turnQueueContract } from '../../../contracts/turn-queue-contract.ts';
import { quietLog } from '../../../doubles/quiet-log.ts';
import { DrivenClock } from '../../../driven/driven-clock.ts';
import { lateTable } from '../../../driven/late-table.ts';
import { Shuffler } from '../../../driven/shuffler.ts';
import { Quiet } from '../../../postgres/quiet-table.ts';
import { freshStore, hasPostgres } from '../../../postgres/shared-server.ts';
import { queueWorld } from '../turns/queue-world.ts';

const opened: PostgresDatabase[] = [];
afterAll(() => Promise.all(opened.map((database) => database.close())));

/** As one process has it. */
const open = async (url: string): Promise<PostgresDatabase> => {
  const database = await openDatabase({ url, clock: systemClock, log: quietLog(), maxConnections: 4 });
  opened.push(database);
  return database;
};

const key = randomBytes(32);

describe.skipIf(!hasPostgres)('on PostgreSQL', () => {
  recordStoreContract('on PostgreSQL', async ({ isEncrypted } = { isEncrypted: false }) => {
    const url = await freshStore();
    const clock = new DrivenClock();
    const cipher = isEncrypted ? createCipher([key]) : plainCipher;
    const [here, elsewhere] = [await open(url), await open(url)];
    return {
      clock,
      open: (namespace) => new StoredRecords(namespace, { table: new PostgresRecordTable(here), cipher, clock }),
      openElsewhere: (namespace) =>
        new StoredRecords(namespace, { table: new PostgresRecordTable(elsewhere), cipher, clock }),
      written: async () => JSON.stringify(await here.all('SELECT * FROM records')),
      sweep: (limit) => new PostgresRecordTable(here).sweep(clock.now(), limit),
      die: async () => void (await Promise.all([here.close(), elsewhere.close()])),
    };
  });

  turnQueueContract('StoredTurnQueue on PostgreSQL, a pool per process', async () => {
    const url = await freshStore();
    const quiet = new Quiet();
    const databases = await Promise.all(['a', 'b', 'c'].map(() => open(url)));
    return queueWorld(() => {
      const database = databases.shift();
      if (!database) throw new Error('no further process');
      return quiet.watch(new PostgresTurnTable(database));
    }, quiet);
  });

  turnQueueContract('StoredTurnQueue on PostgreSQL, late and out of order', async () => {
    const quiet = new Quiet();
    const table = quiet.watch(lateTable(new PostgresTurnTable(await open(await freshStore())), new Shuffler(1)));
    return queueWorld(() => table, quiet);
  });
});
