import { BotError, isBotError } from '../../../core/errors.ts';
import { SettingsError } from '../../../settings/settings-error.ts';
import { checkServer } from './check-server.ts';
import { PostgresDatabase } from './postgres-database.ts';
import type { PostgresOptions } from './postgres-database.ts';
import { migrate } from './postgres-schema.ts';
import { PostgresTurnTable } from './postgres-turn-table.ts';
import { isPooledByTransaction } from './pooling.ts';
import { ADVICE, StoreFailure, toStoreFailure } from './store-trouble.ts';

/** Each call within an opening tries again for so long at most; the opening itself is tried again after it, milliseconds. */
const OPENING_WAIT_MS = 2_000;

/** @throws SettingsError for what only the operator can change; BotError 'settings' for what may pass, with its cause. */
export const openDatabase = async (options: PostgresOptions): Promise<PostgresDatabase> => {
  const probe = new PostgresDatabase({ ...options, maxConnections: 1, maxWaitMs: OPENING_WAIT_MS });
  try {
    await checkPooling(options.url); // before anything is prepared
    await checkServer(probe);
    await migrate(probe);
    await new PostgresTurnTable(probe).tryRoom();
  } catch (error) {
    throw toRefusal(error);
  } finally {
    await probe.close();
  }
  return new PostgresDatabase(options);
};

/** @throws StoreFailure 'pooled' */
export const checkPooling = async (url: string): Promise<void> => {
  if (await isPooledByTransaction(url, OPENING_WAIT_MS))
    throw new StoreFailure('pooled', 'a pooler in between gives every transaction another connection');
};

/** As `openDatabase` throws it. */
export const toRefusal = (error: unknown): Error => {
  const cause = isBotError(error, 'store-failed') ? error.cause : error;
  const { trouble, message } = toStoreFailure(cause);
  const sentence = `the database at STORE_URL cannot be used: ${message}. ${ADVICE[trouble]}`;
  return mayPass(cause) || trouble === 'unknown'
    ? new BotError('settings', sentence, { cause })
    : new SettingsError([sentence]);
};

/** Is it worth while to wait? */
export const mayPass = (error: unknown): boolean =>
  ['unreachable', 'busy', 'slow'].includes(toStoreFailure(error).trouble);
