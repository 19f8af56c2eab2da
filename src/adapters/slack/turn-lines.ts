/** One line of jobs per turn: the runs of a turn in this process send one after the other. */
export class TurnLines {
  readonly #lines = new Map<string, Promise<void>>();

  /** Runs the job when the jobs before it are over, however they ended. */
  async run<T>(turnId: string, job: () => Promise<T>): Promise<T> {
    const before = this.#lines.get(turnId) ?? Promise.resolve();
    const mine = before.then(job);
    const settled = mine.then(
      () => undefined,
      () => undefined, // whoever asked for the job hears of it
    );
    this.#lines.set(turnId, settled);
    try {
      return await mine;
    } finally {
      if (this.#lines.get(turnId) === settled) this.#lines.delete(turnId);
    }
  }
}
