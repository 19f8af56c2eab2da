import type { SQLInputValue } from 'node:sqlite';
import type { SqliteDatabase } from '../../src/adapters/storage/sqlite/sqlite-database.ts';

type Row = Record<string, unknown>;

/** What is asked of a database from now on. */
export class StatementCount {
  /** In order: the kind of the statement, the table, and the namespace of a record or the column of a turn. */
  writes: string[] = [];
  reads = 0;
  /** UTF-16 units of all texts that were read. */
  unitsRead = 0;

  constructor(database: SqliteDatabase) {
    const [run, get, all] = [database.run.bind(database), database.get.bind(database), database.all.bind(database)];
    database.run = (sql: string, ...values: SQLInputValue[]): number => {
      const changed = run(sql, ...values);
      if (changed > 0) this.writes.push(nameOf(sql, values));
      return changed;
    };
    database.get = (sql: string, ...values: SQLInputValue[]): Row | undefined => {
      const row = get(sql, ...values);
      if (sql.startsWith('UPDATE')) this.writes.push(nameOf(sql, values));
      else this.#noteRead(row ? [row] : []);
      return row;
    };
    database.all = (sql: string, ...values: SQLInputValue[]): Row[] => {
      const rows = all(sql, ...values);
      this.#noteRead(rows);
      return rows;
    };
  }

  #noteRead(rows: readonly Row[]): void {
    this.reads += 1;
    for (const row of rows) for (const value of Object.values(row)) this.unitsRead += asText(value).length;
  }
}

const nameOf = (sql: string, values: readonly SQLInputValue[]): string => {
  const [, verb = '', table = ''] = /^\s*(INSERT|UPDATE|DELETE)(?: OR \w+)?(?: INTO| FROM)? (\w+)/.exec(sql) ?? [];
  if (table === 'records') return `${verb} ${asText(values[verb === 'UPDATE' ? 2 : 0])}`;
  const [, column] = /SET (\w+)/.exec(sql) ?? [];
  return [verb, table, ...(column === undefined ? [] : [column])].join(' ');
};

const asText = (value: unknown): string =>
  typeof value === 'string' || typeof value === 'number' || typeof value === 'bigint' ? String(value) : '';
