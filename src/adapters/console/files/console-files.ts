import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { View } from '../../../core/ports/platform.ts';

type File = NonNullable<View['files']>[number];

/** How many files of one name are looked through. */
const MAX_NAMES = 1_000;

/**
 * Writes a file of an answer for the eyes of its owner, never over another one; what is there already with the same text is not
 * written again. @returns its path. Rejects with the error of the file system.
 */
export const writeFileOnce = async (folder: string, { name, text }: File): Promise<string> => {
  await mkdir(folder, { recursive: true, mode: 0o700 });
  const [, stem = 'file', ending = ''] = /^(.+?)(\.\w+)?$/.exec(safeName(name)) ?? [];
  for (let count = 1; count <= MAX_NAMES; count += 1) {
    const path = join(folder, `${stem}${count === 1 ? '' : `-${count}`}${ending}`);
    try {
      await writeFile(path, text, { flag: 'wx', mode: 0o600 });
      return path;
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
      if ((await readFile(path, 'utf8')) === text) return path;
    }
  }
  throw new Error(`there are ${MAX_NAMES} files called ${stem}${ending} in ${folder}`);
};

/** No folder, no hidden file, nothing that a shell would read. */
const safeName = (name: string): string =>
  name.replaceAll(/[^\p{L}\p{M}\p{N}_.-]+/gu, '_').replace(/^\.+/, '') || 'file';
