import type { DatabaseSync, SQLInputValue, StatementSync } from 'node:sqlite';
import { BotError } from '../../../core/errors.ts';
import { openDatabase } from './open-database.ts';
import { toStoreFailure } from './store-trouble.ts';

/** Half a second's work. */
const MAX_REWRITTEN_BYTES = 32e6;
const MARK_REWRITE = "INSERT OR REPLACE INTO records (namespace, key, value) VALUES ('meta', 'rewrite-due', 'yes')";
const REWRITE_DUE = "SELECT 1 FROM records WHERE namespace = 'meta' AND key = 'rewrite-due'";
/** @see https://www.sqlite.org/pragma.html#pragma_auto_vacuum */
const INCREMENTAL = 2;
/** So many are left to be used again. */
const MIN_FREE_PAGES = 256;
/** In one step, which takes up to 10 ms. */
const MAX_SHRUNK_PAGES = 256;

/**
 * One SQLite file (or `:memory:`) with the bot's schema. Every failure is a BotError 'store-failed'.
 * The journal is WAL with `synchronous = NORMAL`: what was written survives kill -9; a power cut may take the last moments.
 */
export class SqliteDatabase {
  readonly #database: DatabaseSync;
  readonly #statements = new Map<string, StatementSync>();

  /** @throws BotError 'settings' when the file cannot be opened or was written by a newer version. */
  constructor(path: string) {
    this.#database = openDatabase(path);
    this.#rewriteIfDue();
    this.#database.exec('PRAGMA busy_timeout = 0'); // from here on nobody waits for a lock on the event loop: LockLine does
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

  /**
   * Makes sure that deleted texts are nowhere in the file or its journal. Freed cells and pages are zeroed as they are freed, but where SQLite
   * moves rows between pages it leaves copies in their gaps (`test/adapters/storage/sqlite/sqlite-database.test.ts`): only writing the
   * file anew takes them away. That takes 15 ms per megabyte, so for a large file it is left to the next start.
   * @returns false when somebody still reads in the journal.
   */
  compact({ whole } = { whole: false }): boolean {
    if (whole || this.#bytes() <= MAX_REWRITTEN_BYTES) this.#guard(() => this.#database.exec('VACUUM'));
    else this.run(MARK_REWRITE);
    return this.emptyJournal();
  }

  /** @returns false when somebody still reads in it. */
  emptyJournal(): boolean {
    return Number(this.get('PRAGMA wal_checkpoint(TRUNCATE)')?.['busy'] ?? 1) === 0;
  }

  #bytes(): number {
    return this.#pragma('page_count') * this.#pragma('page_size');
  }

  /** What a large file was left with. It stays due where there is no room for it: that is no reason not to start. */
  #rewriteIfDue(): boolean {
    if (this.get(REWRITE_DUE) === undefined) return false;
    try {
      this.#database.exec('VACUUM');
    } catch {
      return false;
    }
    this.run("DELETE FROM records WHERE namespace = 'meta' AND key = 'rewrite-due'");
    return this.emptyJournal();
  }

  /**
   * Gives a part of the free pages back to the disk, in some milliseconds. A file of version 0.1 cannot shrink by parts until it has been
   * written anew, which is done once, when what is in use is small.
   * @returns whether there is more to give back
   */
  shrink(): boolean {
    const free = this.#pragma('freelist_count');
    if (free < MIN_FREE_PAGES) return false;
    if (this.#pragma('auto_vacuum') !== INCREMENTAL) {
      const usedBytes = (this.#pragma('page_count') - free) * this.#pragma('page_size');
      if (usedBytes <= MAX_REWRITTEN_BYTES) this.#guard(() => this.#database.exec('VACUUM'));
    } else this.#guard(() => this.#database.exec(`PRAGMA incremental_vacuum(${MAX_SHRUNK_PAGES})`));
    const left = this.#pragma('freelist_count');
    if (left >= MIN_FREE_PAGES && left < free) return true;
    this.get('PRAGMA wal_checkpoint(PASSIVE)'); // a file is shorter once its journal is in it
    return false;
  }

  #pragma(name: string): number {
    return Number(this.get(`PRAGMA ${name}`)?.[name] ?? 0);
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

  #guard<T>(work: () => T): T {
    try {
      return work();
    } catch (error) {
      if (error instanceof BotError) throw error;
      throw new BotError('store-failed', `the database failed: ${toStoreFailure(error).message}`, { cause: error });
    }
  }
}
