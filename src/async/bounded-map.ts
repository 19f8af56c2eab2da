import type { Clock } from './clock.ts';

export interface Bounds {
  /** How many entries at the most; the one that was set longest ago goes first. */
  max: number;
  /** How long an entry is kept after it was last set, milliseconds; without it until it is pushed out. */
  lifetime?: { clock: Clock; ms: number };
}

/** A map that cannot grow without end. Setting a key again makes its entry the newest. */
export class BoundedMap<K, V> {
  readonly #bounds: Bounds;
  /** Oldest first. */
  readonly #entries = new Map<K, { value: V; setAt: number }>();

  constructor(bounds: Bounds) {
    this.#bounds = bounds;
  }

  get size(): number {
    this.#dropExpired();
    return this.#entries.size;
  }

  get(key: K): V | undefined {
    this.#dropExpired();
    return this.#entries.get(key)?.value;
  }

  has(key: K): boolean {
    this.#dropExpired();
    return this.#entries.has(key);
  }

  /** @returns the key that is pushed out by this one */
  set(key: K, value: V): K | undefined {
    const { max, lifetime } = this.#bounds;
    this.#entries.delete(key);
    this.#entries.set(key, { value, setAt: lifetime?.clock.monotonic() ?? 0 });
    const [oldest] = this.#entries;
    if (!oldest || this.#entries.size <= max) return undefined;
    this.#entries.delete(oldest[0]);
    return oldest[0];
  }

  /** @returns whether it was there. */
  delete(key: K): boolean {
    this.#dropExpired();
    return this.#entries.delete(key);
  }

  /** Oldest first. */
  *entries(): IterableIterator<[K, V]> {
    this.#dropExpired();
    for (const [key, { value }] of this.#entries) yield [key, value];
  }

  #dropExpired(): void {
    const { lifetime } = this.#bounds;
    if (!lifetime) return;
    const bornAfter = lifetime.clock.monotonic() - lifetime.ms;
    for (const [key, { setAt }] of this.#entries) {
      if (setAt > bornAfter) return;
      this.#entries.delete(key);
    }
  }
}
