import type { Clock } from '../../../async/clock.ts';
import type { StorageEngine } from '../storage-engine.ts';
import type { StoreCipher } from '../store-cipher.ts';
import { LockLine } from './lock-line.ts';
import { SqliteChanges } from './sqlite-changes.ts';
import { resealRows } from './reseal-rows.ts';
import { SqliteDatabase } from './sqlite-database.ts';
import { SqliteRecordTable } from './sqlite-record-table.ts';
import { copiesOf, dropCopies } from './store-copies.ts';
import { SqliteTurnTable } from './sqlite-turn-table.ts';

/** @param path of the file, or `:memory:` @throws BotError 'settings' when it cannot be opened or was written by a newer version. */
export const openSqlite = async (path: string, cipher: StoreCipher, clock: Clock): Promise<StorageEngine> => {
  const database = new SqliteDatabase(path);
  const line = new LockLine(clock);
  const changes = new SqliteChanges(database, clock);
  return {
    turns: line.behind(new SqliteTurnTable(database, cipher)),
    records: line.behind(new SqliteRecordTable(database)),
    changes,
    compact: async (options) => database.compact(options),
    reseal: async (after, limit, sealing) => resealRows(database, { after, limit }, sealing),
    emptyJournal: async () => database.emptyJournal(),
    shrink: async () => database.shrink(),
    dropCopies: async (before) => dropCopies(path, before),
    copies: async () => copiesOf(path).map((copy) => copy.path),
    close: async () => {
      await changes.close();
      database.close();
    },
  };
};
