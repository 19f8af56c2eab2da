import { isBotError } from '../../../core/errors.ts';
import type { StoreCipher } from '../store-cipher.ts';
import { findOtherBot } from '../check-bot.ts';
import type { Accounts } from '../check-bot.ts';
import { checkServer } from './check-server.ts';
import { checkPooling } from './open-database.ts';
import { serversTime } from './lease-time.ts';
import { PostgresDatabase } from './postgres-database.ts';
import type { PostgresOptions } from './postgres-database.ts';
import { PostgresRecordTable } from './postgres-record-table.ts';
import { PostgresTurnTable } from './postgres-turn-table.ts';
import { knownVersion } from './postgres-schema.ts';
import { StoreFailure, toStoreFailure } from './store-trouble.ts';

export interface StoreProbe {
  /** There is a store already. */
  exists: boolean;
  /** Of the server. */
  version: string;
  isEncrypted: boolean;
  /** A sentence, where another bot is running on it. */
  otherBot: string | undefined;
}

export interface ProbeOptions extends PostgresOptions {
  accounts: Accounts;
}

/** Everything that may be encrypted, one for each key that it is encrypted with: a key is named in the first 20 characters. */
const ONE_PER_KEY = `SELECT min(text) AS text FROM (SELECT value AS text FROM records
  UNION ALL SELECT arrival FROM turns UNION ALL SELECT instruction FROM turns
  UNION ALL SELECT kept FROM turns UNION ALL SELECT memory FROM turns) AS texts
  WHERE text LIKE 'aes-256-gcm:%' GROUP BY substr(text, 1, 20)`;
/** More than a page, so that a full disk shows. */
const TRIAL = 'x'.repeat(64 * 1024);

/** Writes to the database, reads it again and takes it away; migrates nothing. @throws StoreFailure */
export const probeStore = async (options: ProbeOptions, cipher: StoreCipher): Promise<StoreProbe> => {
  const database = new PostgresDatabase({ ...options, maxConnections: 1, maxWaitMs: 0 });
  try {
    await checkPooling(options.url); // before anything is prepared
    await checkServer(database);
    const version = await knownVersion(database);
    if (version > 0) for (const { text } of await database.all(ONE_PER_KEY)) openWithKeys(String(text), cipher);
    await (version > 0 ? new PostgresTurnTable(database).tryRoom() : writeTrial(database));
    const server = await database.get(
      `SELECT current_setting('server_version') AS version,
         coalesce((SELECT ssl FROM pg_stat_ssl WHERE pid = pg_backend_pid()), false) AS encrypted`,
    );
    return {
      exists: version > 0,
      version: String(server?.['version']),
      isEncrypted: server?.['encrypted'] === true,
      otherBot: version > 0 ? await findOther(database, options, cipher) : undefined,
    };
  } catch (error) {
    throw toStoreFailure(isBotError(error, 'store-failed') && error.cause !== undefined ? error.cause : error);
  } finally {
    await database.close();
  }
};

const findOther = (
  database: PostgresDatabase,
  { accounts, clock }: ProbeOptions,
  cipher: StoreCipher,
): Promise<string | undefined> => {
  const [records, turns] = [
    new PostgresRecordTable(database),
    new PostgresTurnTable(database, cipher, serversTime(database)),
  ];
  return findOtherBot({ records, turns, cipher, accounts, clock });
};

/** A table of a name that nobody else has, gone with the transaction. */
const writeTrial = (database: PostgresDatabase): Promise<void> =>
  database.transaction(async (session) => {
    await session.run('CREATE TABLE aitta_bot_doctor (trial text)');
    await session.run('INSERT INTO aitta_bot_doctor VALUES ($1)', TRIAL);
    await session.run('DROP TABLE aitta_bot_doctor');
  });

const openWithKeys = (stored: string, cipher: StoreCipher): void => {
  try {
    cipher.decrypt(stored);
  } catch (error) {
    if (!isBotError(error)) throw error;
    throw new StoreFailure('wrong-key', error.message);
  }
};
