import { copyFileSync } from 'node:fs';
import { DatabaseSync } from 'node:sqlite';
import { asKept, HISTORY, OPEN, TURNS } from './torture-store.ts';
import type { Kept, TortureStore } from './torture-store.ts';

/** One file. */
export class SqliteTortureStore implements TortureStore {
  readonly path: string;

  constructor(path: string) {
    this.path = path;
  }

  async nextUrl(): Promise<string> {
    return `sqlite:${this.path}`;
  }

  async read(): Promise<Kept> {
    const database = new DatabaseSync(this.path, { readOnly: true });
    try {
      const all = (sql: string): Record<string, unknown>[] => database.prepare(sql).all();
      return asKept(all(TURNS), all(OPEN)[0], all(HISTORY));
    } finally {
      database.close();
    }
  }

  async save(path: string): Promise<void> {
    copyFileSync(this.path, `${path}.sqlite`);
  }

  async close(): Promise<void> {
    // the program's folder goes with the program
  }
}
