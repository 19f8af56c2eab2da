import { Keyv } from 'keyv';
import type { KeyvEntry, KeyvStorageAdapter } from 'keyv';
import type { Clock } from '../../../async/clock.ts';
import { KeyedLine } from '../../../async/keyed-line.ts';
import type { RecordStore } from '../../../core/ports/records.ts';
import type { StoreChanges } from '../changes/store-changes.ts';
import type { StoreCipher } from '../store-cipher.ts';
import { KeyvStorage } from './keyv-storage.ts';
import type { RecordTable, StoredRecord } from './record-table.ts';

export interface StoredRecordsParts {
  table: RecordTable;
  cipher: StoreCipher;
  clock: Clock;
  /** Where only one process has the store, nobody tells anything. */
  changes?: StoreChanges | undefined;
}

/** The records of one namespace on any table. */
export class StoredRecords extends Keyv implements RecordStore {
  readonly #parts: StoredRecordsParts;
  readonly #name: string;
  readonly #storage: KeyvStorage;
  /** Those of this process do not have to race each other. */
  readonly #line = new KeyedLine();

  constructor(namespace: string, parts: StoredRecordsParts) {
    const storage = new KeyvStorage(parts.table, namespace, parts.clock);
    super({
      store: storage as unknown as KeyvStorageAdapter,
      namespace,
      encryption: parts.cipher,
      checkExpired: false, // Keyv asks the system's clock; the storage has asked ours
    });
    this.#parts = parts;
    this.#name = namespace;
    this.#storage = storage;
  }

  /** As Keyv has it, but by our clock. */
  override async set(key: string, value: unknown, ttlMs?: number): Promise<boolean> {
    const [isSet = false] = await this.setMany([{ key, value, ...(ttlMs === undefined ? {} : { ttl: ttlMs }) }]);
    return isSet;
  }

  override async setMany<Value>(entries: KeyvEntry<Value>[]): Promise<boolean[]> {
    const records = entries.map(async ({ key, value, ttl }) => ({ key, ...(await this.#asRecord(value, ttl)) }));
    return this.#storage.setMany(await Promise.all(records));
  }

  /** Reads, and writes only where still stands what was read, until that holds: somebody gets on in each round, and nobody waits for a lock. */
  update<Value>(
    key: string,
    change: (now: Value | undefined) => Value | undefined,
    ttlMs?: number,
  ): Promise<Value | undefined> {
    const { table } = this.#parts;
    return this.#line.run(key, async () => {
      for (;;) {
        const [stored] = await table.read(this.#name, [key]);
        const isAlive = stored !== undefined && this.#storage.isAlive(stored);
        const now = isAlive ? (await this.decode<Value>(stored.value))?.value : undefined;
        const next = change(now);
        if (next === now) return now;
        const after = next === undefined ? undefined : await this.#asRecord(next, ttlMs);
        if (await table.replace(this.#name, key, stored?.value, after)) return next;
      }
    });
  }

  tell(key: string): void {
    this.#parts.changes?.tell(`records ${this.#name}`, key);
  }

  watch(hear: (key: string | undefined) => void): () => void {
    return this.#parts.changes?.watch(`records ${this.#name}`, hear) ?? (() => undefined);
  }

  async #asRecord(value: unknown, ttlMs: number | undefined): Promise<StoredRecord> {
    const expires = ttlMs === undefined ? undefined : this.#parts.clock.now() + ttlMs;
    return { value: String(await this.encode({ value })), expires };
  }

  async keys(prefix: string): Promise<string[]> {
    const found = await this.#parts.table.keys(this.#name, prefix);
    return found.filter((record) => this.#storage.isAlive(record)).map(({ key }) => key);
  }
}
