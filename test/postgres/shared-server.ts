import { spawn } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { inject } from 'vitest';
import { ask, findBinaries, PostgresServer } from './postgres-server.ts';

interface Shared {
  pid: number;
  port: number;
}

const FILE = 'server.json';
const NOTE = 'tests on PostgreSQL are skipped: npm has none for this platform';

export const hasPostgres = findBinaries() !== undefined;
if (!hasPostgres) {
  if (process.env['CI'] !== undefined) throw new Error(NOTE);
  process.stderr.write(`${NOTE}\n`);
}

/** What the one who started it has left. */
export const readShared = (folder: string): Shared | undefined =>
  existsSync(join(folder, FILE)) ? (JSON.parse(readFileSync(join(folder, FILE), 'utf8')) as Shared) : undefined;

/** The address of the one server of this run; the first who asks starts it. */
const shared = async (): Promise<Shared> => {
  const folder = inject('postgresFolder');
  if (isFirst(folder)) return start(folder);
  for (let tries = 0; tries < 1_000; tries++) {
    const found = readShared(folder);
    if (found) return found;
    await new Promise((resolve) => setTimeout(resolve, 30)); // another worker is starting it
  }
  throw new Error('PostgreSQL was not started');
};

const isFirst = (folder: string): boolean => {
  try {
    mkdirSync(join(folder, 'lock'));
    return true;
  } catch {
    return false; // another worker has it
  }
};

const start = async (folder: string): Promise<Shared> => {
  const server = await PostgresServer.start(findBinaries() ?? '', { isDetached: true });
  const found = { pid: server.pid ?? 0, port: server.port };
  // Whatever ends the run, also SIGKILL: nothing of it stays.
  const watch = `while kill -0 ${inject('testRunPid')} 2>/dev/null; do sleep 1; done; kill -QUIT ${found.pid}; sleep 1; rm -rf '${server.folder}'`;
  spawn('sh', ['-c', watch], { detached: true, stdio: 'ignore' }).unref();
  writeFileSync(join(folder, 'server.part'), JSON.stringify(found));
  renameSync(join(folder, 'server.part'), join(folder, FILE));
  return found;
};

let server: Promise<Shared> | undefined;

/** A schema of its own on the server of this run. @returns its STORE_URL */
export const freshStore = async (): Promise<string> => {
  server ??= shared();
  const { port } = await server;
  const name = `s${randomUUID().replaceAll('-', '')}`;
  const admin = `postgres://postgres@127.0.0.1:${port}/postgres`;
  await ask(admin, `CREATE SCHEMA ${name}`);
  return `${admin}?options=${encodeURIComponent(`-c search_path=${name}`)}`;
};

/** A database of its own on the server of this run. @returns its STORE_URL */
export const freshDatabase = async (options = ''): Promise<string> => {
  server ??= shared();
  const { port } = await server;
  const name = `d${randomUUID().replaceAll('-', '')}`;
  await ask(`postgres://postgres@127.0.0.1:${port}/postgres`, `CREATE DATABASE ${name} ${options}`);
  return `postgres://postgres@127.0.0.1:${port}/${name}`;
};
