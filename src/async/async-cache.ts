import { BoundedMap } from './bounded-map.ts';
import type { Bounds } from './bounded-map.ts';

/** Remembers answers for a while, and asks once for all who want the same at the same time. Failures are not remembered. */
export class AsyncCache<T> {
  readonly #answers: BoundedMap<string, Promise<T>>;

  constructor(bounds: Bounds) {
    this.#answers = new BoundedMap(bounds);
  }

  get(key: string, ask: () => Promise<T>): Promise<T> {
    const known = this.#answers.get(key);
    if (known) return known;
    const answer = ask();
    this.#answers.set(key, answer);
    answer.catch(() => {
      if (this.#answers.get(key) === answer) this.#answers.delete(key);
    });
    return answer;
  }
}
