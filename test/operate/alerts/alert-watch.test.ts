import { afterEach, beforeEach, expect, test } from 'vitest';
import { SqliteDatabase } from '../../../src/adapters/storage/sqlite/sqlite-database.ts';
import { BotError } from '../../../src/core/errors.ts';
import type { Bulletin } from '../../../src/core/ports/bulletin.ts';
import { AlertWatch } from '../../../src/operate/alerts/alert-watch.ts';
import type { Condition, Reminder } from '../../../src/operate/alerts/condition.ts';
import { openRecords } from '../../doubles/open-records.ts';
import { quietLog } from '../../doubles/quiet-log.ts';
import { RecordingPlatform } from '../../doubles/recording-platform.ts';
import { DrivenClock } from '../../driven/driven-clock.ts';

const MINUTE_MS = 60_000;

let clock: DrivenClock;
let database: SqliteDatabase;
let told: string[];
let refuses: boolean;
let ended: AbortController;
let running: Promise<void>[];
const state = { isDown: false };
let reminders: Reminder[];

beforeEach(() => {
  clock = new DrivenClock();
  database = new SqliteDatabase(':memory:');
  told = [];
  refuses = false;
  state.isDown = false;
  reminders = [];
  ended = new AbortController();
  running = [];
});
afterEach(async () => {
  ended.abort();
  await Promise.all(running);
  database.close();
});

class Heard extends RecordingPlatform {
  override readonly name: string;
  readonly bulletin: Bulletin;
  constructor(name: string) {
    super();
    this.name = name;
    this.bulletin = {
      alert: (words) => {
        if (refuses) return Promise.reject(new BotError('platform-failed', 'not now'));
        told.push(`${name}: ${words}`);
        return Promise.resolve();
      },
    };
  }
}

const conditionOf = (from: { isDown: boolean }): Condition => ({
  id: 'part:aitta',
  isPresent: from.isDown,
  afterMs: 5 * MINUTE_MS,
  begun: () => 'down',
  ended: (lastedMs) => `up after ${Math.round(lastedMs / MINUTE_MS)} min`,
});

const start = (sees: { isDown: boolean } = state, signal: AbortSignal = ended.signal): void => {
  const watch = new AlertWatch({
    store: openRecords(database, clock)('alerts'),
    platforms: [new Heard('one'), new Heard('two')],
    observe: () => Promise.resolve({ conditions: [conditionOf(sees)], reminders }),
    clock,
    log: quietLog(),
  });
  running.push(watch.run(signal));
};

const pass = (minutes: number): Promise<void> => clock.advance(minutes * MINUTE_MS, MINUTE_MS / 2);

test('what lasts is told once to each, and so is its end', async () => {
  start();
  state.isDown = true;
  await pass(4);
  expect(told).toEqual([]);
  await pass(60);
  expect(told).toEqual(['one: down', 'two: down']);
  state.isDown = false;
  await pass(10);
  expect(told.slice(2)).toEqual(['one: up after 63 min', 'two: up after 63 min']);
  await pass(60);
  expect(told).toHaveLength(4);
});

test('what passes is not told at all, and one good moment is no end', async () => {
  start();
  state.isDown = true;
  await pass(3);
  state.isDown = false;
  await pass(30);
  expect(told).toEqual([]);
  state.isDown = true;
  await pass(3);
  state.isDown = false;
  await pass(1);
  state.isDown = true;
  await pass(4);
  expect(told).toEqual(['one: down', 'two: down']);
});

test('two processes that see different things say it once, and neither calls it over too early', async () => {
  start({ isDown: true });
  start({ isDown: false });
  await pass(120);
  expect(told).toEqual(['one: down', 'two: down']);
});

test('a restart says nothing again, and tells of an end that came meanwhile', async () => {
  const first = new AbortController();
  start(state, first.signal);
  state.isDown = true;
  await pass(10);
  first.abort();
  await pass(10);
  start();
  await pass(10);
  expect(told).toHaveLength(2);
  state.isDown = false;
  await pass(5);
  expect(told.slice(2)).toEqual(['one: up after 29 min', 'two: up after 29 min']);
});

test('what a platform refuses is told later, as long as it is so', async () => {
  start();
  refuses = true;
  state.isDown = true;
  await pass(20);
  expect(told).toEqual([]);
  refuses = false;
  await pass(7);
  expect(told).toEqual(['one: down', 'two: down']);
});

test('who was not told of a trouble is not told of its end', async () => {
  start();
  refuses = true;
  state.isDown = true;
  await pass(20);
  state.isDown = false;
  refuses = false;
  await pass(20);
  expect(told).toEqual([]);
});

test('a reminder comes once, a later one anew, also after a restart', async () => {
  const first = new AbortController();
  reminders = [{ id: 'token 7', words: 'a week' }];
  start(state, first.signal);
  await pass(10);
  first.abort();
  start();
  await pass(10);
  reminders = [{ id: 'token 2', words: 'two days' }];
  await pass(10);
  expect(told).toEqual(['one: a week', 'two: a week', 'one: two days', 'two: two days']);
});
