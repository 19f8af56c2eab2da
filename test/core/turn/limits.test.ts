import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { openToMembers } from '../../../src/core/turn/access.ts';
import { noLimits } from '../../../src/core/turn/limits.ts';
import { english } from '../../../src/core/sentences/english.ts';
import { SmallBot } from '../../doubles/small-bot.ts';

let bot: SmallBot;
let count = 0;
beforeEach(() => {
  bot = new SmallBot();
});
afterEach(() => bot.close());
const ask = async (part: { personId?: string; channel?: string; conversation?: string } = {}) => {
  count += 1;
  const { platform } = (process ??= await bot.process());
  await platform.arrive({ id: `l${count}`, input: 'q', conversation: `c${count}`, ...part });
  await bot.settle();
  return bot.service.texts.at(-1) ?? '';
};
let process: Awaited<ReturnType<SmallBot['process']>> | undefined;
beforeEach(() => {
  process = undefined;
});

describe('limits', () => {
  test('questions per hour and person: the one too many gets a sentence with the time, after which it is free again', async () => {
    bot.limits = { ...noLimits, questionsPerHour: { person: 2, channel: undefined } };
    await ask();
    await bot.clock.advance(10 * 60_000);
    await ask();
    expect(await ask()).toBe(`_${english.limits.questions.person('2026-11-24 10:00 UTC')}_`);
    expect(await ask({ personId: 'bo' })).toContain('answer to');
    await bot.clock.advance(50 * 60_000 + 1);
    expect(await ask()).toContain('answer to');
    expect(await ask()).toContain('possible after 2026-11-24 10:10 UTC');
  });

  test('the clock set back does not keep a full window full for longer than it is', async () => {
    bot.limits = { ...noLimits, turnsPerMinute: 1 };
    await ask({ conversation: 'one' });
    bot.clock.set(-60 * 60_000);
    expect(await ask({ conversation: 'one' })).toContain('answer to');
  });

  test('a restart forgives nothing', async () => {
    bot.limits = { ...noLimits, questionsPerHour: { person: undefined, channel: 1 } };
    await ask();
    process = await bot.process('b');
    expect(await ask({ personId: 'bo' })).toContain('This channel has reached the limit of questions');
  });

  test('a hundred questions at once never exceed a limit', async () => {
    bot.limits = { ...noLimits, questionsPerHour: { person: 7, channel: undefined } };
    const { platform } = await bot.process();
    await Promise.all(
      Array.from({ length: 100 }, (_, n) => platform.arrive({ id: `m${n}`, input: 'q', conversation: `d${n}` })),
    );
    for (let n = 0; n < 20; n++) await bot.settle();
    expect(bot.gateway.asked).toHaveLength(7);
    expect(bot.service.texts.filter((text) => text.includes('limit of questions'))).toHaveLength(93);
  });

  test('tokens per day', async () => {
    bot.limits = { ...noLimits, tokensPerDay: { person: 100, channel: undefined } };
    bot.gateway.script(async function* script() {
      yield { type: 'text', text: 'long' };
      yield { type: 'end', reason: 'stop', tokensIn: 60, tokensOut: 50 };
    });
    await ask();
    expect(await ask()).toBe(`_${english.limits.tokens.person('2026-11-25 00:00 UTC')}_`);
    await bot.clock.advance(15 * 60 * 60_000, 60 * 60_000);
    expect(await ask()).toContain('answer to');
  });

  test('two bots that answer each other are stopped within a minute', async () => {
    for (let n = 0; n < 20; n++) await ask({ conversation: 'loop' });
    expect(await ask({ conversation: 'loop' })).toContain('This conversation has reached the limit of questions');
    expect(bot.gateway.asked).toHaveLength(20);
  });

  test('a turn that is run again counts once', async () => {
    bot.limits = { ...noLimits, questionsPerHour: { person: 1, channel: undefined } };
    let fail = true;
    bot.service.before = (text) => {
      if (fail && text.startsWith('answer')) throw new Error('once');
    };
    await ask();
    fail = false;
    await bot.clock.advance(2_000, 500);
    await bot.settle();
    expect(bot.service.texts).toEqual(['answer to ada: q\n_acme/chat_']);
  });
});

describe('access', () => {
  test('a denied person gets a sentence for their eyes only, or silence, by setting; nothing is asked', async () => {
    bot.service.sceneOf = () => ({
      person: {
        name: 'gus',
        standing: 'guest',
        groups: [],
        workspaces: { here: ['w'], all: ['w'] },
        managesChannel: false,
      },
    });
    expect(await ask()).toBe(`_${english.denials.guest}_`);
    expect(bot.service.messages[0]?.view.private).toBe(true);
    bot.access = { ...openToMembers, denied: 'silent' };
    process = await bot.process('b');
    await ask();
    expect(bot.service.messages).toHaveLength(1);
    expect(bot.gateway.asked).toEqual([]);
  });
});

describe('usage', () => {
  test('adds up what the server reported, marks estimates, and shows everybody’s only to a manager', async () => {
    bot.gateway.script(async function* script() {
      yield { type: 'text', text: 'x' };
      yield { type: 'end', reason: 'stop', tokensIn: 1_200, tokensOut: 34 };
    });
    await ask();
    const { platform } = process ?? (await bot.process());
    const show = async (input: string): Promise<string> => {
      await platform.arrive({ id: `u${(count += 1)}`, input });
      await bot.settle();
      return bot.service.texts.at(-1) ?? '';
    };
    expect(await show('!usage')).toContain('Today: 1 question, 1,234 tokens (34 written)');
    await ask({ personId: 'bo' });
    expect(await show('!usage channel')).toMatch(/Today: 2 questions, ≈1,\d+ tokens/);
    expect(await show('!usage all')).toBe(`_${english.usageNeedsManager}_`);
    expect(await show('!usage constructor')).toBe(`_${english.usageOfWhom}_`);
    await bot.clock.advance(24 * 60 * 60_000, 60 * 60_000);
    expect(await show('!usage me')).toMatch(/Today: nothing\n- Last 30 days: 1 question, 1,234/);
  });
});
