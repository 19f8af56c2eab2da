import { toError } from '../../../async/to-error.ts';

/** Why a store cannot be used, by what can be done about it. */
export type StoreTrouble =
  | 'not-writable'
  | 'read-only'
  | 'full'
  | 'no-database'
  | 'damaged'
  | 'disk-error'
  | 'busy'
  | 'newer'
  | 'wrong-key'
  | 'unknown';

export class StoreFailure extends Error {
  override readonly name = 'StoreFailure';
  readonly trouble: StoreTrouble;

  constructor(trouble: StoreTrouble, message: string, cause?: unknown) {
    super(message, { cause });
    this.trouble = trouble;
  }
}

/** Codes of the system, and those of SQLite. @see https://www.sqlite.org/rescode.html */
const TROUBLES: Readonly<Record<string, StoreTrouble>> = {
  EACCES: 'not-writable',
  EPERM: 'not-writable',
  ENOTDIR: 'not-writable',
  ENOENT: 'read-only',
  EROFS: 'read-only',
  ENOSPC: 'full',
  EDQUOT: 'full',
  EFBIG: 'disk-error',
  EIO: 'disk-error',
  5: 'busy',
  6: 'busy',
  8: 'not-writable',
  10: 'disk-error',
  11: 'damaged',
  13: 'full',
  14: 'not-writable',
  26: 'no-database',
};
/** SQLite's primary code is in the lowest byte. */
const PRIMARY = 0xff;

/** What is the matter, in plain words. Where it is missing, the reason says it. */
const WHAT: Readonly<Partial<Record<StoreTrouble, string>>> = {
  'not-writable': 'this user may not write to it',
  'read-only': 'it is on a volume that is read-only, or not there',
  full: 'the disk is full',
  'no-database': 'it is no database',
  damaged: 'it is damaged',
  'disk-error': 'the disk refuses',
  busy: 'another program keeps it locked',
};

export const ADVICE: Readonly<Record<StoreTrouble, string>> = {
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

/** Whatever a file system or SQLite has thrown, named. */
export const toStoreFailure = (error: unknown): StoreFailure => {
  if (error instanceof StoreFailure) return error;
  const { code, errcode } = error as { code?: string; errcode?: number };
  const trouble = (errcode === undefined ? TROUBLES[code ?? ''] : TROUBLES[errcode & PRIMARY]) ?? 'unknown';
  const isTold = errcode !== undefined || code !== undefined;
  // What is neither the system's nor SQLite's, such as a record that cannot be read, quotes what it is about.
  const reason = isTold ? toError(error).message : `${toError(error).name} in what is stored`;
  const what = WHAT[trouble];
  return new StoreFailure(trouble, what === undefined ? reason : `${what} (${reason})`, error);
};

/** Another program holds it at this moment. */
export const isLocked = (error: unknown): boolean => error !== undefined && toStoreFailure(error).trouble === 'busy';
