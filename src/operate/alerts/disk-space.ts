import { statfs } from 'node:fs/promises';
import { dirname, resolve } from 'node:path';

const FEW_BYTES = 2 ** 30;
const SMALL_PART = 0.1;

/** What is left on the disk of a file. */
export interface DiskSpace {
  freeBytes: number;
  /** A tenth of a small disk, a gibibyte of a large one. */
  isLow: boolean;
}

/** Undefined where the file system does not tell. @param path of the file, which need not exist */
export const readDiskSpace = async (path: string): Promise<DiskSpace | undefined> => {
  try {
    const { bavail, blocks, bsize } = await statfs(dirname(resolve(path)));
    const freeBytes = bavail * bsize;
    return { freeBytes, isLow: freeBytes < Math.min(FEW_BYTES, blocks * bsize * SMALL_PART) };
  } catch {
    return undefined; // such as a folder that is gone: the store itself tells of that
  }
};
