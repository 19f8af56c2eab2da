import { chmodSync, closeSync, existsSync, mkdirSync, openSync, statSync } from 'node:fs';
import { dirname } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { toError } from '../../../async/to-error.ts';
import { BotError } from '../../../core/errors.ts';
import { checkPages, keepDamaged } from './check-pages.ts';
import { knownVersion, migrate } from './sqlite-schema.ts';
import { ADVICE, toStoreFailure } from './store-trouble.ts';
import type { StoreFailure } from './store-trouble.ts';

/** How long the opening of a file waits for another process that is writing, milliseconds. */
const BUSY_TIMEOUT_MS = 1_000;

/** A file of this size is read whole at the start, which takes some 50 ms; of a larger one the doctor does. */
const MAX_CHECKED_BYTES = 16e6;

/** @param path of the file, or `:memory:` @throws BotError 'settings' with what is the matter and what to do about it. */
export const openDatabase = (path: string): DatabaseSync => {
  let database: DatabaseSync | undefined;
  try {
    const isFile = path !== ':memory:';
    if (isFile) createFile(path);
    database = new DatabaseSync(path, { timeout: BUSY_TIMEOUT_MS });
    knownVersion(database, path); // before anything is written
    if (isFile && statSync(path).size <= MAX_CHECKED_BYTES) checkPages(database);
    database.exec('PRAGMA auto_vacuum = INCREMENTAL; PRAGMA journal_mode = WAL; PRAGMA synchronous = NORMAL;');
    database.exec('PRAGMA secure_delete = ON;');
    migrate(database, path);
    return database;
  } catch (error) {
    const failure = toStoreFailure(error);
    const kept = failure.trouble === 'damaged' ? ` ${tryToKeep(path)}` : '';
    if (database?.isOpen === true) database.close(); // after the copy: closing writes the journal into the file
    throw new BotError('settings', `${sentence(failure)}${kept}`, { cause: error });
  }
};

const sentence = ({ trouble, message }: StoreFailure): string =>
  `the database at STORE_URL cannot be opened: ${message}. ${ADVICE[trouble]}`;

const tryToKeep = (path: string): string => {
  try {
    return `It is kept as it was found in ${keepDamaged(path)}.`;
  } catch (error) {
    return `It could not be copied: ${toError(error).message}`;
  }
};

/**
 * SQLite itself creates files as 0644 whatever the umask says, and its WAL with the mode of the file (`test/whole/container.test.ts`). An
 * existing file is not opened for this: closing it would drop the locks that this process may have on it.
 */
const createFile = (path: string): void => {
  mkdirSync(dirname(path), { recursive: true, mode: isOneOfMany() ? 0o770 : 0o700 });
  if (!existsSync(path)) closeSync(openSync(path, 'a', MODE));
  // What an earlier version has left open to others; the file of somebody else is theirs to close.
  for (const file of [path, `${path}-wal`, `${path}-shm`]) {
    const found = statSync(file, { throwIfNoEntry: false });
    if (found?.uid === process.getuid?.() && found !== undefined && (found.mode & ~MODE & 0o777) !== 0)
      chmodSync(file, found.mode & MODE); // never more than there was: a file that is read-only stays so
  }
};

/** Containers run under any user id, and always in group 0 (as OpenShift has it): the next one has to write to what this one has written. */
const isOneOfMany = (): boolean => process.getgid?.() === 0 && process.getuid?.() !== 0;
const MODE = isOneOfMany() ? 0o660 : 0o600;
