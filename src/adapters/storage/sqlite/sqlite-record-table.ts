import type { SQLInputValue } from 'node:sqlite';
import type { KeyedRecord, RecordTable, StoredRecord } from '../records/record-table.ts';
import type { SqliteDatabase } from './sqlite-database.ts';

const COLUMNS = 'namespace, key, value, expires';
const ONE = 'namespace = ? AND key = ?';
/** Comes after every character that a key may have. */
const LAST = '\u{10FFFF}';

/** The records in one SQLite file; keys are compared byte by byte. */
export class SqliteRecordTable implements RecordTable {
  readonly #database: SqliteDatabase;

  constructor(database: SqliteDatabase) {
    this.#database = database;
  }

  async read(namespace: string, keys: readonly string[]): Promise<(StoredRecord | undefined)[]> {
    const [only] = keys;
    if (keys.length === 1 && only !== undefined) return [this.#readOne(namespace, only)];
    const rows = this.#database.all(
      'SELECT key, value, expires FROM records WHERE namespace = ? AND key IN (SELECT value FROM json_each(?))',
      namespace,
      JSON.stringify(keys),
    );
    const found = new Map(rows.map((row) => [String(row['key']), asRecord(row)]));
    return keys.map((key) => found.get(key));
  }

  #readOne(namespace: string, key: string): StoredRecord | undefined {
    const row = this.#database.get(`SELECT key, value, expires FROM records WHERE ${ONE}`, namespace, key);
    return row && asRecord(row);
  }

  async write(namespace: string, records: readonly KeyedRecord[]): Promise<void> {
    const [only] = records;
    if (records.length === 1 && only) this.#writeOne(namespace, only);
    else this.#database.transaction(() => records.forEach((record) => this.#writeOne(namespace, record)));
  }

  #writeOne(namespace: string, { key, value, expires }: KeyedRecord): void {
    this.#database.run(
      `INSERT INTO records (${COLUMNS}) VALUES (?, ?, ?, ?)
       ON CONFLICT (namespace, key) DO UPDATE SET value = excluded.value, expires = excluded.expires`,
      namespace,
      key,
      value,
      expires ?? null,
    );
  }

  async replace(
    namespace: string,
    key: string,
    before: string | undefined,
    after: StoredRecord | undefined,
  ): Promise<boolean> {
    if (after === undefined)
      return (
        before === undefined || this.#change(`DELETE FROM records WHERE ${ONE} AND value = ?`, namespace, key, before)
      );
    const { value, expires = null } = after;
    return before === undefined
      ? this.#change(
          `INSERT INTO records (${COLUMNS}) VALUES (?, ?, ?, ?) ON CONFLICT DO NOTHING`,
          namespace,
          key,
          value,
          expires,
        )
      : this.#change(
          `UPDATE records SET value = ?, expires = ? WHERE ${ONE} AND value = ?`,
          value,
          expires,
          namespace,
          key,
          before,
        );
  }

  #change(sql: string, ...values: SQLInputValue[]): boolean {
    return this.#database.run(sql, ...values) > 0;
  }

  async delete(namespace: string, keys: readonly string[]): Promise<boolean[]> {
    const deleteOne = (key: string): boolean => this.#change(`DELETE FROM records WHERE ${ONE}`, namespace, key);
    return keys.length === 1 ? keys.map(deleteOne) : this.#database.transaction(() => keys.map(deleteOne));
  }

  async clear(namespace: string): Promise<void> {
    this.#database.run('DELETE FROM records WHERE namespace = ?', namespace);
  }

  async keys(namespace: string, prefix: string): Promise<Omit<KeyedRecord, 'value'>[]> {
    const rows = this.#database.all(
      'SELECT key, expires FROM records WHERE namespace = ? AND key >= ? AND key < ? ORDER BY key',
      namespace,
      prefix,
      `${prefix}${LAST}`,
    );
    return rows.map((row) => ({ key: String(row['key']), expires: expiresOf(row) }));
  }

  async page(namespace: string, after: string, limit: number): Promise<KeyedRecord[]> {
    const rows = this.#database.all(
      'SELECT key, value, expires FROM records WHERE namespace = ? AND key > ? ORDER BY key LIMIT ?',
      namespace,
      after,
      limit,
    );
    return rows.map((row) => Object.assign(asRecord(row), { key: String(row['key']) }));
  }

  async sweep(now: number, limit: number): Promise<number> {
    const some =
      'SELECT namespace, key FROM records WHERE expires IS NOT NULL AND expires <= ? ORDER BY expires LIMIT ?';
    return this.#database.run(`DELETE FROM records WHERE (namespace, key) IN (${some})`, now, limit);
  }
}

const asRecord = (row: Record<string, unknown>): StoredRecord => ({
  value: String(row['value']),
  expires: expiresOf(row),
});

const expiresOf = ({ expires }: Record<string, unknown>): number | undefined =>
  typeof expires === 'number' ? expires : undefined;
