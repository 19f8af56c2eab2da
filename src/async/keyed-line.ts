/** Work with the same key goes one after the other, everything else side by side. In this process only. */
export class KeyedLine {
  readonly #lines = new Map<string, Promise<unknown>>();

  run<T>(key: string, work: () => Promise<T>): Promise<T> {
    const before = this.#lines.get(key) ?? Promise.resolve();
    const mine = before.then(work, work);
    this.#lines.set(key, mine);
    const tidy = (): void => {
      if (this.#lines.get(key) === mine) this.#lines.delete(key);
    };
    mine.then(tidy, tidy);
    return mine;
  }
}
