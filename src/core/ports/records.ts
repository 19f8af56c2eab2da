/** READ AFTER `turns.ts`: what is kept beyond a turn. Values are plain JSON, times epoch milliseconds. */
import type { Keyv } from 'keyv';

/** One per namespace: Keyv for records, and what it lacks. Failures reject (never a missing key for a dead store). */
export interface RecordStore extends Keyv {
  /**
   * The one way to change what two may change at once, in this process or in two: `change` makes the next value out of the present one,
   * undefined deletes it, the very same leaves all as it is. It is pure: when somebody else was faster, it is called again.
   * @param ttlMs how long it is kept from now on, milliseconds; without end where it is not given, as in `set`
   * @returns what is stored now
   */
  update<V>(key: string, change: (now: V | undefined) => V | undefined, ttlMs?: number): Promise<V | undefined>;
  /** The keys of one moment that begin so, found without reading any others. */
  keys(prefix: string): Promise<string[]>;
  /** Tells the other processes that this was changed, after the change. Returns at once, and never throws. */
  tell(key: string): void;
  /**
   * `hear` is called soon after another process told; without a key where anything may have changed. A hint: look from time to time besides.
   * @returns ends it
   */
  watch(hear: (key: string | undefined) => void): () => void;
}
export type OpenStore = (namespace: string) => RecordStore;
