import { beforeEach, expect, onTestFinished, test } from 'vitest';
import type { Call, Choice } from '../../../src/core/ports/arrival.ts';
import type { View } from '../../../src/core/ports/platform.ts';
import { english } from '../../../src/core/sentences/english.ts';
import { SmallBot } from '../../doubles/small-bot.ts';

let bot: SmallBot;
let count = 0;
beforeEach(() => {
  bot = new SmallBot();
  bot.feedback = 'votes';
  onTestFinished(() => bot.close());
});

const open = async () => {
  const { platform } = await bot.process();
  const say = async (input: string | Call, personId = 'ada', id = `t${(count += 1)}`): Promise<View> => {
    await platform.arrive({ id, input, personId });
    await bot.settle();
    return bot.service.messages.findLast(({ turn }) => turn === id)?.view ?? {};
  };
  return { say };
};
const stored = (): string[] =>
  bot.database.all(`select value from records where namespace = 'feedback'`).map(({ value }) => String(value));
const press = (view: View, label: string): Choice => {
  const choice = view.choices?.find((each) => each.label === label);
  if (!choice) throw new Error(`nothing says ${label}`);
  return choice;
};
const rated = ({ text = '' }: View): string | undefined => /Rated: (.*)/.exec(text)?.[1];

test('a finished answer can be rated by whoever reads it, once each, and the last thumb counts', async () => {
  const { say } = await open();
  const answer = await say('why?');
  expect(answer.choices?.map(({ label }) => label)).toEqual(['👍', '👎']);
  expect(await say(press(answer, '👍').call)).toEqual({ note: english.rating.thanks, private: true });
  await say(press(answer, '👍').call);
  await say(press(answer, '👍').call, 'bo');
  expect(rated(await say('!usage channel'))).toBe('👍 2, 👎 0');
  await say(press(answer, '👎').call);
  expect(rated(await say('!usage channel'))).toBe('👍 1, 👎 1');
  expect(rated(await say('!usage'))).toBe('👍 0, 👎 1');
});

test('nothing is offered with FEEDBACK=off, nor counted of a thumb that was drawn before', async () => {
  bot.feedback = 'off';
  const { say } = await open();
  expect((await say('why?', 'ada', 'q1')).choices).toBeUndefined();
  const drawn = { command: 'rate', args: { turn: 'q1', as: 'up' } };
  expect(await say(drawn)).toEqual({ note: english.rating.off, private: true });
  expect(stored()).toEqual([]);
});

test('a failure and a command have no thumbs', async () => {
  const { say } = await open();
  bot.gateway.catalogue = [];
  expect((await say('why?')).choices ?? []).toEqual([]);
  expect((await say('!help')).choices ?? []).toEqual([]);
});

test('a word is asked for, and kept, only where the operator says so', async () => {
  bot.feedback = 'words';
  const { say } = await open();
  const answer = await say('why?');
  const thanks = await say(press(answer, '👎').call);
  const { call, askFor = '' } = press(thanks, english.rating.tell);
  expect(await say({ ...call, args: { ...call.args, [askFor]: 'Too long.' } })).toEqual({
    note: english.rating.kept,
    private: true,
  });
  expect(stored().join()).toContain('Too long.');
  await say('!forget me --sure yes');
  expect(stored()).toEqual([]);
});

test('a word is not kept where the operator has not said so, whatever is sent', async () => {
  const { say } = await open();
  const { call } = press(await say('why?'), '👎');
  await say({ ...call, args: { ...call.args, word: 'Too long.' } });
  expect(stored()).toEqual([expect.stringContaining('"vote":"down"')]);
  expect(stored().join()).not.toContain('Too long.');
});

test('votes go with their answer', async () => {
  const { say } = await open();
  const answer = await say('why?', 'ada', 'q1');
  await say(press(answer, '👍').call, 'bo');
  await say({ command: 'deleted', args: { turn: 'q1' } });
  expect(stored()).toEqual([]);
  expect(await say(press(answer, '👍').call)).toEqual({ note: english.nothingKept, private: true });
});
