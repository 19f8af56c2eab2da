import { Pool } from 'pg';
import type { PoolClient, QueryResult } from 'pg';
import { backOffMs } from '../../../async/back-off.ts';
import type { Clock } from '../../../async/clock.ts';
import { BotError } from '../../../core/errors.ts';
import type { Log } from '../../../core/ports/operator.ts';
import { toStoreFailure } from './store-trouble.ts';

export type Row = Record<string, unknown>;
export type Value = string | number | boolean | null | readonly string[] | readonly (number | null)[];

export interface PostgresOptions {
  /** With the password, and TLS as libpq has it. */
  url: string;
  clock: Clock;
  log: Log;
  maxConnections?: number;
  /** How long a call waits for a server that does not let it in, milliseconds. 0: not at all. */
  maxWaitMs?: number;
}

/** One statement after the other, on the pool or inside of a transaction. */
export interface Session {
  /** @returns how many rows were changed. */
  run(sql: string, ...values: Value[]): Promise<number>;
  get(sql: string, ...values: Value[]): Promise<Row | undefined>;
  all(sql: string, ...values: Value[]): Promise<Row[]>;
}

const MAX_CONNECTIONS = 10;
const CONNECT_MS = 5_000;
/** The server ends a statement that takes longer; the driver gives up on a server that says nothing at all. */
const STATEMENT_MS = 8_000;
const SILENT_MS = 10_000;
const ON_CONNECT = `SET statement_timeout = ${STATEMENT_MS}; SET idle_in_transaction_session_timeout = ${SILENT_MS}`;
/** A restart of the server takes some seconds; whoever asks meanwhile waits for it, as nothing has been asked yet. */
const MAX_WAIT_MS = 6_000;
const RECONNECTS = { firstMs: 50, maxMs: 500 };
/** The victim of a deadlock has done nothing. */
const DEADLOCK = '40P01';
const MAX_VICTIM = 5;

/**
 * A pool of connections to one PostgreSQL. Every failure is a BotError 'store-failed'. A connection under which anything failed is thrown
 * away, so that after a switch to another primary none is left that leads to the former one.
 */
export class PostgresDatabase implements Session {
  readonly #options: PostgresOptions;
  readonly #names = new Map<string, string>();
  readonly #closing = new AbortController();
  #pool: Pool;

  constructor(options: PostgresOptions) {
    this.#options = options;
    this.#pool = this.#createPool();
  }

  async run(sql: string, ...values: Value[]): Promise<number> {
    return (await this.#query(sql, values)).rowCount ?? 0;
  }

  async get(sql: string, ...values: Value[]): Promise<Row | undefined> {
    return (await this.#query(sql, values)).rows[0];
  }

  async all(sql: string, ...values: Value[]): Promise<Row[]> {
    return (await this.#query(sql, values)).rows;
  }

  /** All or nothing. */
  transaction<T>(work: (session: Session) => Promise<T>): Promise<T> {
    return this.#guard(async (client) => {
      await client.query('BEGIN');
      const ask = (sql: string, values: Value[]): Promise<QueryResult<Row>> => client.query<Row>(sql, values);
      const result = await work({
        run: async (sql, ...values) => (await ask(sql, values)).rowCount ?? 0,
        get: async (sql, ...values) => (await ask(sql, values)).rows[0],
        all: async (sql, ...values) => (await ask(sql, values)).rows,
      });
      await client.query('COMMIT');
      return result;
    });
  }

  /** Statements without values, several in one text, outside of a transaction of ours. */
  async exec(sql: string): Promise<void> {
    await this.#guard((client) => client.query(sql));
  }

  async close(): Promise<void> {
    if (this.#closing.signal.aborted) return;
    this.#closing.abort(new Error('closed'));
    await this.#pool.end();
  }

  #createPool(): Pool {
    const { url, log, maxConnections = MAX_CONNECTIONS } = this.#options;
    const pool = new Pool({
      connectionString: url,
      application_name: 'aitta-bot',
      max: maxConnections,
      connectionTimeoutMillis: CONNECT_MS,
      query_timeout: SILENT_MS,
      keepAlive: true,
    });
    // Not as parameters of the start, which a pooler may refuse. What is asked first comes after it on the same connection.
    pool.on('connect', (client) => void client.query(ON_CONNECT).catch(ignore));
    // Without it a connection that breaks while nobody uses it would end the process.
    pool.on('error', (error) => log.debug({ err: error }, 'an idle connection to the database broke'));
    return pool;
  }

  #query(sql: string, values: Value[]): Promise<QueryResult<Row>> {
    return this.#guard((client) => client.query<Row>({ name: this.#nameOf(sql), text: sql, values }));
  }

  /** Each statement is parsed once per connection. */
  #nameOf(sql: string): string {
    const name = this.#names.get(sql) ?? `s${this.#names.size}`;
    this.#names.set(sql, name);
    return name;
  }

  async #guard<T>(work: (client: PoolClient) => Promise<T>): Promise<T> {
    for (let tries = 1; ; tries++) {
      try {
        return await this.#onConnection(work);
      } catch (error) {
        if (error instanceof BotError) throw error;
        if ((error as { code?: unknown }).code === DEADLOCK && tries < MAX_VICTIM) continue;
        const failure = toStoreFailure(error);
        throw new BotError('store-failed', `the database failed: ${failure.message}`, { cause: failure });
      }
    }
  }

  async #onConnection<T>(work: (client: PoolClient) => Promise<T>): Promise<T> {
    const pool = this.#pool;
    const client = await this.#connect();
    client.on('error', ignore);
    try {
      const result = await work(client);
      client.off('error', ignore);
      client.release();
      return result;
    } catch (error) {
      client.release(true);
      if (isSilent(error)) this.#renew(pool);
      throw error;
    }
  }

  /** Where one connection has gone dead without a word, the others lead nowhere either. */
  #renew(pool: Pool): void {
    if (this.#pool !== pool || this.#closing.signal.aborted) return;
    this.#pool = this.#createPool();
    pool.end().catch((error: unknown) => this.#options.log.debug({ err: error }, 'old connections did not close'));
  }

  /** Nothing is asked before there is a connection, so that trying again is safe. */
  async #connect(): Promise<PoolClient> {
    const { clock, maxWaitMs = MAX_WAIT_MS } = this.#options;
    const { signal } = this.#closing;
    const since = clock.monotonic();
    for (let failures = 1; ; failures++) {
      try {
        return await this.#pool.connect();
      } catch (error) {
        const mayHeal = ['unreachable', 'busy'].includes(toStoreFailure(error).trouble);
        if (!mayHeal || signal.aborted || clock.monotonic() - since >= maxWaitMs) throw error;
      }
      await clock.sleep(backOffMs(failures, RECONNECTS), signal);
    }
  }
}

/** Whoever waits for an answer hears of it. */
const ignore = (): void => undefined;

const isSilent = (error: unknown): boolean => error instanceof Error && error.message === 'Query read timeout';
