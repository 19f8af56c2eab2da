import { once } from 'node:events';
import { Worker } from 'node:worker_threads';
import type { Clock } from '../async/clock.ts';
import { FairGate } from '../async/fair-gate.ts';
import { unlessAborted } from '../async/unless-aborted.ts';
import { pause } from '../async/pause.ts';
import { late, within } from '../async/within.ts';
import type { Fetched, FileBytes, FileContent, FileReader } from '../core/ports/files.ts';
import type { Log } from '../core/ports/operator.ts';
import { unread } from './fetch-file.ts';
import type { FileLimits } from './file-settings.ts';
import type { ReadLimits } from './read-file.ts';
import { isPicture, readPicture } from './read-picture.ts';

export interface FileReaderParts extends FileLimits {
  clock: Clock;
  log: Log;
}

/** So many files are in memory at a time. */
const AT_ONCE = 2;
/** Fetching and reading take less, milliseconds. */
const MAX_SLOT_MS = 10 * 60_000;
/** What takes longer is taken for hostile, milliseconds. */
const TIMEOUT_MS = 30_000;
/** What the objects of one reading may take, megabytes. */
const MAX_HEAP_MB = 256;
/** And its buffers, which are looked at so often, milliseconds. */
const MAX_BUFFER_BYTES = 300_000_000;
const LOOK_MS = 100;

/** Reads each file in a thread of its own, which ends when it takes too much time or memory: whoever wrote the file wants no good to it. */
export class ThreadedFileReader implements FileReader {
  readonly maxFiles: number;
  readonly #parts: FileReaderParts;
  readonly #gate: FairGate;

  constructor(parts: FileReaderParts) {
    this.#parts = parts;
    this.maxFiles = parts.maxFiles;
    this.#gate = new FairGate({ clock: parts.clock, maxBeginning: AT_ONCE, beginningMs: MAX_SLOT_MS });
  }

  read(personId: string, fetch: (maxBytes: number) => Promise<Fetched>, signal: AbortSignal): Promise<FileContent> {
    return this.#gate.run(personId, signal, async () => {
      const fetched = await fetch(this.#parts.maxBytes);
      if (fetched.type !== 'bytes') return fetched;
      if (isPicture(fetched.bytes)) return unlessAborted(readPicture(fetched.bytes, this.#parts.pictureSide), signal);
      return this.#readApart(fetched, signal);
    });
  }

  async #readApart({ bytes, isPage }: FileBytes, signal: AbortSignal): Promise<FileContent> {
    const { clock, log, maxPages } = this.#parts;
    const over = new AbortController();
    const worker = new Worker(new URL('read-in-worker.ts', import.meta.url), {
      workerData: { bytes, limits: { maxPages, isPage } satisfies ReadLimits },
      env: {}, // no secret is in reach of it
      execArgv: [],
      stdout: true,
      stderr: true,
      resourceLimits: { maxOldGenerationSizeMb: MAX_HEAP_MB },
    });
    try {
      const read = once(worker, 'message').then(([content]) => content as FileContent);
      const outgrown = this.#outgrowing(worker, over.signal);
      const content = await within({ clock, timeoutMs: TIMEOUT_MS, signal }, Promise.race([read, outgrown]));
      return content === late ? unread('too-big') : content;
    } catch (error) {
      signal.throwIfAborted();
      const { code } = error as NodeJS.ErrnoException;
      log.info({ code }, 'a file could not be read');
      return unread(code === 'ERR_WORKER_OUT_OF_MEMORY' ? 'too-big' : 'damaged');
    } finally {
      over.abort(new Error('the reading is over'));
      await worker.terminate();
    }
  }

  /** Buffers do not count as objects: what a stream unpacks to would take all memory there is. */
  async #outgrowing(worker: Worker, over: AbortSignal): Promise<FileContent> {
    while (await pause(this.#parts.clock, LOOK_MS, over)) {
      const heap = await worker.getHeapStatistics().catch(() => undefined); // it does not run yet, or not any more
      if (heap && heap.external_memory > MAX_BUFFER_BYTES) return unread('too-big');
    }
    return unread('failed'); // nobody waits for it any more
  }
}
