import { existsSync, mkdirSync, readdirSync, rmSync, statfsSync, statSync } from 'node:fs';
import { constants, enableCompileCache, flushCompileCache, getCompileCacheDir } from 'node:module';
import { basename, dirname, join } from 'node:path';
import { DEFAULT_STORE_URL, storePath } from '../adapters/storage/store-url.ts';

const NAME = 'compile-cache';
/** It takes up to 10 MB; what little room there is belongs to the store. */
const MIN_FREE_BYTES = 200e6;
let isOurs = false;

/**
 * Keeps what Node has compiled beside the store, which halves what a start takes: whoever can write there has the bot in their hands anyway,
 * which is not so for the folder for temporary files. The first start of all has no folder yet. Never fails: it only saves time.
 */
export const openCompileCache = (storeUrl = DEFAULT_STORE_URL): void => {
  const path = storePath(storeUrl);
  if (path === undefined) return;
  const folder = join(dirname(path), NAME);
  try {
    if (!hasRoom(dirname(path))) {
      rmSync(folder, { recursive: true, force: true });
      return;
    }
    if (!existsSync(folder)) mkdirSync(folder, { mode: 0o770 }); // not the folder of the store: who makes that gives it its mode
    if (!belongsToUs(folder)) return;
    isOurs = enableCompileCache(folder).status === constants.compileCacheStatus.ENABLED;
  } catch {
    isOurs = false; // there is no folder yet, or nobody may write there
  }
};

/** Writes what was compiled: some 200 ms after an upgrade, else nothing. What an earlier version of Node has left goes. */
export const keepCompiled = (): void => {
  const current = getCompileCacheDir();
  if (!isOurs || current === undefined) return;
  flushCompileCache();
  try {
    for (const each of readdirSync(dirname(current)))
      if (each !== basename(current)) rmSync(join(dirname(current), each), { recursive: true });
  } catch {
    return; // another process may have been faster, or another user has made it
  }
};

const hasRoom = (folder: string): boolean => {
  const { bavail, bsize } = statfsSync(folder);
  return bavail * bsize >= MIN_FREE_BYTES;
};

/** A process that runs under any user id, as on OpenShift, shares its files with its group. */
const belongsToUs = (folder: string): boolean => {
  const { uid, gid, mode } = statSync(folder);
  const isShared = process.getgid?.() === 0 && gid === 0;
  return (uid === process.getuid?.() || isShared) && (mode & 0o002) === 0;
};
