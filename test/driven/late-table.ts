import { BotError } from '../../src/core/errors.ts';
import type { Shuffler } from './shuffler.ts';

type Call = (...values: unknown[]) => Promise<unknown>;

/**
 * A table that takes all the freedom that it has: calls that are under way at once happen, and are answered, in any order.
 * @param failures one call in so many is rejected, before or after it has happened; 0 for none
 */
export const lateTable = <Table extends object>(
  table: Table,
  shuffler: Shuffler,
  failures: () => number = () => 0,
): Table => {
  const fail = (): void => {
    const oneIn = failures();
    if (oneIn > 0 && shuffler.next(oneIn) === 0) throw new BotError('store-failed', 'the table failed');
  };
  return new Proxy(table, {
    get: (target, name): Call => {
      const call = Reflect.get(target, name) as Call;
      return async (...values) => {
        await shuffler.turn();
        fail();
        const outcome = call.apply(target, values);
        await Promise.allSettled([outcome, shuffler.turn()]);
        fail();
        return outcome;
      };
    },
  });
};
