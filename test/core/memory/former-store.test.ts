import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { openRecords } from '../../doubles/open-records.ts';
import { arrivalId } from '../../../src/core/arrival-id.ts';
import { openMemories } from '../../../src/core/memory/memories.ts';
import { sweepConversations } from '../../../src/core/memory/retention.ts';
import type { Call } from '../../../src/core/ports/arrival.ts';
import { nothingForgotten } from '../../../src/core/memory/forget.ts';
import { english } from '../../../src/core/sentences/english.ts';
import { SqliteTurnTable } from '../../../src/adapters/storage/sqlite/sqlite-turn-table.ts';
import { quietLog } from '../../doubles/quiet-log.ts';
import { hanging, textOf } from '../../doubles/scripted-gateway.ts';
import { SmallBot } from '../../doubles/small-bot.ts';

/** Records as version 0.1 has written them, word for word. */
const PAST_TURN = {
  turnId: 'old',
  personId: 'ada',
  who: 'Ada',
  question: 'why is the sky blue?',
  answer: 'Rayleigh.',
  model: 'acme/chat',
  at: 1,
};
const EXCHANGE = { question: 'and at night?', who: 'Ada', text: 'It is dark', model: 'acme/chat' };

let bot: SmallBot;
beforeEach(() => {
  bot = new SmallBot();
});
afterEach(() => bot.close());

/** A question that an earlier process left open. */
const leaveOpen = async (kept: object): Promise<void> => {
  const { platform, kill } = await bot.process('former');
  bot.gateway.script(hanging().script);
  await platform.arrive({ id: 'q1', input: 'and at night?' });
  await bot.settle();
  kill();
  bot.database.run('UPDATE turns SET kept = ? WHERE id = ?', JSON.stringify(kept), 'q1');
};
const goOn = async () => {
  const next = await bot.process('next');
  await bot.clock.advance(10_000, 500);
  await bot.settle();
  return next;
};

describe('a store of version 0.1', () => {
  test('has a conversation that goes on', async () => {
    const clock = bot.clock;
    const records = openRecords(bot.database, clock)('turns');
    await records.set('thread/0', PAST_TURN);
    await records.set('thread#old', 0);
    await openRecords(bot.database, clock)('conversations').set('thread', { from: 0, next: 1, lastAt: clock.now() });
    const { platform, history } = await bot.process();
    await platform.arrive({ id: 'q1', input: 'and at night?' });
    await bot.settle();
    expect(bot.gateway.asked[0]?.messages.slice(1).map(textOf)).toEqual([
      'Ada: why is the sky blue?',
      'Rayleigh.',
      'ada: and at night?',
    ]);
    await history.rewrite('thread', 'old', 'why is the sea blue?');
    expect((await history.find('thread', 'old'))?.questions).toEqual([
      { personId: 'ada', who: 'Ada', text: 'why is the sea blue?' },
    ]);
  });

  test('has an answer that was kept and not yet posted: it is posted and goes into the history', async () => {
    await leaveOpen({ answer: { text: 'It is dark', note: 'acme/chat' }, said: EXCHANGE });
    const { history } = await goOn();
    expect(bot.service.texts.at(-1)).toContain('It is dark');
    expect(bot.gateway.asked).toHaveLength(1);
    expect(await history.find('thread', 'q1')).toMatchObject({
      questions: [{ personId: 'ada', who: 'Ada', text: 'and at night?' }],
      texts: ['It is dark'],
    });
  });

  test('has half an answer, which a Stop shows', async () => {
    await leaveOpen({ partial: EXCHANGE });
    await new SqliteTurnTable(bot.database).instruct('q1', { to: 'stop' });
    const { history } = await goOn();
    expect(bot.service.texts.at(-1)).toContain('It is dark');
    expect((await history.find('thread', 'q1'))?.texts).toEqual(['It is dark']);
  });

  /** Where Ada and Bo were answered: one record each that grew, and what was offered to them in a channel. */
  const leavePeople = async (): Promise<void> => {
    const open = openRecords(bot.database, bot.clock);
    for (const conversation of ['thread', 'other']) {
      await open('turns').set(`${conversation}/0`, { ...PAST_TURN, question: `about ${conversation}` });
      await open('turns').set(`${conversation}#old`, 0);
      await open('conversations').set(conversation, { from: 0, next: 1, lastAt: bot.clock.now() });
    }
    const dead = Array.from({ length: 2_000 }, (_, n) => `swept ${n}`);
    await open('people').set('test:w:ada', { conversations: ['thread', ...dead, 'other'], channels: ['general', 'x'] });
    await open('people').set('test:w:bo', { conversations: ['thread'], channels: ['general'] });
    await open('recent').set('test:w:general:ada', [
      { ref: arrivalId('other').slice(0, 8), conversation: 'other', title: 'about other', at: 2 },
      { ref: arrivalId('thread').slice(0, 8), conversation: 'thread', title: 'about thread', at: 1 },
    ]);
  };
  const keys = (...namespaces: string[]): string[] =>
    bot.database
      .all("SELECT namespace, key FROM records WHERE namespace NOT IN ('usage', 'limits') ORDER BY namespace, key")
      .filter((row) => namespaces.length === 0 || namespaces.includes(String(row['namespace'])))
      .map((row) => String(row['key']));

  test('has conversations that are offered as before', async () => {
    await leavePeople();
    const { platform } = await bot.process();
    const say = async (input: string | Call, conversation = 'general') => {
      await platform.arrive({ id: `say ${bot.service.messages.length}`, input, conversation });
      await bot.settle();
      return bot.service.messages.at(-1)?.view ?? {};
    };
    const { choices = [] } = await say('!reset');
    expect(choices.map(({ label }) => label)).toEqual(['about other', 'about thread']);
    expect((await say(choices[1]?.call ?? '')).note).toBe(english.freshStart);
    await say('and now?', 'thread');
    expect(bot.gateway.asked.at(-1)?.messages).toHaveLength(2);
    expect(keys('people', 'recent')).toEqual(['test:w:bo']);
  });

  test('has nothing of a person who says !forget me', async () => {
    await leavePeople();
    const { platform, history } = await bot.process();
    await platform.arrive({ id: 'f', input: '!forget me --yes', conversation: 'elsewhere', channel: 'elsewhere' });
    await bot.settle();
    expect(bot.service.texts.at(-1)).toBe(
      `_${english.forgot({ ...nothingForgotten, turns: 2, elsewhere: 2, notes: 1 })}_`,
    );
    expect([await history.knows('thread'), await history.knows('other')]).toEqual([false, false]);
    expect(keys()).toEqual(['test:w:bo']);
  });

  test('is brought into today’s form also for those who never come back, and ends with its conversations', async () => {
    await leavePeople();
    const memories = openMemories(openRecords(bot.database, bot.clock), bot.clock, 2_592_000_000);
    const sweep = () =>
      sweepConversations({
        ...memories,
        clock: bot.clock,
        log: quietLog(),
        retentionMs: 1_000,
        signal: new AbortController().signal,
      });
    expect(await sweep()).toBe(0);
    expect(keys('people', 'recent')).toEqual([]);
    expect(keys('footprints')).toHaveLength(6);
    expect(await memories.people.find({ platform: 'test', personId: 'bo' })).toMatchObject([
      { conversation: 'thread' },
    ]);
    await bot.clock.advance(2_000);
    expect(await sweep()).toBe(2);
    expect(keys()).toEqual([]);
  });
});
