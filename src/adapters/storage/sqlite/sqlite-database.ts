import type { DatabaseSync, SQLInputValue, StatementSync } from 'node:sqlite';
import { BotError } from '../../../core/errors.ts';
import { openDatabase } from './open-database.ts';
import { toStoreFailure } from './store-trouble.ts';

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

  #guard<T>(work: () => T): T {
    try {
      return work();
    } catch (error) {
      if (error instanceof BotError) throw error;
      throw new BotError('store-failed', `the database failed: ${toStoreFailure(error).message}`, { cause: error });
    }
  }
}
