import { randomUUID } from 'node:crypto';
import type { Clock } from '../../async/clock.ts';
import type { Log } from '../../core/ports/operator.ts';
import type { OpenStore } from '../../core/ports/turns.ts';
import { SqliteDatabase } from './sqlite/sqlite-database.ts';
import { openSqliteKeyv, sweepExpired } from './sqlite/sqlite-keyv.ts';
import { SqliteTurnTable } from './sqlite/sqlite-turn-table.ts';
import { checkKeys, createCipher } from './store-cipher.ts';
import type { StoreSettings } from './store-settings.ts';
import { StoredTurnQueue } from './turns/stored-turn-queue.ts';

/** What lasts: records by namespace, and the queue of turns. */
export interface Storage {
  openStore: OpenStore;
  turns: StoredTurnQueue;
  /** Gives back the room of what was deleted. */
  compact(): Promise<void>;
  /** Deletes the records that have expired. */
  sweep(): Promise<void>;
  /** After the last use. */
  close(): Promise<void>;
}

/** @throws BotError 'settings' when the store cannot be opened, or not with these keys. */
export const openStorage = async (
  { store, storeKeys }: StoreSettings,
  parts: { clock: Clock; log: Log },
): Promise<Storage> => {
  const { clock } = parts;
  const database = new SqliteDatabase(store.kind === 'memory' ? ':memory:' : store.path);
  const cipher = createCipher(storeKeys);
  try {
    checkKeys(database, cipher);
  } catch (error) {
    database.close();
    throw error;
  }
  return {
    openStore: (namespace) => openSqliteKeyv(database, namespace, clock, cipher),
    turns: new StoredTurnQueue({ ...parts, table: new SqliteTurnTable(database, cipher), owner: randomUUID() }),
    compact: async () => database.compact(),
    sweep: async () => void sweepExpired(database, clock),
    close: async () => database.close(),
  };
};
