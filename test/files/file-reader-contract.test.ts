import { fileReaderContract } from '../contracts/file-reader-contract.ts';
import { systemClock } from '../../src/async/clock.ts';
import { ThreadedFileReader } from '../../src/files/threaded-file-reader.ts';
import { quietLog } from '../doubles/quiet-log.ts';

fileReaderContract(
  'in a thread',
  () =>
    new ThreadedFileReader({
      maxFiles: 8,
      maxBytes: 20_000_000,
      maxPages: 100,
      pictureSide: 400,
      clock: systemClock,
      log: quietLog([]),
    }),
);
