import { randomUUID } from 'node:crypto';
import { Client } from 'pg';
import { backOffMs } from '../../../async/back-off.ts';
import type { Clock } from '../../../async/clock.ts';
import { pause } from '../../../async/pause.ts';
import type { Log } from '../../../core/ports/operator.ts';
import { Watchers } from '../changes/store-changes.ts';
import type { StoreChanges } from '../changes/store-changes.ts';
import type { Session } from './postgres-database.ts';

/** Of this schema alone: a database may hold several bots. */
const CHANNEL = "'aitta_bot_' || md5(current_schema())";
/** A statement that tells with its commit. Who told comes first: what tells inside of a statement names nobody. */
export const notify = (topic: string, key: string): string =>
  `pg_notify(${CHANNEL}, json_build_array('', '${topic}', ${key})::text)`;
/** A notification has less than 8,000 bytes. @see https://www.postgresql.org/docs/current/sql-notify.html */
const MAX_KEY_CHARACTERS = 1_000;
const TIMEOUT_MS = 5_000;
/** A connection that has gone dead without a word is found out by asking. */
const PING_MS = 5_000;
const RECONNECTS = { firstMs: 100, maxMs: 5_000 };

export interface PostgresChangesParts {
  url: string;
  session: Session;
  clock: Clock;
  log: Log;
}

/** Hears what others NOTIFY, on a connection of its own that begins with the first who watches. */
export class PostgresChanges implements StoreChanges {
  readonly #parts: PostgresChangesParts;
  readonly #self = randomUUID();
  readonly #watchers = new Watchers();
  readonly #ended = new AbortController();
  #listening: Promise<void> | undefined;
  #isPrompt = false;

  constructor(parts: PostgresChangesParts) {
    this.#parts = parts;
  }

  get isPrompt(): boolean {
    return this.#isPrompt;
  }

  watch(topic: string, hear: (key: string | undefined) => void): () => void {
    this.#listening ??= this.#listen();
    return this.#watchers.add(topic, hear);
  }

  tell(topic: string, key: string): void {
    const { session, log } = this.#parts;
    const text = JSON.stringify([this.#self, topic, key.slice(0, MAX_KEY_CHARACTERS)]);
    session
      .run(`SELECT pg_notify(${CHANNEL}, $1)`, text)
      .catch((error: unknown) => log.debug({ err: error, topic }, 'the other processes could not be told'));
  }

  async close(): Promise<void> {
    this.#ended.abort(new Error('closed'));
    await this.#listening;
  }

  /** Until the end, on one connection after the other. */
  async #listen(): Promise<void> {
    const { clock, log } = this.#parts;
    const { signal } = this.#ended;
    for (let failures = 0; !signal.aborted; failures++) {
      const since = clock.monotonic();
      try {
        await this.#listenOnce(signal);
      } catch (error) {
        const level = this.#isPrompt ? 'info' : 'debug';
        log[level](
          { err: error },
          'what other processes change is found by looking, until the database is heard again',
        );
      }
      this.#isPrompt = false;
      if (clock.monotonic() - since > PING_MS) failures = 0;
      await pause(clock, backOffMs(failures + 1, RECONNECTS), signal);
    }
  }

  async #listenOnce(signal: AbortSignal): Promise<void> {
    const { url, clock } = this.#parts;
    const client = new Client({
      connectionString: url,
      application_name: 'aitta-bot listens',
      connectionTimeoutMillis: TIMEOUT_MS,
      query_timeout: TIMEOUT_MS,
      keepAlive: true,
    });
    const broken = new AbortController();
    client.on('error', (error) => broken.abort(error));
    client.on('end', () => broken.abort(new Error('the connection has ended')));
    client.on('notification', ({ payload }) => this.#hear(payload));
    try {
      await client.connect();
      const found = await client.query<{ channel: string }>(`SELECT ${CHANNEL} AS channel`);
      await client.query(`LISTEN ${found.rows[0]?.channel ?? ''}`);
      this.#isPrompt = true;
      this.#watchers.tellAll(); // what was told meanwhile nobody has heard
      const over = AbortSignal.any([signal, broken.signal]);
      while (await pause(clock, PING_MS, over)) await client.query('SELECT 1');
      if (!signal.aborted) throw broken.signal.reason;
    } finally {
      await client.end().catch(() => undefined); // it was broken already
    }
  }

  #hear(payload = '[]'): void {
    const [from, topic, key] = JSON.parse(payload) as string[];
    if (topic !== undefined && from !== this.#self) this.#watchers.tell(topic, key);
  }
}
