import type { FileReader } from '../../src/core/ports/files.ts';
import { readFile } from '../../src/files/read-file.ts';

/** Reads as the bot does, but for the thread, which would answer in real time. */
export const plainFileReader: FileReader = {
  maxFiles: 3,
  read: async (_personId, fetch) => {
    const fetched = await fetch(1_000_000);
    return fetched.type === 'bytes' ? readFile(fetched.bytes) : fetched;
  },
};
