import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { openSqliteKeyv } from '../../../src/adapters/storage/sqlite/sqlite-keyv.ts';
import { SqliteTurnTable } from '../../../src/adapters/storage/sqlite/sqlite-turn-table.ts';
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
    const records = openSqliteKeyv(bot.database, 'turns', clock);
    await records.set('thread/0', PAST_TURN);
    await records.set('thread#old', 0);
    await openSqliteKeyv(bot.database, 'conversations', clock).set('thread', { from: 0, next: 1, lastAt: clock.now() });
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
});
