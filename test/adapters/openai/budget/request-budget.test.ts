import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { Permit } from '../../../../src/adapters/openai/budget/chat-places.ts';
import type { BudgetWait } from '../../../../src/adapters/openai/budget/budget.ts';
import { RequestBudget, type BudgetOptions } from '../../../../src/adapters/openai/budget/request-budget.ts';
import { DrivenClock } from '../../../driven/driven-clock.ts';

const never = new AbortController().signal;

const start = (options: Partial<BudgetOptions> = {}) => {
  const clock = new DrivenClock();
  const budget = new RequestBudget({ clock, requestsPerMinute: 60, concurrency: 8, random: () => 0, ...options });
  const admitted: { who: string; at: number; permit: Permit }[] = [];
  const enter = (who: string, signal = never, askedAt = 0, onWait?: (wait: BudgetWait) => void): Promise<void> =>
    budget
      .enter(who, { signal, askedAt, ...(onWait ? { onWait } : {}) })
      .then((permit) => void admitted.push({ who, at: clock.now(), permit }));
  const order = (): string => admitted.map(({ who }) => who).join('');
  return { clock, budget, admitted, enter, order };
};
const settle = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

test('no more chats are in flight than allowed, and a released place goes to the next at once', async () => {
  const { admitted, enter, order } = start({ concurrency: 2 });
  for (const who of ['a', 'b', 'c']) void enter(who);
  await settle();
  expect(order()).toBe('ab');
  admitted[0]?.permit.release();
  admitted[0]?.permit.release();
  await settle();
  expect(order()).toBe('abc');
});

test.each([-60, 60])('the clock set by %i minutes neither blocks a full window nor opens it', async (minutes) => {
  const { clock, enter, order } = start({ requestsPerMinute: 2 });
  for (const who of ['a', 'b', 'c']) void enter(who);
  await settle();
  clock.set(minutes * 60_000);
  await clock.advance(30_000, 1_000);
  expect(order()).toBe('ab');
  await clock.advance(31_000, 1_000);
  expect(order()).toBe('abc');
});

test('people take turns: somebody with one question does not wait behind the twenty of another', async () => {
  const { admitted, enter, order } = start({ concurrency: 1 });
  for (let n = 0; n < 20; n++) void enter('a');
  void enter('b');
  void enter('c');
  for (let n = 0; n < 5; n++) {
    await settle();
    admitted.at(-1)?.permit.release();
  }
  await settle();
  expect(order()).toBe('abcaaa');
});

test('one person cannot take every place: the last one is kept for whoever comes next', async () => {
  const { enter, order } = start({ concurrency: 8 });
  for (let n = 0; n < 20; n++) void enter('a');
  await settle();
  expect(order()).toBe('aaaaaaa');
  void enter('b');
  await settle();
  expect(order()).toBe('aaaaaaab');
});

test('those who wait are told how many are before them, and only when that changes', async () => {
  const { admitted, enter } = start({ concurrency: 1 });
  const told: Record<string, number[]> = { b: [], c: [], d: [] };
  void enter('a');
  for (const who of ['b', 'c', 'd']) void enter(who, never, 0, ({ ahead }) => told[who]?.push(ahead));
  await settle();
  admitted[0]?.permit.release();
  await settle();
  expect(told).toEqual({ b: [0], c: [1, 0], d: [2, 1] });
});

test('of one person’s requests that of the oldest question is first, also where it comes last because it is tried again', async () => {
  const { admitted, budget } = start({ concurrency: 1 });
  const order: string[] = [];
  const enter = async (who: string, askedAt: number): Promise<void> => {
    const permit = await budget.enter(who, { signal: never, askedAt });
    order.push(`${who}${askedAt}`);
    admitted.push({ who, at: 0, permit });
  };
  void enter('a', 9);
  await settle();
  for (const askedAt of [3, 2, 1]) void enter('a', askedAt);
  void enter('b', 5);
  for (let n = 0; n < 4; n++) {
    await settle();
    admitted.at(-1)?.permit.release();
  }
  await settle();
  expect(order).toEqual(['a9', 'b5', 'a1', 'a2', 'a3']);
});

test('people who come in the same moment are served in the order in which they asked, whoever is the first to come', async () => {
  const { budget } = start({ concurrency: 2 });
  const order: number[] = [];
  const enter = async (askedAt: number): Promise<void> => {
    const permit = await budget.enter(`p${askedAt}`, { signal: never, askedAt });
    order.push(askedAt);
    await settle();
    permit.release();
  };
  await Promise.all([4, 2, 3, 1].map(enter));
  expect(order).toEqual([1, 2, 3, 4]);
});

