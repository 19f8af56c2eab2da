/** What runs in a thread of its own: it reads one file, says what it holds, and ends. */
import { parentPort, workerData } from 'node:worker_threads';
import { readFile, type ReadLimits } from './read-file.ts';

const { bytes, limits } = workerData as { bytes: Uint8Array; limits: ReadLimits };
parentPort?.postMessage(await readFile(bytes, limits));
