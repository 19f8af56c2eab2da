import type { Clock } from '../../../async/clock.ts';

/** Remembers what was asked lately, and asks once for all who want to know at the same time. Failures are not remembered. */
export class ShortMemory<T> {
  readonly #clock: Clock;
  readonly #options: { keepMs: number; most: number };
  readonly #entries = new Map<string, { at: number; value: Promise<T> }>();

  constructor(clock: Clock, options: { keepMs: number; most: number }) {
    this.#clock = clock;
    this.#options = options;
  }

  recall(key: string, ask: () => Promise<T>): Promise<T> {
    const known = this.#entries.get(key);
    if (known && this.#clock.now() - known.at < this.#options.keepMs) return known.value;
    const entry = { at: this.#clock.now(), value: ask() };
    this.#entries.delete(key);
    this.#entries.set(key, entry);
    entry.value.catch(() => {
      if (this.#entries.get(key) === entry) this.#entries.delete(key);
    });
    const [oldest] = this.#entries.keys();
    if (this.#entries.size > this.#options.most && oldest !== undefined) this.#entries.delete(oldest);
    return entry.value;
  }
}