test('an abort leaves the line at once, with its reason, and the others move up', async () => {
  const { admitted, enter, order } = start({ concurrency: 1 });
  const stop = new AbortController();
  const told: number[] = [];
  void enter('a');
  const gone = enter('b', stop.signal);
  void enter('c', never, 0, ({ ahead }) => told.push(ahead));
  await settle();
  stop.abort(new Error('stopped'));
  await expect(gone).rejects.toThrow('stopped');
  expect(told).toEqual([1, 0]);
  admitted[0]?.permit.release();
  await settle();
  expect(order()).toBe('ac');
  await expect(enter('d', stop.signal)).rejects.toThrow('stopped');
});

test('the requests of any minute stay within the budget, at whatever moment the server begins to count', async () => {
  const { clock, admitted, enter } = start({ requestsPerMinute: 10, concurrency: 100 });
  for (let n = 0; n < 35; n++) void enter(`p${n}`).then(() => admitted.at(-1)?.permit.release());
  await clock.advance(300_000, 500);
  expect(admitted).toHaveLength(35);
  for (const { at } of admitted) {
    expect(admitted.filter((other) => other.at >= at && other.at < at + 60_500).length).toBeLessThanOrEqual(10);
  }
});

test('a 429 pauses everybody until the time it names, and whoever waits is told so', async () => {
  const { clock, budget, enter, order } = start();
  const until = budget.limited(7);
  expect(until).toBe(clock.now() + 7_000);
  const told: BudgetWait[] = [];
  void enter('a', never, 0, (wait) => told.push(wait));
  void budget.count('urgent', never).then(() => told.push({ ahead: -1, pausedUntil: undefined }));
  await clock.advance(6_900);
  expect(order()).toBe('');
  expect(told).toEqual([{ ahead: 0, pausedUntil: until }]);
  await clock.advance(200);
  expect(order()).toBe('a');
  expect(budget.pausedUntil).toBeUndefined();
  expect(told).toHaveLength(2);
});

test('a 429 without a time is a minute and some jitter; a shorter pause does not end a longer one; an absurd one is cut', () => {
  const { clock, budget } = start({ random: () => 0.5 });
  expect(budget.limited(undefined) - clock.now()).toBe(62_500);
  expect(budget.limited(1) - clock.now()).toBe(62_500);
  expect(budget.limited(1e9) - clock.now()).toBe(3_600_000);
});

test('chats come before metadata, which takes at most half of a minute; what a chat waits for comes first', async () => {
  const { clock, budget } = start({ requestsPerMinute: 4, concurrency: 8 });
  const order: string[] = [];
  const count = (kind: 'quiet' | 'urgent') => void budget.count(kind, never).then(() => order.push(kind));
  for (let n = 0; n < 4; n++) count('quiet');
  await settle();
  expect(order).toEqual(['quiet', 'quiet']);
  for (const who of ['a', 'b', 'c']) void budget.enter(who, { signal: never, askedAt: 0 }).then(() => order.push(who));
  await settle();
  count('urgent');
  await settle();
  expect(order).toEqual(['quiet', 'quiet', 'a', 'b']);
  await clock.advance(61_100, 100);
  expect(order.slice(4)).toEqual(['urgent', 'c', 'quiet', 'quiet']);
});

test('a look at the workers that is overdue passes even an endless rush of chats', async () => {
  const { clock, budget, admitted, enter } = start({ requestsPerMinute: 60, concurrency: 1_000 });
  await budget.count('quiet', never);
  for (let n = 0; n < 300; n++) void enter(`p${n}`).then(() => admitted.at(-1)?.permit.release());
  let looks = 0;
  const look = (): void => {
    looks++;
    void budget.count('quiet', never).then(look);
  };
  void budget.count('quiet', never).then(look);
  await clock.advance(61_100, 100);
  expect(looks).toBe(1);
  await clock.advance(122_000, 100);
  expect(looks).toBe(3);
});

test('nothing sleeps on while nobody waits', async () => {
  const { clock, budget, admitted, enter } = start({ requestsPerMinute: 1 });
  await enter('a');
  admitted[0]?.permit.release();
  expect(clock.sleeping).toBe(0);
  const stop = new AbortController();
  const gone = budget.count('quiet', stop.signal);
  expect(clock.sleeping).toBe(1);
  stop.abort(new Error('stopped'));
  await expect(gone).rejects.toThrow('stopped');
  await settle();
  expect(clock.sleeping).toBe(0);
});

test('settings that make no sense are refused at the door', () => {
  expect(() => start({ requestsPerMinute: 0 })).toThrow(RangeError);
  expect(() => start({ concurrency: Number.NaN })).toThrow(RangeError);
});

