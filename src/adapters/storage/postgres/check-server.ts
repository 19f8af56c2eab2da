import type { PostgresDatabase } from './postgres-database.ts';
import { StoreFailure } from './store-trouble.ts';

/** The oldest that the PostgreSQL project keeps up, and that the tests have seen. @see https://www.postgresql.org/support/versioning/ */
const MIN_VERSION = 140_000;

/** Looks whether the server is one that the bot can live on, and changes nothing. @throws StoreFailure; BotError 'store-failed' */
export const checkServer = async (database: PostgresDatabase, minVersion = MIN_VERSION): Promise<void> => {
  const row = await database.get(
    `SELECT current_setting('server_version_num')::integer AS version, current_setting('server_version') AS name,
       current_setting('server_encoding') AS encoding, pg_is_in_recovery() AS standby,
       current_setting('default_transaction_read_only') AS read_only`,
  );
  if (Number(row?.['version']) < minVersion)
    throw new StoreFailure('too-old', `it is PostgreSQL ${String(row?.['name'])}, which is too old`);
  if (row?.['encoding'] !== 'UTF8')
    throw new StoreFailure('wrong-encoding', `its encoding is ${String(row?.['encoding'])}, and it has to be UTF8`);
  if (row['standby'] === true || row['read_only'] === 'on')
    throw new StoreFailure('read-only', row['standby'] === true ? 'it is a read-only replica' : 'it is read-only');
};
