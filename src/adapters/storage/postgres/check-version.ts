import { BotError } from '../../../core/errors.ts';
import type { PostgresOptions } from './postgres-database.ts';
import { PostgresDatabase } from './postgres-database.ts';
import { toRefusal } from './open-database.ts';
import { knownVersion, SCHEMA_VERSION } from './postgres-schema.ts';

/** Makes sure that there is a store of this version's schema, and changes nothing. @throws as `openDatabase` */
export const checkVersion = async (options: PostgresOptions): Promise<void> => {
  const version = await readVersion(options);
  if (version === SCHEMA_VERSION) return;
  if (version === 0) throw new BotError('settings', 'there is no store in the database at STORE_URL');
  throw new BotError(
    'settings',
    'the store in the database at STORE_URL is of an earlier version: start the bot of this version once',
  );
};

const readVersion = async (options: PostgresOptions): Promise<number> => {
  const database = new PostgresDatabase({ ...options, maxConnections: 1, maxWaitMs: 0 });
  try {
    return await knownVersion(database);
  } catch (error) {
    throw toRefusal(error);
  } finally {
    await database.close();
  }
};
