import type { KeyedRecord, RecordTable, StoredRecord } from '../records/record-table.ts';
import type { PostgresDatabase, Row, Value } from './postgres-database.ts';

/** Comes after every character that a key may have. */
const LAST = '\u{10FFFF}';
/** Among several replicas one sweeps at a time; the others find nothing to do. */
const MAY_SWEEP = "pg_try_advisory_xact_lock(hashtextextended('aitta-bot sweep ' || current_schema(), 0))";

/** The records in one PostgreSQL; keys are compared byte by byte (COLLATE "C"). */
export class PostgresRecordTable implements RecordTable {
  readonly #database: PostgresDatabase;

  constructor(database: PostgresDatabase) {
    this.#database = database;
  }

  async read(namespace: string, keys: readonly string[]): Promise<(StoredRecord | undefined)[]> {
    const rows = await this.#database.all(
      'SELECT key, value, expires FROM records WHERE namespace = $1 AND key = ANY ($2::text[])',
      namespace,
      keys,
    );
    const found = new Map(rows.map((row) => [String(row['key']), asRecord(row)]));
    return keys.map((key) => found.get(key));
  }

  /** In the order of the keys, as everybody writes them: two who write the same ones do not wait for each other in a circle. */
  async write(namespace: string, records: readonly KeyedRecord[]): Promise<void> {
    const last = new Map(records.map((record) => [record.key, record]));
    const sorted = [...last.values()].toSorted((a, b) => (a.key < b.key ? -1 : 1));
    await this.#database.run(
      `INSERT INTO records (namespace, key, value, expires)
       SELECT $1, key, value, expires FROM unnest($2::text[], $3::text[], $4::bigint[]) AS given (key, value, expires)
       ON CONFLICT (namespace, key) DO UPDATE SET value = excluded.value, expires = excluded.expires`,
      namespace,
      sorted.map(({ key }) => key),
      sorted.map(({ value }) => value),
      sorted.map(({ expires }) => wholeMs(expires)),
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
        before === undefined ||
        this.#change('DELETE FROM records WHERE namespace = $1 AND key = $2 AND value = $3', namespace, key, before)
      );
    const { value } = after;
    const expires = wholeMs(after.expires);
    return before === undefined
      ? this.#change(
          'INSERT INTO records (namespace, key, value, expires) VALUES ($1, $2, $3, $4) ON CONFLICT DO NOTHING',
          namespace,
          key,
          value,
          expires,
        )
      : this.#change(
          'UPDATE records SET value = $1, expires = $2 WHERE namespace = $3 AND key = $4 AND value = $5',
          value,
          expires,
          namespace,
          key,
          before,
        );
  }

  async #change(sql: string, ...values: Value[]): Promise<boolean> {
    return (await this.#database.run(sql, ...values)) > 0;
  }

  async delete(namespace: string, keys: readonly string[]): Promise<boolean[]> {
    const rows = await this.#database.all(
      `DELETE FROM records WHERE namespace = $1 AND key IN
         (SELECT key FROM records WHERE namespace = $1 AND key = ANY ($2::text[]) ORDER BY key FOR UPDATE)
       RETURNING key`,
      namespace,
      keys,
    );
    const deleted = new Set(rows.map((row) => String(row['key'])));
    return keys.map((key) => deleted.has(key));
  }

  async clear(namespace: string): Promise<void> {
    await this.#database.run('DELETE FROM records WHERE namespace = $1', namespace);
  }

  async keys(namespace: string, prefix: string): Promise<Omit<KeyedRecord, 'value'>[]> {
    const rows = await this.#database.all(
      'SELECT key, expires FROM records WHERE namespace = $1 AND key >= $2 AND key < $3 ORDER BY key',
      namespace,
      prefix,
      `${prefix}${LAST}`,
    );
    return rows.map((row) => ({ key: String(row['key']), expires: expiresOf(row) }));
  }

  async page(namespace: string, after: string, limit: number): Promise<KeyedRecord[]> {
    const rows = await this.#database.all(
      'SELECT key, value, expires FROM records WHERE namespace = $1 AND key > $2 ORDER BY key LIMIT $3',
      namespace,
      after,
      limit,
    );
    return rows.map((row) => Object.assign(asRecord(row), { key: String(row['key']) }));
  }

  sweep(now: number, limit: number): Promise<number> {
    return this.#database.transaction(async (session) => {
      if ((await session.get(`SELECT ${MAY_SWEEP} AS may`))?.['may'] !== true) return 0;
      return session.run(
        `DELETE FROM records WHERE (namespace, key) IN
           (SELECT namespace, key FROM records WHERE expires <= $1 ORDER BY expires LIMIT $2 FOR UPDATE SKIP LOCKED)`,
        now,
        limit,
      );
    });
  }
}

const asRecord = (row: Row): StoredRecord => ({ value: String(row['value']), expires: expiresOf(row) });

const wholeMs = (at: number | undefined): number | null => (at === undefined ? null : Math.round(at));

/** A bigint comes as a text. */
const expiresOf = ({ expires }: Row): number | undefined => (typeof expires === 'string' ? Number(expires) : undefined);
