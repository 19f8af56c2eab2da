import { randomUUID } from 'node:crypto';
import type { Clock } from '../../async/clock.ts';
import { letOthers } from '../../async/let-others.ts';
import { BotError } from '../../core/errors.ts';
import type { KeptKind, Person } from '../../core/kept-kind.ts';
import { onlyKnown } from '../../core/kept-kind.ts';
import type { Log } from '../../core/ports/operator.ts';
import type { OpenStore } from '../../core/ports/records.ts';
import { checkBot } from './check-bot.ts';
import type { Accounts } from './check-bot.ts';
import { Compactor } from './compactor.ts';
import { checkKeys } from './records/check-keys.ts';
import { StoredRecords } from './records/stored-records.ts';
import { openSqlite } from './sqlite/open-sqlite.ts';
import { checkVersion } from './sqlite/check-version.ts';
import { isLocked } from './sqlite/store-trouble.ts';
import { openWhenFree } from './open-when-free.ts';
import { isSealedWithFirstKey, sealWithFirstKey } from './reseal.ts';
import type { StorageEngine } from './storage-engine.ts';
import { createCipher } from './store-cipher.ts';
import type { StoreCipher } from './store-cipher.ts';
import type { StoreSettings } from './store-settings.ts';
import { abandonTurns } from './turns/abandon-turns.ts';
import type { Abandoned, AbandonParts } from './turns/abandon-turns.ts';
import { aliveAt, StoredTurnQueue } from './turns/stored-turn-queue.ts';
import type { OpenQuestion } from './turns/turn-table.ts';

/** What lasts: records by namespace, and the queue of turns. */
export interface Storage {
  openStore: OpenStore;
  turns: StoredTurnQueue;
  /** Where several processes may share the store: epoch milliseconds by the clock that they have in common. */
  sharedNow: (() => number) | undefined;
  /** What a person has asked and not got an answer to yet. */
  askedBy(person: Person): Promise<OpenQuestion[]>;
  /** Lets go of a person's open turns that no running bot has, see `abandonTurns`. */
  abandon(person: Person, bare: AbandonParts['bare']): Promise<Abandoned>;
  /** Files beside the store that hold what it once held. */
  copies(): Promise<string[]>;
  /** Makes sure that deleted texts are nowhere on the disk. @returns false when that takes until whoever reads the store has done */
  compact(): Promise<boolean>;
  /** Deletes the records that have expired, and copies of the store whose time is over, in small parts between which everything else goes on. */
  sweep(signal: AbortSignal): Promise<void>;
  /** Gives the disk back what was deleted, in small parts. */
  shrink(signal: AbortSignal): Promise<void>;
  /** After the last use. */
  close(): Promise<void>;
}

const DAY_MS = 24 * 60 * 60_000;
/** So long somebody may go back to the version before an upgrade, or look into a store that was damaged; less where nothing is kept so long. */
const MAX_COPY_MS = { upgraded: 7 * DAY_MS, damaged: 30 * DAY_MS };
/** Records that are deleted in one step. */
const MAX_SWEPT = 200;

export interface StorageParts {
  clock: Clock;
  log: Log;
  /** How long it is kept what people say, milliseconds. */
  retentionMs: number;
  /** Of this bot, on the platforms that are on. */
  accounts?: Accounts;
  /** What may be opened. */
  kinds: readonly KeptKind[];
  /** Ends an opening that takes long. */
  signal?: AbortSignal;
}

/** @throws BotError 'settings' when the store cannot be opened, SettingsError when it cannot with these keys. */
export const openStorage = async ({ store, storeKeys }: StoreSettings, parts: StorageParts): Promise<Storage> => {
  const { clock, log, signal = new AbortController().signal } = parts;
  const ends: (() => Promise<void>)[] = [];
  const storage = await open(store, createCipher(storeKeys), parts, async (engine, cipher) => {
    await checkKeys(engine.records, cipher);
    await sealWithFirstKey({ engine, cipher, clock, log, signal });
    ends.push(await checkBot({ ...engine, cipher, clock, accounts: parts.accounts ?? {} }));
  });
  const close = async (): Promise<void> => {
    try {
      for (const end of ends) await end();
    } catch (error) {
      log.warn({ err: error }, 'the store was not told that this bot has ended: one with another account waits');
    } finally {
      await storage.close();
    }
  };
  return { ...storage, close };
};

/**
 * The store of a bot that may be running: neither its schema nor its keys are changed under it.
 * @throws BotError 'settings' when that would be needed, and as `openStorage`
 */
export const openStorageBeside = async ({ store, storeKeys }: StoreSettings, parts: StorageParts): Promise<Storage> => {
  if (store.kind === 'memory')
    throw new BotError('settings', 'STORE_URL is memory:, which nobody but the bot itself can read');
  if (store.kind === 'sqlite') checkVersion(store.path);
  else await (await import('./postgres/check-version.ts')).checkVersion({ ...store, ...parts });
  return open(store, createCipher(storeKeys), parts, async (engine, cipher) => {
    if (!(await isSealedWithFirstKey(engine.records, cipher)))
      throw new BotError(
        'settings',
        'STORE_KEY is not the one that the store is encrypted with: start the bot with it first',
      );
  });
};

const open = async (
  store: StoreSettings['store'],
  cipher: StoreCipher,
  parts: StorageParts,
  prepare: (engine: StorageEngine, cipher: StoreCipher) => Promise<void>,
): Promise<Storage> => {
  const engine = await openEngine(store, cipher, parts);
  try {
    await prepare(engine, cipher);
  } catch (error) {
    await engine.close();
    throw error;
  }
  return asStorage(engine, cipher, parts);
};

/** The driver of PostgreSQL is loaded where it is used. */
const openEngine = async (
  store: StoreSettings['store'],
  cipher: StoreCipher,
  { clock, log, signal = new AbortController().signal }: StorageParts,
): Promise<StorageEngine> => {
  if (store.kind === 'postgres') {
    const { mayPass, openPostgres } = await import('./postgres/open-postgres.ts');
    return openWhenFree(() => openPostgres({ ...store, clock, log }, cipher), { clock, log, signal, mayPass });
  }
  const path = store.kind === 'memory' ? ':memory:' : store.path;
  return openWhenFree(() => openSqlite(path, cipher, clock), { clock, log, signal, mayPass: isLocked });
};

const asStorage = (engine: StorageEngine, cipher: StoreCipher, parts: StorageParts): Storage => {
  const { clock, log, kinds, retentionMs } = parts;
  const { turns, records, changes, sharedNow } = engine;
  const compactor = new Compactor({ engine, clock, log });
  return {
    openStore: onlyKnown(
      (namespace) => new StoredRecords(namespace, { table: records, cipher, clock, changes }),
      kinds,
    ),
    turns: openTurns(engine, parts, () => compactor.soon()),
    sharedNow,
    askedBy: (person) => turns.askedBy(person),
    abandon: (person, bare) => abandonTurns(turns, person, { alive: aliveAt(clock.now()), now: clock.now(), bare }),
    copies: () => engine.copies(),
    compact: () => compactor.now(),
    sweep: async (signal) => {
      const { upgraded, damaged } = MAX_COPY_MS;
      const since = (maxMs: number): number => clock.now() - Math.min(maxMs, retentionMs);
      await engine.dropCopies({ upgraded: since(upgraded), damaged: since(damaged) });
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

const openTurns = (
  { turns, turnChanges }: StorageEngine,
  { clock, log }: StorageParts,
  onErased: () => void,
): StoredTurnQueue =>
  new StoredTurnQueue({ clock, log, table: turns, changes: turnChanges, owner: randomUUID(), onErased });