test('whatever people do, the limits hold and everybody who stays is served', async () => {
  const step = fc.record({
    who: fc.constantFrom('a', 'b', 'c', 'd'),
    waitMs: fc.nat(4_000),
    holdMs: fc.nat(9_000),
    stop: fc.boolean(),
  });
  const property = fc.asyncProperty(fc.array(step, { minLength: 1, maxLength: 40 }), async (steps) => {
    const { clock, budget } = start({ requestsPerMinute: 7, concurrency: 3 });
    const begun: number[] = [];
    let inFlight = 0;
    let most = 0;
    const ask = async (who: string, holdMs: number, signal: AbortSignal): Promise<void> => {
      const permit = await budget.enter(who, { signal, askedAt: clock.now() });
      begun.push(clock.now());
      most = Math.max(most, ++inFlight);
      await clock.sleep(holdMs);
      inFlight--;
      permit.release();
    };
    const all: Promise<void>[] = [];
    for (const { who, waitMs, holdMs, stop } of steps) {
      const controller = new AbortController();
      all.push(ask(who, holdMs, controller.signal).catch(() => undefined));
      await clock.advance(waitMs, 1_000);
      if (stop) controller.abort(new Error('stopped'));
    }
    await clock.advance(900_000, 1_000);
    await Promise.all(all);
    expect(most).toBeLessThanOrEqual(3);
    for (const at of begun) expect(begun.filter((b) => b >= at && b < at + 60_000).length).toBeLessThanOrEqual(7);
  });
  await fc.assert(property, { numRuns: 30 });
});

test('whoever comes in the middle of somebody’s rush is served at once, and the rush still gets the whole budget', async () => {
  const { clock, admitted, enter } = start({ concurrency: 1_000 });
  for (let n = 0; n < 300; n++) void enter('hog');
  await clock.advance(10_000, 100);
  const cameAt = clock.now();
  for (let n = 0; n < 9; n++) void enter(`guest-${n}`);
  await settle();
  expect(admitted.filter(({ who }) => who !== 'hog').map(({ at }) => at)).toEqual(Array(9).fill(cameAt));
  await clock.advance(180_000, 100);
  for (let minute = 0; minute < 3; minute++) {
    const from = (admitted[0]?.at ?? 0) + minute * 60_000;
    const begun = admitted.filter(({ at }) => at >= from && at < from + 60_000).length;
    expect(begun).toBeGreaterThanOrEqual(57); // 95 % of 60
    expect(begun).toBeLessThanOrEqual(60);
  }
});

test('in a rush that has lasted for minutes, nine people who come are served within ten seconds', async () => {
  const { clock, admitted, enter } = start({ concurrency: 1_000 });
  for (let n = 0; n < 600; n++) void enter('hog');
  await clock.advance(150_000, 100);
  const cameAt = clock.now();
  for (let n = 0; n < 9; n++) void enter(`guest-${n}`);
  await clock.advance(20_000, 100);
  const waits = admitted.filter(({ who }) => who !== 'hog').map(({ at }) => at - cameAt);
  expect(waits).toHaveLength(9);
  expect(Math.max(...waits)).toBeLessThanOrEqual(10_000);
});

test('whoever waits is told about when it is their turn, and that is about right', async () => {
  const { clock, admitted, enter } = start({ requestsPerMinute: 10, concurrency: 100 });
  const told = new Map<string, number>();
  for (let n = 0; n < 25; n++)
    void enter(`p${n}`, never, 0, ({ beginsAt }) => {
      if (beginsAt !== undefined && !told.has(`p${n}`)) told.set(`p${n}`, beginsAt);
    });
  await clock.advance(180_000, 500);
  expect([admitted.length, told.size]).toEqual([25, 15]);
  for (const { who, at } of admitted) expect(Math.abs((told.get(who) ?? at) - at)).toBeLessThanOrEqual(5_000);
});

test('the next process goes on in the same minute and the same pause', async () => {
  const first = start({ requestsPerMinute: 3 });
  for (const who of ['a', 'b', 'c']) void first.enter(who);
  await settle();
  await first.clock.advance(30_000);
  const second = new RequestBudget({ clock: first.clock, requestsPerMinute: 3, concurrency: 8, random: () => 0 });
  second.restore(first.budget.toKept());
  const beganAt: number[] = [];
  void second.enter('d', { signal: never, askedAt: 0 }).then(() => beganAt.push(first.clock.now()));
  const cameAt = first.clock.now();
  await first.clock.advance(40_000, 500);
  expect(beganAt.map((at) => at - cameAt)).toEqual([31_000]);
  second.limited(30);
  const third = new RequestBudget({ clock: first.clock, requestsPerMinute: 3, concurrency: 8 });
  third.restore(second.toKept());
  expect(third.pausedUntil).toBe(second.pausedUntil);
});
