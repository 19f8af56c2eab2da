export interface StoredRecord {
  value: string;
  /** Epoch milliseconds; undefined is never. */
  expires: number | undefined;
}
export interface KeyedRecord extends StoredRecord {
  key: string;
}

/**
 * The records of all namespaces in one table, as texts. Every engine keeps: a call is one atomic step; resolved is durable, rejected may
 * have happened or not. What has expired is there until it is swept: whoever reads knows the time.
 */
export interface RecordTable {
  /** In the order of the keys. */
  read(namespace: string, keys: readonly string[]): Promise<(StoredRecord | undefined)[]>;
  write(namespace: string, records: readonly KeyedRecord[]): Promise<void>;
  /**
   * Puts `after` in the place of `before` (undefined is nothing; never both), if that is what is stored. No other writer comes in between.
   * @returns whether it was
   */
  replace(
    namespace: string,
    key: string,
    before: string | undefined,
    after: StoredRecord | undefined,
  ): Promise<boolean>;
  /** @returns in the order of the keys, whether there was one. */
  delete(namespace: string, keys: readonly string[]): Promise<boolean[]>;
  clear(namespace: string): Promise<void>;
  /** Those that begin with the prefix, in the order of their bytes, by an index. */
  keys(namespace: string, prefix: string): Promise<Omit<KeyedRecord, 'value'>[]>;
  /** So many of those whose keys come after this one, in the order of their bytes. */
  page(namespace: string, after: string, limit: number): Promise<KeyedRecord[]>;
  /** Removes at most so many of those that have expired. @returns how many. */
  sweep(now: number, limit: number): Promise<number>;
}
