import type { Clock } from '../../../async/clock.ts';
import { pause } from '../../../async/pause.ts';
import { Watchers } from '../changes/store-changes.ts';
import type { StoreChanges } from '../changes/store-changes.ts';
import type { SqliteDatabase } from './sqlite-database.ts';

const LOOK_MS = 500;
/** Grows with what others commit, and not with what this connection does. @see https://www.sqlite.org/pragma.html#pragma_data_version */
const VERSION = 'PRAGMA data_version';

/** Hears that another process has written to the file; what, nobody says. Costs nothing where nobody watches. */
export class SqliteChanges implements StoreChanges {
  readonly isPrompt = false;
  readonly #database: SqliteDatabase;
  readonly #clock: Clock;
  readonly #watchers = new Watchers();
  readonly #ended = new AbortController();
  #looking: Promise<void> | undefined;

  constructor(database: SqliteDatabase, clock: Clock) {
    this.#database = database;
    this.#clock = clock;
  }

  watch(topic: string, hear: (key: string | undefined) => void): () => void {
    this.#looking ??= this.#look();
    return this.#watchers.add(topic, hear);
  }

  /** Whoever looks sees what was written. */
  tell(): void {
    // nothing to do
  }

  async close(): Promise<void> {
    this.#ended.abort(new Error('closed'));
    await this.#looking;
  }

  async #look(): Promise<void> {
    let known = this.#version();
    while (await pause(this.#clock, LOOK_MS, this.#ended.signal)) {
      const version = this.#version();
      if (version === known) continue;
      known = version;
      this.#watchers.tellAll();
    }
  }

  /** Undefined where the file cannot be read. */
  #version(): unknown {
    try {
      return this.#database.get(VERSION)?.['data_version'];
    } catch {
      return undefined; // whoever wants something of that file is told
    }
  }
}
