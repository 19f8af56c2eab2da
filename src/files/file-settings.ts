import { whole } from '../settings/setting-kinds.ts';
import { defineSettings } from '../settings/settings-group.ts';

export interface FileLimits {
  /** How many files are read for one question. */
  maxFiles: number;
  /** Of one file. */
  maxBytes: number;
  /** Of a document: pages, slides or sheets. */
  maxPages: number;
  /** The longer side of a picture as a model gets it, pixels. */
  pictureSide: number;
}

export const fileSettings = defineSettings({
  shape: {
    FILES_PER_QUESTION: whole(0, 50).default(8),
    FILE_MEGABYTES: whole(1, 100).default(20),
    FILE_PAGES: whole(1, 10_000).default(100),
    PICTURE_PIXELS: whole(64, 8_192).default(1_536),
  },
  value: (values): { files: FileLimits } => ({
    files: {
      maxFiles: values.FILES_PER_QUESTION,
      maxBytes: values.FILE_MEGABYTES * 1_000_000,
      maxPages: values.FILE_PAGES,
      pictureSide: values.PICTURE_PIXELS,
    },
  }),
});
