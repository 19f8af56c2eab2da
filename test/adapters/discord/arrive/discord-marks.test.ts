import { beforeEach, expect, test } from 'vitest';
import { DiscordMarks, MAX_PLACES } from '../../../../src/adapters/discord/arrive/discord-marks.ts';
import { idOfTime } from '../../../../src/adapters/discord/api/discord-id.ts';
import { SqliteDatabase } from '../../../../src/adapters/storage/sqlite/sqlite-database.ts';
import type { RecordStore } from '../../../../src/core/ports/records.ts';
import { openRecords } from '../../../doubles/open-records.ts';
import { DrivenClock } from '../../../driven/driven-clock.ts';

let clock: DrivenClock;
let store: RecordStore;
beforeEach(() => {
  clock = new DrivenClock();
  store = openRecords(new SqliteDatabase(':memory:'), clock)('discord');
});

const DAY = 24 * 60 * 60_000;
const ids = [idOfTime(Date.parse('2026-11-24T08:00:00Z')), idOfTime(Date.parse('2026-11-24T08:30:00Z'))] as const;

test('an older mark never takes the place of a newer one, whoever writes it', async () => {
  const one = new DiscordMarks(store, clock);
  const other = new DiscordMarks(store, clock);
  await one.moveTo(ids[1]);
  await other.moveTo(ids[0]);
  expect(other.heard).toBe(ids[1]);
  const next = new DiscordMarks(store, clock);
  await next.load();
  expect(next.heard).toBe(ids[1]);
});

test('what an earlier version kept is taken over: its places, and the oldest of their marks', async () => {
  await store.set('active', {
    '1574711171481600001': { guildId: '1574711171481600002', type: 0, lastId: ids[1], at: 1 },
    '1574711171481600003': { lastId: ids[0], at: 2 },
  });
  const marks = new DiscordMarks(store, clock);
  const places = await marks.load();
  expect([...places]).toEqual([
    ['1574711171481600001', { guildId: '1574711171481600002', type: 0 }],
    ['1574711171481600003', {}],
  ]);
  expect(marks.heard).toBe(ids[0]);
  expect(await store.get('active')).toBeUndefined();
});

test('a place in which the bot is not used any more is forgotten after a week', async () => {
  const marks = new DiscordMarks(store, clock);
  await marks.keepPlace('1', {});
  await marks.keepPlace('2', {});
  await clock.advance(6 * DAY, DAY);
  await marks.keepPlace('2', {});
  await clock.advance(2 * DAY, DAY);
  expect([...(await new DiscordMarks(store, clock).load()).keys()]).toEqual(['2']);
});

test('no more places are kept than are read: those that were used last', async () => {
  const marks = new DiscordMarks(store, clock);
  for (let n = 0; n < MAX_PLACES; n++) await marks.keepPlace(`${1_000 + n}`, {});
  await marks.keepPlace('1000', {}); // used again
  await marks.keepPlace('5000', {});
  expect(await store.has('place:1000')).toBe(true);
  expect(await store.has('place:1001')).toBe(false);
  const next = new DiscordMarks(store, clock);
  await next.load();
  await next.keepPlace('5001', {});
  const kept = await store.keys('place:');
  expect([kept.length, kept.includes('place:5001')]).toEqual([MAX_PLACES, true]);
});

test('of more places that an earlier version has kept, the newest are read', async () => {
  for (let n = 0; n < MAX_PLACES + 5; n++) await store.set(`place:${1_000 + n}`, {});
  const places = await new DiscordMarks(store, clock).load();
  expect([places.size, places.has('1004'), places.has('1005')]).toEqual([MAX_PLACES, false, true]);
});
