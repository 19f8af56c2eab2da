import { randomUUID } from 'node:crypto';
import type { Clock } from '../../async/clock.ts';
import { letOthers } from '../../async/let-others.ts';
import type { KeptKind } from '../../core/kept-kind.ts';
import { onlyKnown } from '../../core/kept-kind.ts';
import type { Log } from '../../core/ports/operator.ts';
import type { OpenStore } from '../../core/ports/records.ts';
import { Compactor } from './compactor.ts';
import { checkKeys } from './records/check-keys.ts';
import { StoredRecords } from './records/stored-records.ts';
import { openSqlite } from './sqlite/open-sqlite.ts';
import { sealWithFirstKey } from './reseal.ts';
import { createCipher } from './store-cipher.ts';
import type { StoreSettings } from './store-settings.ts';
import { StoredTurnQueue } from './turns/stored-turn-queue.ts';

/** What lasts: records by namespace, and the queue of turns. */
export interface Storage {
  openStore: OpenStore;
  turns: StoredTurnQueue;
  /** Makes sure that deleted texts are nowhere on the disk. @returns false when that takes until whoever reads the store has done */
  compact(): Promise<boolean>;
  /** Deletes the records that have expired and copies that upgrades have made a week ago, in small parts between which everything else goes on. */
  sweep(signal: AbortSignal): Promise<void>;
  /** Gives the disk back what was deleted, in small parts. */
  shrink(signal: AbortSignal): Promise<void>;
  /** After the last use. */
  close(): Promise<void>;
}

/** So long somebody may go back to the version before an upgrade, milliseconds. */
const COPY_MS = 7 * 24 * 60 * 60_000;
/** Records that are deleted in one step. */
const MAX_SWEPT = 200;

export interface StorageParts {
  clock: Clock;
  log: Log;
  /** What may be opened. */
  kinds: readonly KeptKind[];
  /** Ends an opening that takes long. */
  signal?: AbortSignal;
}

/** @throws BotError 'settings' when the store cannot be opened, SettingsError when it cannot with these keys. */
export const openStorage = async ({ store, storeKeys }: StoreSettings, parts: StorageParts): Promise<Storage> => {
  const { clock, log, kinds } = parts;
  const cipher = createCipher(storeKeys);
  const engine = await openSqlite(store.kind === 'memory' ? ':memory:' : store.path, cipher, clock);
  const { turns, records } = engine;
  try {
    await checkKeys(records, cipher);
    await sealWithFirstKey({ engine, cipher, clock, log, signal: parts.signal ?? new AbortController().signal });
  } catch (error) {
    await engine.close();
    throw error;
  }
  const compactor = new Compactor({ engine, clock, log });
  const owner = randomUUID();
  return {
    openStore: onlyKnown((namespace) => new StoredRecords(namespace, { table: records, cipher, clock }), kinds),
    turns: new StoredTurnQueue({ clock, log, table: turns, owner, onErased: () => compactor.soon() }),
    compact: () => compactor.now(),
    sweep: async (signal) => {
      await engine.dropCopies(clock.now() - COPY_MS);
      while (!signal.aborted && (await records.sweep(clock.now(), MAX_SWEPT)) > 0) {
        compactor.soon();
        await letOthers();
      }
    },
    shrink: async (signal) => {
      while (!signal.aborted && (await engine.shrink())) await letOthers();
      await compactor.sweep();
    },
    close: async () => {
      await compactor.close();
      await engine.close();
    },
  };
};
