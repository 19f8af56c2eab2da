import { afterEach, beforeEach, expect, test } from 'vitest';
import type { Call } from '../../../src/core/ports/arrival.ts';
import type { View } from '../../../src/core/ports/platform.ts';
import { english } from '../../../src/core/sentences/english.ts';
import { noLimits } from '../../../src/core/turn/limits.ts';
import { SmallBot } from '../../doubles/small-bot.ts';

let bot: SmallBot;
let count = 0;
beforeEach(() => {
  bot = new SmallBot();
  const start = { fromMs: 180_000, toMs: 360_000, starts: 14 };
  bot.gateway.catalogue = [
    { id: 'acme/chat', state: 'running', chat: true },
    { id: 'acme/cold', state: 'offline', chat: true, start },
    { id: 'acme/colder', state: 'offline', chat: true },
  ];
});
afterEach(() => bot.close());

const open = async () => {
  const { platform } = await bot.process();
  return async (input: string | Call): Promise<View> => {
    await platform.arrive({ id: `t${(count += 1)}`, input });
    await bot.settle();
    return bot.service.messages.at(-1)?.view ?? {};
  };
};

test('!warm starts a model and says how long that usually takes; the log tells who, and no more', async () => {
  const say = await open();
  expect((await say('!warm acme/cold')).note).toBe(
    'I am starting acme/cold. Questions can be asked meanwhile. (usually starts in 3–6 min, from 14 starts)',
  );
  expect(bot.gateway.warmed).toEqual(['acme/cold']);
  const line = bot.logLines.find(({ message }) => message === 'somebody has a model started');
  expect(line?.fields).toMatchObject({ person: 'ada', model: 'acme/cold' });
});

test('what cannot be started is said: none, one that runs, too many, an outage', async () => {
  const say = await open();
  expect((await say('!warm')).note).toBe(english.warmWhat);
  expect((await say('!warm chat')).note).toBe(english.warmRuns('acme/chat'));
  expect((await say('!warm nobody')).note).toContain(english.noModelMatches('nobody'));
  bot.gateway.mayWarm = 0;
  expect((await say('!warm acme/cold')).note).toBe(english.warmTooMany);
  bot.gateway.outlooks = () => ({ type: 'phase', name: 'outage' });
  expect((await say('!warm acme/cold')).note).toBe(english.errors['service-failed']);
  expect(bot.gateway.warmed).toEqual([]);
});

test('a name that fits several offers them, and one that is chosen is started', async () => {
  const say = await open();
  const view = await say('!warm col');
  expect(view.choices?.map(({ label }) => label)).toEqual(['acme/cold', 'acme/colder']);
  await say(view.choices?.[1]?.call ?? '');
  expect(bot.gateway.warmed).toEqual(['acme/colder']);
});

test.each(['!warm acme/cold', { command: 'warm', args: { model: 'acme/cold' } }])(
  'it counts as a question, typed or not: %j',
  async (input) => {
    bot.limits = { ...noLimits, questionsPerHour: { person: 1, channel: undefined } };
    const say = await open();
    await say(input);
    expect((await say(input)).note).toMatch(/^You have reached the limit of questions/);
    expect((await say('why?')).note).not.toBe(english.thinking);
    expect(bot.gateway.warmed).toHaveLength(1);
    expect(bot.gateway.asked).toEqual([]);
  },
);
