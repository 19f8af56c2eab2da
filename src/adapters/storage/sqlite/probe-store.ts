import { existsSync, rmSync, statfsSync, writeFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { BotError } from '../../../core/errors.ts';
import { checkPages } from './check-pages.ts';
import { knownVersion } from './sqlite-schema.ts';
import { StoreFailure, toStoreFailure } from './store-trouble.ts';
import { createCipher } from '../store-cipher.ts';

export interface StoreProbe {
  /** There is a store already. */
  exists: boolean;
  /** Where it is, or would be. */
  folder: string;
  freeBytes: number;
}

const BUSY_TIMEOUT_MS = 2_000;
/** Everything that may be encrypted, one for each key that it is encrypted with: a key is named in the first 20 characters. */
const ONE_PER_KEY = `SELECT min(text) AS text FROM (SELECT value AS text FROM records
  UNION ALL SELECT arrival FROM turns UNION ALL SELECT wish FROM turns UNION ALL SELECT kept FROM turns UNION ALL SELECT memory FROM turns)
  WHERE text LIKE 'aes-256-gcm:%' GROUP BY substr(text, 1, 20)`;
/** More than a page of SQLite's, so that a full disk shows. */
const TRIAL = 'x'.repeat(64 * 1024);

/**
 * Writes to the store, or to where it would be, reads it again and takes it away; migrates nothing, so that it may look at the store of
 * a running bot of another version. @throws StoreFailure
 */
export const probeStore = (path: string, keys: readonly Uint8Array[]): StoreProbe => {
  const exists = existsSync(path);
  try {
    const folder = exists ? dirname(resolve(path)) : nearestFolder(dirname(resolve(path)));
    if (exists) tryDatabase(path, keys);
    else tryFolder(folder);
    const { bavail, bsize } = statfsSync(folder);
    return { exists, folder, freeBytes: bavail * bsize };
  } catch (error) {
    throw toStoreFailure(error);
  }
};

const nearestFolder = (folder: string): string => (existsSync(folder) ? folder : nearestFolder(dirname(folder)));

const tryFolder = (folder: string): void => {
  const trial = join(folder, `.aitta-bot-doctor-${process.pid}`);
  try {
    writeFileSync(trial, TRIAL);
  } finally {
    rmSync(trial, { force: true });
  }
};

const tryDatabase = (path: string, keys: readonly Uint8Array[]): void => {
  const database = new DatabaseSync(path, { timeout: BUSY_TIMEOUT_MS });
  try {
    const version = knownVersion(database, path);
    checkPages(database);
    if (version > 0) for (const { text } of database.prepare(ONE_PER_KEY).all()) openWithKeys(String(text), keys);
    database.exec('CREATE TABLE IF NOT EXISTS doctor (trial TEXT)');
    try {
      database.prepare('INSERT INTO doctor VALUES (?)').run(TRIAL);
      if (database.prepare('SELECT trial FROM doctor').get()?.['trial'] !== TRIAL)
        throw new StoreFailure('damaged', 'it does not return what was written to it');
    } finally {
      database.exec('DROP TABLE doctor');
    }
  } finally {
    database.close();
  }
};

const openWithKeys = (stored: string, keys: readonly Uint8Array[]): void => {
  try {
    createCipher(keys).decrypt(stored);
  } catch (error) {
    if (!(error instanceof BotError)) throw error;
    throw new StoreFailure('wrong-key', error.message, error);
  }
};
