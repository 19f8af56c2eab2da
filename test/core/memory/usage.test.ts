import { expect, test } from 'vitest';
import { SqliteDatabase } from '../../../src/adapters/storage/sqlite/sqlite-database.ts';
import { openMemories } from '../../../src/core/memory/memories.ts';
import { openRecords } from '../../doubles/open-records.ts';
import { DrivenClock } from '../../driven/driven-clock.ts';

const DAY_MS = 24 * 60 * 60_000;

test.each([
  [1, 1],
  [7, 7],
  [30, 30],
  [365, 30],
])('with RETENTION_DAYS=%i figures are told of %i days', (retentionDays, days) => {
  const clock = new DrivenClock();
  const openStore = openRecords(new SqliteDatabase(':memory:'), clock);
  expect(openMemories(openStore, clock, retentionDays * DAY_MS).usage.days).toBe(days);
});
