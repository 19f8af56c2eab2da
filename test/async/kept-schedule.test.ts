import { Keyv } from 'keyv';
import { expect, test } from 'vitest';
import { KeptSchedule } from '../../src/async/kept-schedule.ts';
import { DrivenClock } from '../driven/driven-clock.ts';

const HOUR_MS = 60 * 60_000;

const sizeOf = async (store: Keyv): Promise<number> => {
  let size = 0;
  for await (const _pair of (store.iterator?.() ?? []) as AsyncIterable<unknown>) size += 1;
  return size;
};

const open = (store = new Keyv(), clock = new DrivenClock()) => {
  const done: string[] = [];
  const givenUp: boolean[] = [];
  const world = { store, clock, done, givenUp, fails: false, during: async (): Promise<void> => undefined };
  const schedule = new KeptSchedule<string>({
    store,
    clock,
    delaysMs: [5_000, 20_000],
    work: async (job) => {
      if (world.fails) throw new Error('not now');
      done.push(job);
      await world.during();
    },
    onError: (_error, isGivenUp) => void givenUp.push(isGivenUp),
  });
  return Object.assign(world, { schedule });
};

test('a job is done after each of its delays, and is gone then', async () => {
  const { schedule, clock, done, store } = open();
  schedule.start();
  await schedule.add('one', 'look');
  await clock.advance(4_000, 1_000);
  expect(done).toEqual([]);
  await clock.advance(3_000, 1_000);
  expect(done).toEqual(['look']);
  await clock.advance(30_000, 1_000);
  expect([done, await sizeOf(store)]).toEqual([['look', 'look'], 0]);
  await schedule.stop();
});

test('what one process has added the next one does', async () => {
  const first = open();
  await first.schedule.add('one', 'look');
  const next = open(first.store, first.clock);
  next.schedule.start();
  await next.clock.advance(40_000, 1_000);
  await next.schedule.stop();
  expect([first.done, next.done, await sizeOf(next.store)]).toEqual([[], ['look', 'look'], 0]);
});

test('what fails is tried until it works, and given up in the end', async () => {
  const world = open();
  world.schedule.start();
  world.fails = true;
  await world.schedule.add('one', 'look');
  await world.clock.advance(HOUR_MS / 2, 2_000);
  world.fails = false;
  await world.clock.advance(HOUR_MS / 10, 2_000);
  expect([world.done, await sizeOf(world.store)]).toEqual([['look', 'look'], 0]);
  world.fails = true;
  await world.schedule.add('two', 'look');
  await world.clock.advance(2 * HOUR_MS, 2_000);
  await world.schedule.stop();
  expect([await sizeOf(world.store), world.givenUp.at(-1)]).toEqual([0, true]);
});

test('a job from a time that has not come yet is done: the clock was set back', async () => {
  const { store, schedule } = open();
  await schedule.add('one', 'look');
  const next = open(store, new DrivenClock(new DrivenClock().now() - HOUR_MS));
  next.schedule.start();
  await next.clock.advance(3_000, 1_000);
  await next.schedule.stop();
  expect(next.done).toEqual(['look']);
});

test('a job that is replaced while it is being done is not lost', async () => {
  const world = open();
  const { schedule, store, clock, done } = world;
  schedule.start();
  await schedule.add('one', 'old');
  world.during = async () => {
    world.during = async () => undefined;
    await clock.sleep(1_000);
    await schedule.add('one', 'new');
  };
  await clock.advance(60_000, 1_000);
  await schedule.stop();
  expect([done, await sizeOf(store)]).toEqual([['old', 'new', 'new'], 0]);
});
