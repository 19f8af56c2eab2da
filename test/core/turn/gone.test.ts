import { beforeEach, expect, onTestFinished, test } from 'vitest';
import { BotError } from '../../../src/core/errors.ts';
import { hanging } from '../../doubles/scripted-gateway.ts';
import { SmallBot } from '../../doubles/small-bot.ts';

let bot: SmallBot;
beforeEach(() => {
  bot = new SmallBot();
  onTestFinished(() => bot.close());
});
const leave = (): void => bot.service.gone.abort(new BotError('place-gone', 'scripted'));

test('where nobody can be told no model is asked', async () => {
  const { platform, turns } = await bot.process();
  leave();
  await platform.arrive({ id: 'one' });
  await bot.settle();
  expect([bot.gateway.asked, await turns.open('thread')]).toEqual([[], []]);
});

test('a place that goes away ends the generation, and the next question of the conversation has its turn', async () => {
  bot.gateway.script(hanging({ type: 'text', text: 'A fragment' }).script);
  const { platform, turns } = await bot.process();
  await platform.arrive({ id: 'one' });
  await bot.settle();
  expect([bot.gateway.asked.length, bot.gateway.aborted]).toEqual([1, 0]);
  leave();
  await bot.settle();
  expect([bot.gateway.asked.length, bot.gateway.aborted, await turns.open('thread')]).toEqual([1, 1, []]);
});
