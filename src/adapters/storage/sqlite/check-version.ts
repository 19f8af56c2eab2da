import { existsSync } from 'node:fs';
import { DatabaseSync } from 'node:sqlite';
import { BotError } from '../../../core/errors.ts';
import { knownVersion, SCHEMA_VERSION } from './sqlite-schema.ts';
import { toStoreFailure } from './store-trouble.ts';

const BUSY_TIMEOUT_MS = 2_000;

/** Makes sure that there is a store of this version's schema, and changes nothing. @throws BotError 'settings' */
export const checkVersion = (path: string): void => {
  if (!existsSync(path)) throw new BotError('settings', `there is no store at ${path}`);
  if (readVersion(path) === SCHEMA_VERSION) return;
  throw new BotError('settings', `the store at ${path} is of an earlier version: start the bot of this version once`);
};

const readVersion = (path: string): number => {
  try {
    const database = new DatabaseSync(path, { readOnly: true, timeout: BUSY_TIMEOUT_MS });
    try {
      return knownVersion(database, path);
    } finally {
      database.close();
    }
  } catch (error) {
    throw new BotError('settings', `the store cannot be read: ${toStoreFailure(error).message}`, { cause: error });
  }
};
