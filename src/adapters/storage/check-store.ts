import type { Clock } from '../../async/clock.ts';
import type { Log } from '../../core/ports/operator.ts';
import { failed, ok, warning } from '../../findings/finding.ts';
import type { Check, Finding } from '../../findings/finding.ts';
import type { Accounts } from './check-bot.ts';
import { probeStore } from './sqlite/probe-store.ts';
import { ADVICE, StoreFailure } from './sqlite/store-trouble.ts';
import { createCipher } from './store-cipher.ts';
import type { StoreSettings } from './store-settings.ts';

/** A conversation takes kilobytes; what is left has to do until somebody reads this. */
const ENOUGH_BYTES = 500e6;
const LITTLE_BYTES = 20e6;

export interface StoreCheckParts {
  clock: Clock;
  log: Log;
  accounts: Accounts;
}

/** The store: written, read, and with room for more. */
export async function* checkStore(settings: StoreSettings, parts: StoreCheckParts): Check {
  const { store, storeKeys } = settings;
  if (store.kind === 'sqlite') yield* checkFile(store, storeKeys);
  if (store.kind !== 'postgres') return;
  const { checkDatabase } = await import('./postgres/check-database.ts');
  yield* checkDatabase({ ...store, ...parts }, createCipher(storeKeys));
}

function* checkFile(store: { path: string }, storeKeys: readonly Uint8Array[]): Iterable<Finding> {
  try {
    const { exists, folder, freeBytes } = probeStore(store.path, storeKeys);
    yield ok(
      'store',
      exists ? `${store.path} can be written and read` : `${store.path} will be created: ${folder} is writable`,
    );
    const free = `${megabytes(freeBytes)} MB are free in ${folder}`;
    const makeRoom = `Make room in ${folder}, enlarge the volume, or set RETENTION_DAYS lower.`;
    if (freeBytes < LITTLE_BYTES) yield failed('store', free, makeRoom);
    else if (freeBytes < ENOUGH_BYTES) yield warning('store', free, makeRoom);
    else yield ok('store', free);
  } catch (error) {
    if (!(error instanceof StoreFailure)) throw error;
    yield failed('store', `${store.path} cannot be used: ${error.message}`, ADVICE[error.trouble]);
  }
}

const megabytes = (bytes: number): string => Math.round(bytes / 1e6).toLocaleString('en-GB');
