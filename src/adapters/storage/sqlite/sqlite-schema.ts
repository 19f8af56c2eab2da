import { existsSync, renameSync, rmSync } from 'node:fs';
import type { DatabaseSync } from 'node:sqlite';
import { BotError } from '../../../core/errors.ts';
import { backUpStore } from './back-up-store.ts';
import { partOf, upgradeCopyOf } from './store-copies.ts';
import { StoreFailure, toStoreFailure } from './store-trouble.ts';

/** The schema's history: the n-th entry takes a file from version n to n + 1. Entries are only ever added. */
export const MIGRATIONS = [
  `CREATE TABLE owners (id TEXT PRIMARY KEY, beat_at INTEGER NOT NULL) WITHOUT ROWID;
   CREATE TABLE turns (
     seq INTEGER PRIMARY KEY AUTOINCREMENT,
     id TEXT NOT NULL UNIQUE,
     kind TEXT NOT NULL,
     platform TEXT NOT NULL,
     channel TEXT NOT NULL,
     conversation TEXT NOT NULL,
     person TEXT NOT NULL,
     at INTEGER NOT NULL,
     arrival TEXT,
     owner TEXT,
     epoch INTEGER NOT NULL DEFAULT 1,
     deaths INTEGER NOT NULL DEFAULT 0,
     wish TEXT,
     wishes INTEGER NOT NULL DEFAULT 0,
     kept TEXT,
     memory TEXT,
     ended_at INTEGER
   );
   CREATE INDEX turns_open ON turns (conversation, seq) WHERE ended_at IS NULL;
   CREATE INDEX turns_of_person ON turns (person, channel) WHERE ended_at IS NULL;
   CREATE INDEX turns_of_owner ON turns (owner) WHERE ended_at IS NULL;
   CREATE INDEX turns_by_conversation ON turns (conversation);
   CREATE INDEX turns_ended ON turns (ended_at) WHERE ended_at IS NOT NULL;
   CREATE TABLE records (
     namespace TEXT NOT NULL,
     key TEXT NOT NULL,
     value TEXT NOT NULL,
     expires INTEGER,
     PRIMARY KEY (namespace, key)
   ) WITHOUT ROWID;
   CREATE INDEX records_expiring ON records (expires) WHERE expires IS NOT NULL;`,
  'ALTER TABLE turns ADD COLUMN shown INTEGER NOT NULL DEFAULT 0;',
];

export const SCHEMA_VERSION = MIGRATIONS.length;

/**
 * Brings the store to the schema of the last migration, in one step or not at all. A store that has something in it is copied first.
 * @throws StoreFailure 'newer'; whatever SQLite throws
 */
export const migrate = (database: DatabaseSync, path: string, migrations: readonly string[] = MIGRATIONS): void => {
  const before = knownVersion(database, path, migrations.length);
  if (before > 0 && before < migrations.length) keepCopy(path, before);
  database.exec('BEGIN IMMEDIATE');
  try {
    const version = knownVersion(database, path, migrations.length); // another process may have been faster
    for (const migration of migrations.slice(version)) database.exec(migration);
    database.exec(`PRAGMA user_version = ${migrations.length}`);
    database.exec('COMMIT');
  } catch (error) {
    if (database.isTransaction) database.exec('ROLLBACK');
    throw error;
  }
};

/** @returns the version of the schema; 0 is none yet. @throws StoreFailure 'newer' */
export const knownVersion = (database: DatabaseSync, path: string, newest = SCHEMA_VERSION): number => {
  const version = Number(database.prepare('PRAGMA user_version').get()?.['user_version'] ?? 0);
  if (version <= newest) return version;
  const copy = upgradeCopyOf(path, newest);
  const hint = existsSync(copy) ? `; ${copy} is the store as it was before the upgrade` : '';
  throw new StoreFailure('newer', `it was written by a newer version of aitta-bot (schema ${version})${hint}`);
};

const keepCopy = (path: string, version: number): void => {
  const copy = upgradeCopyOf(path, version);
  if (existsSync(copy)) return;
  const part = partOf(copy);
  rmSync(part, { force: true });
  try {
    backUpStore(path, part);
    renameSync(part, copy);
  } catch (error) {
    const { trouble, message } = toStoreFailure(error instanceof BotError ? error.cause : error);
    throw new StoreFailure(trouble, `it cannot be copied, as is done before it is changed: ${message}`, error);
  }
};
