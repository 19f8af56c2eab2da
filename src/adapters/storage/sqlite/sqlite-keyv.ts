import { Keyv } from 'keyv';
import type { KeyvStorageAdapter } from 'keyv';
import type { Clock } from '../../../async/clock.ts';
import { plainCipher } from '../store-cipher.ts';
import type { StoreCipher } from '../store-cipher.ts';
import type { SqliteDatabase } from './sqlite-database.ts';

interface Entry {
  key: string;
  value: unknown;
  expires?: number;
}

/**
 * Keyv's storage on one table of the SQLite file, one instance per namespace.
 *
 * It has no `on()` and its Keyv gets no listener, on purpose: Keyv 6 turns a failed read into a missing key as soon as an `error`
 * listener exists, and an empty conversation is the worst answer to a dead disk. This way every failure rejects
 * (pinned by `test/adapters/storage/sqlite/sqlite-keyv.test.ts`).
 */
class SqliteKeyvStorage {
  readonly capabilities = { expires: true };
  readonly namespace: string;
  readonly #database: SqliteDatabase;
  readonly #clock: Clock;

  constructor(database: SqliteDatabase, namespace: string, clock: Clock) {
    this.#database = database;
    this.namespace = namespace;
    this.#clock = clock;
  }

  async get(key: string): Promise<unknown> {
    const row = this.#database.get(
      'SELECT value, expires FROM records WHERE namespace = ? AND key = ?',
      this.namespace,
      key,
    );
    return row && this.#isAlive(row['expires']) ? row['value'] : undefined;
  }

  async set(key: string, value: unknown, expires?: number): Promise<boolean> {
    this.#database.run(
      `INSERT INTO records (namespace, key, value, expires) VALUES (?, ?, ?, ?)
       ON CONFLICT (namespace, key) DO UPDATE SET value = excluded.value, expires = excluded.expires`,
      this.namespace,
      key,
      String(value),
      expires ?? null,
    );
    return true;
  }

  async delete(key: string): Promise<boolean> {
    return this.#database.run('DELETE FROM records WHERE namespace = ? AND key = ?', this.namespace, key) > 0;
  }

  async has(key: string): Promise<boolean> {
    return (await this.get(key)) !== undefined;
  }

  async clear(): Promise<void> {
    this.#database.run('DELETE FROM records WHERE namespace = ?', this.namespace);
  }

  getMany(keys: string[]): Promise<unknown[]> {
    return Promise.all(keys.map((key) => this.get(key)));
  }

  hasMany(keys: string[]): Promise<boolean[]> {
    return Promise.all(keys.map((key) => this.has(key)));
  }

  setMany(entries: Entry[]): Promise<boolean[]> {
    return Promise.all(entries.map(({ key, value, expires }) => this.set(key, value, expires)));
  }

  deleteMany(keys: string[]): Promise<boolean[]> {
    return Promise.all(keys.map((key) => this.delete(key)));
  }

  async *iterator(): AsyncGenerator<[string, unknown], void> {
    const rows = this.#database.all(
      'SELECT key, value, expires FROM records WHERE namespace = ? ORDER BY key',
      this.namespace,
    );
    for (const row of rows) if (this.#isAlive(row['expires'])) yield [String(row['key']), row['value']];
  }

  #isAlive(expires: unknown): boolean {
    return typeof expires !== 'number' || expires > this.#clock.now();
  }
}

export const openSqliteKeyv = (
  database: SqliteDatabase,
  namespace: string,
  clock: Clock,
  cipher: StoreCipher = plainCipher,
): Keyv =>
  new Keyv({
    store: new SqliteKeyvStorage(database, namespace, clock) as unknown as KeyvStorageAdapter,
    namespace,
    encryption: cipher,
  });

/** Removes what has expired; reading never returns it anyway. @returns how many records. */
export const sweepExpired = (database: SqliteDatabase, clock: Clock): number =>
  database.run('DELETE FROM records WHERE expires IS NOT NULL AND expires <= ?', clock.now());
