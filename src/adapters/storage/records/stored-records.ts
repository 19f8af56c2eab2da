import { Keyv } from 'keyv';
import type { KeyvEntry, KeyvStorageAdapter } from 'keyv';
import type { Clock } from '../../../async/clock.ts';
import { KeyedLine } from '../../../async/keyed-line.ts';
import type { RecordStore } from '../../../core/ports/records.ts';
import type { StoreChanges } from '../changes/store-changes.ts';
import type { StoreCipher } from '../store-cipher.ts';
import { KeyvStorage } from './keyv-storage.ts';
import { recordSerializer } from './record-serializer.ts';
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

  /** As Keyv has it, without its hooks, which each would wait for: a turn reads some thirty records. */
  override get<Value>(key: string): Promise<Value | undefined>;
  override get<Value>(keys: string[]): Promise<(Value | undefined)[]>;
  override async get<Value>(keys: string | string[]): Promise<Value | undefined | (Value | undefined)[]> {
    if (typeof keys !== 'string') return this.getMany<Value>(keys);
    const [value] = await this.getMany<Value>([keys]);
    return value;
  }

  override async getMany<Value>(keys: string[]): Promise<(Value | undefined)[]> {
    const stored = await this.#storage.getMany(keys);
    return stored.map((text) => (text === undefined ? undefined : (this.#read(text) as Value)));
  }

  /** As Keyv has it, but by our clock. */
  override async set(key: string, value: unknown, ttlMs?: number): Promise<boolean> {
    const [isSet = false] = await this.setMany([{ key, value, ...(ttlMs === undefined ? {} : { ttl: ttlMs }) }]);
    return isSet;
  }

  override async setMany<Value>(entries: KeyvEntry<Value>[]): Promise<boolean[]> {
    return this.#storage.setMany(entries.map(({ key, value, ttl }) => ({ key, ...this.#asRecord(value, ttl) })));
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
        const now = isAlive ? (this.#read(stored.value) as Value) : undefined;
        const next = change(now);
        if (next === now) return now;
        const after = next === undefined ? undefined : this.#asRecord(next, ttlMs);
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

  #asRecord(value: unknown, ttlMs: number | undefined): StoredRecord {
    const { cipher, clock } = this.#parts;
    const expires = ttlMs === undefined ? undefined : clock.now() + ttlMs;
    return { value: cipher.encrypt(recordSerializer.stringify({ value })), expires };
  }

  #read(text: string): unknown {
    return (recordSerializer.parse(this.#parts.cipher.decrypt(text)) as { value?: unknown }).value;
  }

  async keys(prefix: string): Promise<string[]> {
    const found = await this.#parts.table.keys(this.#name, prefix);
    return found.filter((record) => this.#storage.isAlive(record)).map(({ key }) => key);
  }
}
