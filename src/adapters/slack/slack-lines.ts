/** Lines of jobs by key: those of one key run one after the other. */
export class Lines {
  readonly #lines = new Map<string, Promise<void>>();

  /** Runs the job when the jobs before it are over, however they ended. */
  async run<T>(key: string, job: () => Promise<T>): Promise<T> {
    const before = this.#lines.get(key) ?? Promise.resolve();
    const mine = before.then(job);
    const settled = mine.then(
      () => undefined,
      () => undefined, // whoever asked for the job hears of it
    );
    this.#lines.set(key, settled);
    try {
      return await mine;
    } finally {
      if (this.#lines.get(key) === settled) this.#lines.delete(key);
    }
  }
}
