import type { TurnTable } from '../../../../src/adapters/storage/turns/turn-table.ts';

type Call = (...values: unknown[]) => Promise<unknown>;

export interface Held {
  /** Resolves when such a call has come as far as it may. */
  reached: Promise<void>;
  release: () => void;
}

/** A table in front of another one, whose next call of a name a test can hold: before it happens, or before it is answered. */
export class HeldTurnTable {
  readonly table: TurnTable;
  readonly calls: string[] = [];
  readonly #held = new Map<string, { arrive: () => void; released: Promise<void> }[]>();

  constructor(table: TurnTable) {
    this.table = new Proxy(table, {
      get: (target, name): Call => {
        const call = Reflect.get(target, name) as Call;
        return async (...values) => {
          this.calls.push(String(name));
          await this.#stopAt(`before ${String(name)}`);
          const answer: unknown = await call.apply(target, values);
          await this.#stopAt(`after ${String(name)}`);
          return answer;
        };
      },
    });
  }

  hold(when: 'before' | 'after', name: keyof TurnTable): Held {
    const { promise: reached, resolve: arrive } = Promise.withResolvers<void>();
    const { promise: released, resolve: release } = Promise.withResolvers<void>();
    const key = `${when} ${name}`;
    this.#held.set(key, [...(this.#held.get(key) ?? []), { arrive, released }]);
    return { reached, release };
  }

  async #stopAt(key: string): Promise<void> {
    const held = this.#held.get(key)?.shift();
    held?.arrive();
    await held?.released;
  }
}
