import type { Clock } from '../../../async/clock.ts';
import { letOthers } from '../../../async/let-others.ts';
import type { RecordTable, StoredRecord } from './record-table.ts';

interface Entry {
  key: string;
  value: unknown;
  expires?: number | undefined;
}

/** So many records are read at once where all are wanted. */
const PAGE = 500;

/**
 * What Keyv stands on: the records of one namespace.
 *
 * It has no `on()` and its Keyv gets no listener, on purpose: Keyv 6 turns a failed read into a missing key as soon as an `error`
 * listener exists, and an empty conversation is the worst answer to a dead disk. This way every failure rejects
 * (pinned by `test/contracts/record-store-contract.ts`).
 */
export class KeyvStorage {
  readonly capabilities = { expires: true };
  readonly namespace: string;
  readonly #table: RecordTable;
  readonly #clock: Clock;

  constructor(table: RecordTable, namespace: string, clock: Clock) {
    this.#table = table;
    this.namespace = namespace;
    this.#clock = clock;
  }

  async get(key: string): Promise<string | undefined> {
    const [value] = await this.getMany([key]);
    return value;
  }

  async getMany(keys: string[]): Promise<(string | undefined)[]> {
    const records = await this.#table.read(this.namespace, keys);
    return records.map((record) => (record && this.isAlive(record) ? record.value : undefined));
  }

  async has(key: string): Promise<boolean> {
    return (await this.get(key)) !== undefined;
  }

  async hasMany(keys: string[]): Promise<boolean[]> {
    return (await this.getMany(keys)).map((value) => value !== undefined);
  }

  async set(key: string, value: unknown, expires?: number): Promise<boolean> {
    await this.setMany([{ key, value, expires }]);
    return true;
  }

  async setMany(entries: Entry[]): Promise<boolean[]> {
    const records = entries.map(({ key, value, expires }) => ({ key, value: String(value), expires }));
    await this.#table.write(this.namespace, records);
    return entries.map(() => true);
  }

  async delete(key: string): Promise<boolean> {
    return (await this.deleteMany([key]))[0] === true;
  }

  deleteMany(keys: string[]): Promise<boolean[]> {
    return this.#table.delete(this.namespace, keys);
  }

  clear(): Promise<void> {
    return this.#table.clear(this.namespace);
  }

  async *iterator(): AsyncGenerator<[string, string], void> {
    for (let after = ''; ;) {
      const records = await this.#table.page(this.namespace, after, PAGE);
      for (const record of records) if (this.isAlive(record)) yield [record.key, record.value];
      const last = records.at(-1);
      if (!last || records.length < PAGE) return;
      after = last.key;
      await letOthers();
    }
  }

  isAlive({ expires }: Pick<StoredRecord, 'expires'>): boolean {
    return expires === undefined || expires > this.#clock.now();
  }
}
