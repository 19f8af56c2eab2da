import { closeSync, existsSync, mkdirSync, openSync } from 'node:fs';
import { dirname } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import type { SQLInputValue, StatementSync } from 'node:sqlite';
import { BotError } from '../../../core/errors.ts';

/** The schema's history: the n-th entry takes a file from version n to n + 1. Entries are only ever added. */
const MIGRATIONS = [
  `CREATE TABLE owners (id TEXT PRIMARY KEY, beat_at INTEGER NOT NULL) WITHOUT ROWID;
   CREATE TABLE turns (
     seq INTEGER PRIMARY KEY AUTOINCREMENT,
     id TEXT NOT NULL UNIQUE,
     kind TEXT NOT NULL,
     platform TEXT NOT NULL,
     channel TEXT NOT NULL,
     conversation TEXT NOT NULL,
     person TEXT NOT NULL,
     at INTEGER NOT NULL,
     arrival TEXT,
     owner TEXT,
     epoch INTEGER NOT NULL DEFAULT 1,
     deaths INTEGER NOT NULL DEFAULT 0,
     wish TEXT,
     wishes INTEGER NOT NULL DEFAULT 0,
     kept TEXT,
     memory TEXT,
     ended_at INTEGER
   );
   CREATE INDEX turns_open ON turns (conversation, seq) WHERE ended_at IS NULL;
   CREATE INDEX turns_of_person ON turns (person, channel) WHERE ended_at IS NULL;
   CREATE INDEX turns_of_owner ON turns (owner) WHERE ended_at IS NULL;
   CREATE INDEX turns_by_conversation ON turns (conversation);
   CREATE INDEX turns_ended ON turns (ended_at) WHERE ended_at IS NOT NULL;
   CREATE TABLE records (
     namespace TEXT NOT NULL,
     key TEXT NOT NULL,
     value TEXT NOT NULL,
     expires INTEGER,
     PRIMARY KEY (namespace, key)
   ) WITHOUT ROWID;
   CREATE INDEX records_expiring ON records (expires) WHERE expires IS NOT NULL;`,
];

export const SCHEMA_VERSION = MIGRATIONS.length;

/** How long a statement waits for another process that is writing, milliseconds. Under the time that platforms give us to acknowledge. */
const BUSY_TIMEOUT_MS = 1_000;

/**
 * One SQLite file (or `:memory:`) with the bot's schema. Every failure is a BotError 'store-failed'.
 * The journal is WAL with `synchronous = NORMAL`: what was written survives kill -9; a power cut may take the last moments.
 */
export class SqliteDatabase {
  readonly #database: DatabaseSync;
  readonly #statements = new Map<string, StatementSync>();

  /** @throws BotError 'settings' when the file cannot be opened or was written by a newer version. */
  constructor(path: string) {
    try {
      if (path !== ':memory:') createFile(path);
      this.#database = new DatabaseSync(path, { timeout: BUSY_TIMEOUT_MS });
      this.#database.exec('PRAGMA journal_mode = WAL; PRAGMA synchronous = NORMAL; PRAGMA secure_delete = ON;');
      this.#migrate();
    } catch (error) {
      if (error instanceof BotError) throw error;
      throw new BotError('settings', `the database at STORE_URL cannot be opened: ${reason(error)}`, { cause: error });
    }
  }

  /** @returns how many rows were changed. */
  run(sql: string, ...values: SQLInputValue[]): number {
    return this.#guard(() => Number(this.#statement(sql).run(...values).changes));
  }

  get(sql: string, ...values: SQLInputValue[]): Record<string, unknown> | undefined {
    return this.#guard(() => this.#statement(sql).get(...values));
  }

  all(sql: string, ...values: SQLInputValue[]): Record<string, unknown>[] {
    return this.#guard(() => this.#statement(sql).all(...values));
  }

  /** All or nothing, and no other writer in between. */
  transaction<T>(work: () => T): T {
    return this.#guard(() => {
      this.#database.exec('BEGIN IMMEDIATE');
      try {
        const result = work();
        this.#database.exec('COMMIT');
        return result;
      } catch (error) {
        if (this.#database.isTransaction) this.#database.exec('ROLLBACK');
        throw error;
      }
    });
  }

  /** Makes sure that deleted texts are nowhere in the file or its journal (freed pages are zeroed as they are freed). */
  compact(): void {
    this.#guard(() => this.#database.exec('PRAGMA wal_checkpoint(TRUNCATE)'));
  }

  close(): void {
    if (this.#database.isOpen) this.#database.close();
  }

  #statement(sql: string): StatementSync {
    let statement = this.#statements.get(sql);
    if (!statement) {
      statement = this.#database.prepare(sql);
      this.#statements.set(sql, statement);
    }
    return statement;
  }

  #migrate(): void {
    this.transaction(() => {
      const version = Number(this.#database.prepare('PRAGMA user_version').get()?.['user_version'] ?? 0);
      if (version > SCHEMA_VERSION) {
        throw new BotError(
          'settings',
          `the database at STORE_URL was written by a newer version of aitta-bot (schema ${version})`,
        );
      }
      for (const migration of MIGRATIONS.slice(version)) this.#database.exec(migration);
      this.#database.exec(`PRAGMA user_version = ${SCHEMA_VERSION}`);
    });
  }

  #guard<T>(work: () => T): T {
    try {
      return work();
    } catch (error) {
      if (error instanceof BotError) throw error;
      throw new BotError('store-failed', `the database failed: ${reason(error)}`, { cause: error });
    }
  }
}

/**
 * SQLite itself creates files as 0644 whatever the umask says, and its WAL with the mode of the file (`test/whole/container.test.ts`). An
 * existing file is not touched: closing it would drop the locks that this process may have on it.
 */
const createFile = (path: string): void => {
  mkdirSync(dirname(path), { recursive: true, mode: 0o775 });
  if (!existsSync(path)) closeSync(openSync(path, 'a', 0o660));
};

const reason = (error: unknown): string => (error instanceof Error ? error.message : 'unknown reason');
