import { Shuffler } from '../../test/driven/shuffler.ts';

/** Decisions that a seed makes: the same seed, the same decisions. */
export class Chance {
  readonly #shuffler: Shuffler;

  constructor(seed: number) {
    this.#shuffler = new Shuffler(seed);
  }

  /** A whole number from `least` to `most`, both included. */
  between(least: number, most: number): number {
    return least + this.#shuffler.next(most - least + 1);
  }

  oneIn(many: number): boolean {
    return this.#shuffler.next(many) === 0;
  }

  /** @throws RangeError where there is nothing to pick from. */
  pick<T>(from: readonly T[]): T {
    const picked = from[this.#shuffler.next(from.length)];
    if (picked === undefined) throw new RangeError('there is nothing to pick from');
    return picked;
  }
}
