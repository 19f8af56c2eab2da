import { afterEach, beforeEach, expect, test } from 'vitest';
import { openRecords } from '../../doubles/open-records.ts';
import { sweepConversations } from '../../../src/core/memory/retention.ts';
import { openMemories } from '../../../src/core/memory/memories.ts';
import { quietLog } from '../../doubles/quiet-log.ts';
import { SmallBot } from '../../doubles/small-bot.ts';

const DAY_MS = 24 * 60 * 60_000;
let bot: SmallBot;
beforeEach(() => {
  bot = new SmallBot();
});
afterEach(() => bot.close());

test('a conversation is deleted thirty days after its last turn, not before, and with all that was set for it', async () => {
  const { platform, history } = await bot.process();
  const memories = openMemories(openRecords(bot.database, bot.clock), bot.clock, 2_592_000_000);
  const sweep = () =>
    sweepConversations({
      ...memories,
      clock: bot.clock,
      log: quietLog(),
      retentionMs: 30 * DAY_MS,
      signal: new AbortController().signal,
    });
  await platform.arrive({ id: 'q1', input: 'MARKER one', conversation: 'old' });
  await platform.arrive({ id: 's1', input: '!system MARKER two', conversation: 'old' });
  await platform.arrive({ id: 'q2', input: 'one', conversation: 'busy' });
  await bot.settle();
  await bot.clock.advance(20 * DAY_MS, DAY_MS);
  await platform.arrive({ id: 'q3', input: 'two', conversation: 'busy' });
  await bot.settle();
  await bot.clock.advance(9 * DAY_MS, DAY_MS);
  expect(await sweep()).toBe(0);
  await bot.clock.advance(2 * DAY_MS, DAY_MS);
  expect(await sweep()).toBe(1);
  expect([await history.knows('old'), await history.knows('busy')]).toEqual([false, true]);
  expect(
    JSON.stringify(bot.database.all("SELECT * FROM records WHERE namespace IN ('turns', 'conversations', 'settings')")),
  ).not.toContain('MARKER');
});

test('what was set for a conversation in which nothing was ever answered ends as well, also what has no time', async () => {
  const parts = await leaveOld(1);
  const place = { platform: 'test', workspace: 'w', channel: 'c', conversation: 'mute', personId: 'ada' };
  const set = { value: 'Be brief.', by: 'Ada', personId: 'ada', at: bot.clock.now() };
  await parts.settings.set(place, 'conversation', 'system', set);
  await parts.settings.setQuiet('mute', true);
  await parts.settings.keepChoice(place, 'acme/chat');
  const store = openRecords(bot.database, bot.clock)('settings');
  await store.set('choice:former', 'acme/chat');
  await store.set('choice:old 0', 'acme/chat');
  await parts.settings.set(place, 'channel', 'system', set);
  const { signal } = new AbortController();
  await sweepConversations({ ...parts, retentionMs: 60 * DAY_MS, signal });
  expect((await store.keys('')).length).toBe(5);
  expect([await store.has('choice:former'), await store.has('choice:old 0')]).toEqual([false, true]);
  await bot.clock.advance(31 * DAY_MS, DAY_MS);
  await sweepConversations({ ...parts, signal });
  expect(await store.keys('')).toEqual(['channel:test:w:c']);
  expect(await parts.settings.keptChoice(place)).toBeUndefined();
});

/** Conversations that were silent for long. */
const leaveOld = async (count: number) => {
  const memories = openMemories(openRecords(bot.database, bot.clock), bot.clock, 2_592_000_000);
  for (let n = 0; n < count; n++) {
    const questions = [{ personId: 'ada', who: 'Ada', text: 'why?' }];
    const past = { turnId: `t${n}`, questions, texts: ['so'], model: 'acme/chat', at: bot.clock.now() };
    await memories.history.add(`old ${n}`, past);
  }
  await bot.clock.advance(31 * DAY_MS, DAY_MS);
  return { ...memories, clock: bot.clock, log: quietLog(), retentionMs: 30 * DAY_MS };
};

test('everything else goes on between two of the conversations that are deleted', async () => {
  const parts = await leaveOld(200);
  let turnsOfTheLoop = 0;
  let isOver = false;
  const count = (): void => {
    turnsOfTheLoop += 1;
    if (!isOver) setImmediate(count);
  };
  setImmediate(count);
  expect(await sweepConversations({ ...parts, signal: new AbortController().signal })).toBe(200);
  isOver = true;
  expect(turnsOfTheLoop).toBeGreaterThanOrEqual(200);
});

test('a shutdown does not wait for the rest, which the next sweep deletes', async () => {
  const parts = await leaveOld(20);
  const stopping = new AbortController();
  const sweeping = sweepConversations({ ...parts, signal: stopping.signal });
  setImmediate(() => stopping.abort(new Error('shutdown')));
  const swept = await sweeping;
  expect(swept).toBeGreaterThan(0);
  expect(swept).toBeLessThan(20);
  expect(await sweepConversations({ ...parts, signal: new AbortController().signal })).toBe(20 - swept);
});
