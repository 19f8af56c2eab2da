import { closeSync, existsSync, openSync, rmSync, statSync } from 'node:fs';
import { DatabaseSync } from 'node:sqlite';
import { BotError } from '../../../core/errors.ts';
import { toError } from '../../../async/to-error.ts';

/**
 * A copy of the whole store as it is at one moment, also while a bot writes to it: one file, without a journal, for its owner's eyes only.
 * Never overwrites. @returns its size in bytes. @throws BotError 'settings' with what is in the way.
 */
export const backUpStore = (path: string, target: string): number => {
  if (!existsSync(path)) throw new BotError('settings', `there is no store at ${path}`);
  createTarget(target);
  try {
    const database = new DatabaseSync(path, { readOnly: true, timeout: 10_000 });
    try {
      // SQLite writes into an existing file if it is empty, and leaves its mode alone.
      database.prepare('VACUUM INTO ?').run(target);
    } finally {
      database.close();
    }
  } catch (error) {
    rmSync(target, { force: true });
    throw new BotError('settings', `the store cannot be copied: ${toError(error).message}`, { cause: error });
  }
  return statSync(target).size;
};

const createTarget = (target: string): void => {
  try {
    closeSync(openSync(target, 'wx', 0o600));
  } catch (error) {
    const why = (error as NodeJS.ErrnoException).code === 'EEXIST' ? 'it exists already' : toError(error).message;
    throw new BotError('settings', `${target} cannot be created: ${why}`, { cause: error });
  }
};
