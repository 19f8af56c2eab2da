type Call = (...values: unknown[]) => Promise<unknown>;

/** Knows when nothing is asked of tables on a server any more: a test lets all happen that can happen without time. */
export class Quiet {
  #asked = 0;
  #answered = 0;

  /** The table, with its calls counted. */
  watch<Table extends object>(table: Table): Table {
    return new Proxy(table, {
      get: (target, name): Call => {
        const call = Reflect.get(target, name) as Call;
        return async (...values) => {
          this.#asked += 1;
          try {
            return await call.apply(target, values);
          } finally {
            this.#answered += 1;
          }
        };
      },
    });
  }

  /** Resolves when all is answered, and nothing more is asked of what follows from the answers. */
  async settle(): Promise<void> {
    for (let quietRounds = 0; quietRounds < 20;) {
      const asked = this.#asked;
      await new Promise((resolve) => setImmediate(resolve));
      quietRounds = this.#asked === this.#answered && asked === this.#asked ? quietRounds + 1 : 0;
    }
  }
}
