/** Jobs with one key are done one after the other, in the order in which they came; a failed one does not stop the next. */
export class Lines {
  readonly #last = new Map<string, Promise<unknown>>();

  run<T>(key: string, job: () => Promise<T>): Promise<T> {
    const result = (this.#last.get(key) ?? Promise.resolve()).then(job);
    const over = result
      .catch(() => undefined) // whoever waits for the job gets its error
      .finally(() => {
        if (this.#last.get(key) === over) this.#last.delete(key);
      });
    this.#last.set(key, over);
    return result;
  }
}
