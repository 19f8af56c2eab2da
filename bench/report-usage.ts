import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';

/** Loaded before a measured program: tells its parent, when asked, what the process has used so far. */
export interface Usage {
  /** User and system time of all threads, milliseconds. */
  cpuMs: number;
  /** Resident memory now and at most, bytes. */
  memoryBytes: number;
  mostMemoryBytes: number;
  /** What the program itself holds, bytes; garbage included, unless it was asked to collect that first. */
  heapBytes: number;
}
export type UsageQuestion = 'usage' | 'usage without garbage';

setFlagsFromString('--expose-gc');
const collect = runInNewContext('gc') as () => void;
setFlagsFromString('--no-expose-gc');

process.on('message', (question: UsageQuestion) => {
  if (question === 'usage without garbage') collect();
  const { user, system } = process.cpuUsage();
  const usage: Usage = {
    cpuMs: (user + system) / 1_000,
    memoryBytes: process.memoryUsage.rss(),
    mostMemoryBytes: process.resourceUsage().maxRSS * 1_024,
    heapBytes: process.memoryUsage().heapUsed,
  };
  process.send?.(usage);
});
// The question alone keeps no process alive.
process.channel?.unref();
