import { describe, expect, test } from 'vitest';
import { EditBudget } from '../../src/async/edit-budget.ts';
import type { Look } from '../../src/async/edit-budget.ts';
import { DrivenClock } from '../driven/driven-clock.ts';

const { signal } = new AbortController();
/** Lets what was begun take its first steps before time moves. */
const settle = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

/** A budget of one look a second, and when each look that is taken goes, in seconds from now. */
const setUp = ({ burst = 1 } = {}) => {
  const clock = new DrivenClock();
  const start = clock.now();
  const budget = new EditBudget({ clock, perMinute: 60, burst });
  const went: string[] = [];
  const take = async (name: string, unwanted = signal, look: Look = {}): Promise<void> => {
    const mayGo = await budget.take(unwanted, look);
    went.push(mayGo ? `${name} at ${(clock.now() - start) / 1_000}` : `not ${name}`);
  };
  return { clock, budget, went, take };
};

describe('an edit budget', () => {
  test('lets looks through one after the other, in the order in which they came', async () => {
    const { clock, went, take } = setUp();
    const taken = Promise.all(['a', 'b', 'c'].map((name) => take(name)));
    await settle();
    await clock.advance(5_000, 500);
    await taken;
    expect(went).toEqual(['a at 0', 'b at 1', 'c at 2']);
  });

  test('lets a burst through at once after a quiet time, and no larger one after a longer', async () => {
    const { clock, went, take } = setUp({ burst: 3 });
    await clock.advance(3_600_000);
    const taken = Promise.all(['a', 'b', 'c', 'd', 'e'].map((name) => take(name)));
    await settle();
    await clock.advance(2_000, 500);
    await taken;
    expect(went).toEqual(['a at 3600', 'b at 3600', 'c at 3600', 'd at 3601', 'e at 3602']);
  });

  test('counts calls that cannot wait, and lets looks wait for them', async () => {
    const { clock, budget, went, take } = setUp();
    for (let call = 0; call < 3; call++) budget.spend();
    expect(budget.isBusy).toBe(true);
    const taken = take('a');
    await settle();
    await clock.advance(5_000, 500);
    await taken;
    expect(went).toEqual(['a at 3']);
    expect(budget.isBusy).toBe(false);
  });

  test('lets nothing through before the platform said so, also what waits already', async () => {
    const { clock, budget, went, take } = setUp();
    const taken = Promise.all([take('a'), take('b')]);
    await settle();
    await clock.advance(500);
    budget.pause(10_000);
    budget.pause(1_000); // a shorter pause ends no longer one
    await clock.advance(20_000, 500);
    await taken;
    expect(went).toEqual(['a at 0', 'b at 10.5']);
  });

  test('lets whoever gives up go at once, uses nothing for them, and goes on with the next', async () => {
    const { clock, went, take } = setUp();
    const stop = new AbortController();
    const taken = Promise.all([take('a'), take('b', stop.signal), take('c')]);
    await settle();
    await clock.advance(500);
    stop.abort(new Error('unwanted'));
    await clock.advance(5_000, 500);
    await taken;
    expect(went).toEqual(['a at 0', 'not b', 'c at 1']);
    await take('d', stop.signal);
    expect(went.at(-1)).toBe('not d');
    expect(clock.sleeping).toBe(0);
  });

  test('tells at once who would wait for too long, those before them included', async () => {
    const { clock, went, take } = setUp();
    const taken = Promise.all(['a', 'b', 'c', 'd', 'e'].map((name) => take(name, signal, { maxWaitMs: 2_500 })));
    await settle();
    await clock.advance(10_000, 500);
    await taken;
    expect(went.toSorted()).toEqual(['a at 0', 'b at 1', 'c at 2', 'not d', 'not e']);
  });

  test('lets news go first, also what becomes news while it waits, and counts only news before news', async () => {
    const { clock, went, take } = setUp();
    let isNews = false;
    const taken = Promise.all([
      take('first'),
      take('tick'),
      take('tick that becomes news', signal, { isNews: () => isNews }),
      take('news', signal, { isNews: () => true, maxWaitMs: 1_000 }),
    ]);
    await settle();
    await clock.advance(1_000, 500);
    isNews = true;
    await clock.advance(5_000, 500);
    await taken;
    expect(went).toEqual(['first at 0', 'news at 1', 'tick that becomes news at 2', 'tick at 3']);
    expect(clock.sleeping).toBe(0);
  });
});
