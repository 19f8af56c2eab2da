import { expect, test } from 'vitest';
import { ServiceMemory } from '../../../../src/adapters/openai/service-memory.ts';
import { BudgetKeeper } from '../../../../src/adapters/openai/budget/budget-keeper.ts';
import { RequestBudget } from '../../../../src/adapters/openai/budget/request-budget.ts';
import { quietLog } from '../../../doubles/quiet-log.ts';
import { DrivenClock } from '../../../driven/driven-clock.ts';
import { openAittaStore } from '../../aitta/gateway-bench.ts';

const clock = new DrivenClock();
const log = quietLog([]);
const { signal } = new AbortController();

/** Counts the writes: nobody's request may wait for one of its own. */
const open = async (store: Awaited<ReturnType<typeof openAittaStore>>) => {
  const written: unknown[] = [];
  const set: typeof store.set = async (key, value, lifetimeMs) => {
    written.push(value);
    return store.set(key, value, lifetimeMs);
  };
  const counting = { get: store.get.bind(store), set, update: store.update.bind(store) };
  const budget = new RequestBudget({ clock, requestsPerMinute: 60, concurrency: 60 });
  const memory = new ServiceMemory({ store: counting, url: 'https://aitta.example', log });
  await new BudgetKeeper({ budget, memory, clock, log }).restored();
  return { budget, written };
};

test('of a process that is killed, requests of its last second alone are forgotten, and a rush of them is one write', async () => {
  const store = await openAittaStore();
  const killed = await open(store);
  const begin = async (count: number): Promise<void> => {
    for (let n = 0; n < count; n += 1) await killed.budget.count('urgent', signal);
    await clock.advance(1_100, 100);
  };
  await begin(1);
  await begin(5);
  await begin(20);
  expect(killed.written.length).toBeLessThanOrEqual(6);
  const next = await open(store);
  expect(next.budget.load.begun).toBe(26);
});
