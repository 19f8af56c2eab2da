import type { FileReader } from '../../src/core/ports/files.ts';
import { isPicture, readPicture } from '../../src/files/read-picture.ts';
import { readFile } from '../../src/files/read-file.ts';

/** Reads as the bot does, but for the thread, which would answer in real time. */
export const plainFileReader: FileReader = {
  maxFiles: 3,
  read: async (_personId, fetch) => {
    const fetched = await fetch(1_000_000);
    if (fetched.type !== 'bytes') return fetched;
    const { bytes, isPage } = fetched;
    return isPicture(bytes) ? readPicture(bytes, 1_000) : readFile(bytes, { maxPages: 100, isPage });
  },
};
