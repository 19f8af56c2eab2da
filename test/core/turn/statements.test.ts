import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { PastTurn } from '../../../src/core/memory/past-turn.ts';
import { People } from '../../../src/core/memory/people.ts';
import { openRecords } from '../../doubles/open-records.ts';
import { SmallBot } from '../../doubles/small-bot.ts';
import { StatementCount } from '../../doubles/statement-count.ts';

let bot: SmallBot;
beforeEach(() => {
  bot = new SmallBot();
});
afterEach(() => bot.close());

/** What is asked of the store for one more question. */
const statementsOf = async (conversation: string) => {
  const { platform } = await bot.process();
  await platform.arrive({ id: 'before', input: 'what is read once is read now', conversation: 'elsewhere' });
  await bot.settle();
  const count = new StatementCount(bot.database);
  await platform.arrive({ id: 'asked', input: 'why is the sky blue?', conversation });
  await bot.settle();
  expect(bot.service.texts.at(-1)).toContain('why is the sky blue?');
  return count;
};

test('each promise of a question is written once, and nothing else is written', async () => {
  const { writes } = await statementsOf('fresh');
  expect(writes).toEqual([
    'INSERT turns', // accepted
    'UPDATE turns epoch', // this run has it: an earlier one can write nothing any more
    'INSERT limits', // its place among the turns of a minute
    'UPDATE turns memory', // the sign of life is about to be sent
    'UPDATE turns memory', // it stands
    'UPDATE turns shown', // later questions may show theirs
    'UPDATE turns kept', // the answer: no model is asked again
    'UPDATE turns memory', // it has the message
    'UPDATE usage', // of the person
    'UPDATE usage', // of the channel
    'UPDATE usage', // of all
    'INSERT conversations', // its place in the conversation
    'INSERT turns', // so that it is found by its id
    'INSERT turns', // what was said
    'INSERT footprints', // who leaves a conversation is found from there
    'INSERT footprints', // and the conversation from whoever was in it
    'UPDATE turns ended_at',
  ]);
});

describe('a question costs the same', () => {
  /** With little and with much in the store; both numbers have three digits. */
  const costs = async (fill: (many: number) => Promise<void>) => {
    const both: unknown[] = [];
    for (const many of [200, 900]) {
      await fill(many);
      const { reads, unitsRead, writes } = await statementsOf('long');
      both.push({ reads, unitsRead, writes });
      await bot.close();
      bot = new SmallBot();
    }
    return both;
  };
  const history = () => bot.process('filler').then((process) => process.history);

  test('in a conversation of two hundred turns and of nine hundred', async () => {
    const [little, much] = await costs(async (turns) => {
      const kept = await history();
      for (let n = 0; n < turns; n++) await kept.add('long', turnNumber(n));
    });
    expect(much).toEqual(little);
  });

  test('with two hundred other conversations and with nine hundred, all of them the asker’s', async () => {
    const [little, much] = await costs(async (conversations) => {
      const kept = await history();
      const people = new People(openRecords(bot.database, bot.clock), kept);
      for (let n = 0; n < conversations; n++) {
        await kept.add(`other-${n}`, turnNumber(n));
        const where = { workspace: 'w', channel: 'c', conversation: `other-${n}` };
        await people.note({ platform: 'test', personId: 'ada' }, where, bot.clock.now());
      }
    });
    expect(much).toEqual(little);
  });
});

/** Thirty of them are more than a model's window. */
const turnNumber = (n: number): PastTurn => ({
  turnId: `turn-${String(n).padStart(6, '0')}`,
  questions: [{ personId: 'ada', who: 'ada', text: `Question ${String(n).padStart(6, '0')}. ${'Why? '.repeat(800)}` }],
  texts: ['Because. '.repeat(800)],
  model: 'acme/chat',
  at: 1_700_000_000_000,
});
