import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { TestProject } from 'vitest/node';
import { readShared } from './shared-server.ts';

declare module 'vitest' {
  interface ProvidedContext {
    postgresFolder: string;
    testRunPid: number;
  }
}

let folder = '';

/** The first test that wants a PostgreSQL starts one in this folder, for all of the run. */
export const setup = ({ provide }: TestProject): void => {
  folder = mkdtempSync(join(tmpdir(), 'aitta-bot-pg-run-'));
  provide('postgresFolder', folder);
  provide('testRunPid', process.pid);
};

export const teardown = async (): Promise<void> => {
  const shared = readShared(folder);
  if (shared) await end(shared.pid);
  rmSync(folder, { recursive: true, force: true, maxRetries: 5 });
};

/** It is no child of this process, which is not told of its end. */
const end = async (pid: number): Promise<void> => {
  for (let isThere = tell(pid, 'SIGQUIT'); isThere; isThere = tell(pid, 0))
    await new Promise((resolve) => setTimeout(resolve, 20));
};

/** @returns whether there is such a process */
const tell = (pid: number, signal: NodeJS.Signals | 0): boolean => {
  try {
    return process.kill(pid, signal);
  } catch {
    return false; // there is no such process
  }
};
