import { constants, copyFileSync, existsSync } from 'node:fs';
import type { DatabaseSync } from 'node:sqlite';
import { damagedCopyOf } from './store-copies.ts';
import { StoreFailure } from './store-trouble.ts';

/** Reads the whole file. @throws StoreFailure 'damaged' where a page is not as it should be. */
export const checkPages = (database: DatabaseSync): void => {
  const [found] = Object.values(database.prepare('PRAGMA quick_check(1)').get() ?? {});
  if (found !== 'ok') throw new StoreFailure('damaged', `it is damaged (${String(found).replaceAll(/\s+/g, ' ')})`);
};

/** Copies a damaged store as it was found, once, whatever is done with it afterwards. @returns where the copy is */
export const keepDamaged = (path: string): string => {
  const copy = damagedCopyOf(path);
  if (existsSync(copy)) return copy;
  const mode = constants.COPYFILE_EXCL | constants.COPYFILE_FICLONE;
  for (const journal of ['', '-wal'])
    if (existsSync(`${path}${journal}`)) copyFileSync(`${path}${journal}`, `${copy}${journal}`, mode);
  return copy;
};
