/**
 * Lets waiting things happen one at a time, in an order drawn from a seed: the same seed, the same order. One thing happens per round
 * of the event loop, so that whatever it sets off has gone as far as it can before the next one.
 */
export class Shuffler {
  #state: number;
  #waiting: (() => void)[] = [];
  #isDrawing = false;

  constructor(seed: number) {
    this.#state = seed;
  }

  /** Resolves when it is drawn. */
  turn(): Promise<void> {
    const { promise, resolve } = Promise.withResolvers<void>();
    this.#waiting.push(resolve);
    if (!this.#isDrawing) void this.#draw();
    return promise;
  }

  /** Resolves when nothing waits, and nothing comes any more. */
  async settle(): Promise<void> {
    for (let quietRounds = 0; quietRounds < 5; quietRounds++) {
      await new Promise((resolve) => setImmediate(resolve));
      if (this.#isDrawing) quietRounds = 0;
    }
  }

  /** From 0 up to, not including, `below` (mulberry32). */
  next(below: number): number {
    this.#state = (this.#state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(this.#state ^ (this.#state >>> 15), this.#state | 1);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61)) ^ mixed;
    return Math.floor((((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32) * below);
  }

  async #draw(): Promise<void> {
    this.#isDrawing = true;
    while (this.#waiting.length > 0) {
      await new Promise((resolve) => setImmediate(resolve));
      const [drawn] = this.#waiting.splice(this.next(this.#waiting.length), 1);
      drawn?.();
    }
    this.#isDrawing = false;
  }
}
