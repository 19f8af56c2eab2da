/** A hanging test says what it was waiting for before the runner ends it. */
const patienceMs = 30_000;

interface Waiter {
  look: () => boolean;
  giveUp: (why: string) => void;
}

/** Where tests wait for something to become true: it is looked at whenever something happened, never by the clock. */
export class WaitingRoom {
  readonly #waiters = new Set<Waiter>();

  /** Resolves with the first value that is neither undefined, null nor false. `what` names it when it never comes. */
  wait<T>(look: () => T | undefined | null | false, what: string): Promise<T> {
    return new Promise((resolve, reject) => {
      const waiter: Waiter = {
        look: () => {
          const value = look();
          if (value === undefined || value === null || value === false) return false;
          end();
          resolve(value);
          return true;
        },
        giveUp: (why) => {
          end();
          reject(new Error(`${why} while waiting for ${what}`));
        },
      };
      const timer = setTimeout(() => {
        waiter.giveUp('Nothing more happened');
      }, patienceMs);
      const end = (): void => {
        clearTimeout(timer);
        this.#waiters.delete(waiter);
      };
      this.#waiters.add(waiter);
      waiter.look();
    });
  }

  look(): void {
    for (const waiter of this.#waiters) waiter.look();
  }

  close(): void {
    for (const waiter of this.#waiters) waiter.giveUp('The fake was closed');
  }
}
