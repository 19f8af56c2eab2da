import { failed, ok, warning } from '../../findings/finding.ts';
import type { Finding } from '../../findings/finding.ts';
import { probeStore, StoreFailure } from './sqlite/probe-store.ts';
import type { StoreTrouble } from './sqlite/probe-store.ts';
import type { StoreSettings } from './store-settings.ts';

/** A conversation takes kilobytes; what is left has to do until somebody reads this. */
const ENOUGH_BYTES = 500e6;
const LITTLE_BYTES = 20e6;

/** The store: written, read, and with room for more. */
export function* checkStore({ store, storeKeys }: StoreSettings): Iterable<Finding> {
  if (store.kind === 'memory') return;
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

const ADVICE: Readonly<Record<StoreTrouble, string>> = {
  'not-writable':
    'Give the user that the bot runs as write access to the folder of STORE_URL and the files in it; for the image: chgrp -R 0 FOLDER && chmod -R g+rwX FOLDER.',
  'read-only': 'Mount a writable volume there (the image: /data), or set STORE_URL to a path on one.',
  full: 'The disk is full: make room on it, or enlarge the volume.',
  'no-database': 'STORE_URL names a file that is not a store: set it to the right path, or restore a backup.',
  damaged: 'Stop the bot and restore the last backup (docs/operate.md); keep the damaged file.',
  'disk-error': 'The disk, a quota or a file size limit refuses: check df -h, ulimit -f and the kernel log.',
  busy: 'Another program keeps the store locked: find it (fuser FILE) and stop it.',
  newer: 'Run the newer version again, or restore a backup from before the upgrade.',
  'wrong-key':
    'Set STORE_KEY to the key that the store was encrypted with; the newest key first, older ones behind it.',
  unknown: 'See the reason; docs/operate.md lists what can happen to stores.',
};
