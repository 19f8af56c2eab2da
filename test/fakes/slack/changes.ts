type Falsy = false | null | undefined | 0 | '';

/** Wakes those who wait for something to be seen, without timers. */
export class Changes {
  readonly #watchers = new Set<{ look: () => void; giveUp: (reason: Error) => void }>();
  #closed = false;

  /** To be called after every change that somebody could wait for. */
  note(): void {
    for (const { look } of this.#watchers) look();
  }

  /** Resolves with the first truthy value; rejects when the fake is closed before. */
  waitFor<T>(see: () => T | Falsy, what = 'something'): Promise<T> {
    return new Promise((resolve, reject) => {
      const look = (): boolean => {
        try {
          const seen = see();
          if (!seen) return false;
          resolve(seen);
        } catch (error) {
          reject(error instanceof Error ? error : new Error(String(error)));
        }
        this.#watchers.delete(watcher);
        return true;
      };
      const watcher = { look, giveUp: reject };
      if (look()) return;
      if (this.#closed) reject(new Error(`Closed before ${what} was seen`));
      else this.#watchers.add(watcher);
    });
  }

  close(): void {
    this.#closed = true;
    for (const { giveUp } of this.#watchers) giveUp(new Error('The fake Slack was closed while somebody waited'));
    this.#watchers.clear();
  }
}
