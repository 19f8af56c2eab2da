import { backOffMs } from '../../../async/back-off.ts';
import type { Clock } from '../../../async/clock.ts';
import { isBotError } from '../../../core/errors.ts';
import { toStoreFailure } from './store-trouble.ts';

const RETRIES = { firstMs: 10, maxMs: 100 };
/** Whoever waits for so long is told that the store is locked, milliseconds. */
const MAX_WAIT_MS = 12_000;

/** Calls of the tables that the lock of another writer does not hold up. */
const READS: ReadonlySet<string> = new Set([
  'read',
  'keys',
  'page',
  'isOwner',
  'own',
  'line',
  'open',
  'openOf',
  'askedBy',
  'seen',
  'openCount',
  'livingOwners',
]);

/**
 * Where writes wait while another program holds the lock of the file. SQLite itself would wait for it on the event loop, and with it every
 * acknowledgement; here a write that finds the lock taken is tried again, and those that come later stay behind it.
 */
export class LockLine {
  readonly #clock: Clock;
  #last: Promise<unknown> | undefined;

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /** The table with calls that wait. Each call is one atomic step: one that found the lock taken has done nothing. */
  behind<T extends object>(table: T): T {
    return new Proxy(table, {
      get: (target, name) => {
        const value: unknown = Reflect.get(target, name, target);
        if (typeof value !== 'function') return value;
        const isRead = READS.has(String(name));
        return async (...values: unknown[]): Promise<unknown> => {
          const call = async (): Promise<unknown> => Reflect.apply(value, target, values);
          return isRead ? call() : this.#write(call);
        };
      },
    });
  }

  async #write<T>(call: () => Promise<T>): Promise<T> {
    if (this.#last === undefined) {
      try {
        return await call();
      } catch (error) {
        if (!isLocked(error)) throw error;
      }
    }
    const since = this.#clock.monotonic();
    const again = (): Promise<T> => this.#tryAgain(call, since);
    const mine = (this.#last ?? Promise.resolve()).then(again, again);
    this.#last = mine;
    try {
      return await mine;
    } finally {
      if (this.#last === mine) this.#last = undefined;
    }
  }

  async #tryAgain<T>(call: () => Promise<T>, since: number): Promise<T> {
    for (let failures = 1; ; failures++) {
      try {
        return await call();
      } catch (error) {
        if (!isLocked(error) || this.#clock.monotonic() - since > MAX_WAIT_MS) throw error;
      }
      await this.#clock.sleep(backOffMs(failures, RETRIES));
    }
  }
}

const isLocked = (error: unknown): boolean =>
  isBotError(error, 'store-failed') && error.cause !== undefined && toStoreFailure(error.cause).trouble === 'busy';
