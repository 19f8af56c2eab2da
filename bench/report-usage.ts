/** Loaded before a measured program: tells its parent, when asked, what the process has used so far. */
export interface Usage {
  /** User and system time of all threads, milliseconds. */
  cpuMs: number;
  /** Resident memory now and at most, bytes. */
  memoryBytes: number;
  mostMemoryBytes: number;
}

process.on('message', () => {
  const { user, system } = process.cpuUsage();
  const usage: Usage = {
    cpuMs: (user + system) / 1_000,
    memoryBytes: process.memoryUsage.rss(),
    mostMemoryBytes: process.resourceUsage().maxRSS * 1_024,
  };
  process.send?.(usage);
});
// The question alone keeps no process alive.
process.channel?.unref();
