import { writeFileSync } from 'node:fs';
import { findBinaries, PostgresServer } from '../../../test/postgres/postgres-server.ts';
import type { Chance } from '../chance.ts';
import { TcpProxy } from './tcp-proxy.ts';
import { asKept, HISTORY, OPEN, TURNS } from './torture-store.ts';
import type { Kept, TortureStore } from './torture-store.ts';

/** So often whoever judges tries to read while the server is on its way back, and milliseconds in between. */
const TRIES = 40;
const BETWEEN_MS = 250;

/** A PostgreSQL of its own, with something in between that may fail for each process. */
export class PostgresTortureStore implements TortureStore {
  readonly #server: PostgresServer;
  readonly #proxies: TcpProxy[] = [];

  private constructor(server: PostgresServer) {
    this.#server = server;
  }

  /** @throws Error where npm has no PostgreSQL for this platform */
  static async open(): Promise<PostgresTortureStore> {
    const binaries = findBinaries();
    if (binaries === undefined) throw new Error('npm has no PostgreSQL for this platform');
    return new PostgresTortureStore(await PostgresServer.start(binaries));
  }

  async nextUrl(): Promise<string> {
    const proxy = await TcpProxy.open(this.#server.port);
    this.#proxies.push(proxy);
    return `postgres://postgres@127.0.0.1:${proxy.port}/postgres`;
  }

  /** What is between the server and one of the last processes. */
  between(chance: Chance, replicas: number): TcpProxy | undefined {
    return this.#proxies.at(-chance.between(1, replicas));
  }

  /** @param signal SIGINT is orderly, SIGQUIT is at once, as in a crash */
  async restart(signal: 'SIGINT' | 'SIGQUIT', awayMs: number): Promise<void> {
    await this.#server.stop(signal);
    await new Promise((resolve) => setTimeout(resolve, awayMs));
    await this.#server.run();
  }

  /** Kills the server's process behind one connection: all connections end, and the server recovers. */
  async killOne(): Promise<void> {
    const pid = "SELECT pid FROM pg_stat_activity WHERE application_name LIKE 'aitta-bot%' ORDER BY random() LIMIT 1";
    const [row] = await this.#server.ask(pid);
    if (row) process.kill(Number(row['pid']), 'SIGKILL');
  }

  async read(): Promise<Kept> {
    for (let tries = 1; ; tries++) {
      try {
        const [turns, open, history] = [
          await this.#server.ask(TURNS),
          await this.#server.ask(OPEN),
          await this.#server.ask(HISTORY),
        ];
        return asKept(turns, open[0], history);
      } catch (error) {
        if (tries === TRIES) throw error;
      }
      await new Promise((resolve) => setTimeout(resolve, BETWEEN_MS));
    }
  }

  async save(path: string): Promise<void> {
    const tables = ['turns', 'records', 'owners'].map(async (name) => [
      name,
      await this.#server.ask(`SELECT * FROM ${name}`),
    ]);
    writeFileSync(`${path}.json`, JSON.stringify(Object.fromEntries(await Promise.all(tables)), undefined, 1));
  }

  async close(): Promise<void> {
    for (const proxy of this.#proxies) proxy.close();
    await this.#server.remove();
  }
}
