import { afterEach, beforeEach, expect, test } from 'vitest';
import { hanging } from '../../doubles/scripted-gateway.ts';
import { SmallBot } from '../../doubles/small-bot.ts';

let bot: SmallBot;
beforeEach(() => {
  bot = new SmallBot();
});
afterEach(() => bot.close());

const authors = (): string[] => bot.service.messages.map(({ turn }) => turn);

test('a question whose gate is slow still stands above the ones that came later', async () => {
  const { platform } = await bot.process();
  const gate = Promise.withResolvers<void>();
  bot.service.beforeRead = async ({ id }) => (id === 'q1' ? gate.promise : undefined);
  for (const id of ['q1', 'q2', 'q3']) await platform.arrive({ id });
  await bot.settle();
  expect(authors()).toEqual([]);
  gate.resolve();
  await bot.settle();
  expect(authors()).toEqual(['q1', 'q2', 'q3']);
});

test('a question whose first message is slow to stand still stands above the ones that came later', async () => {
  const { platform } = await bot.process();
  const post = Promise.withResolvers<void>();
  let posts = 0;
  bot.service.before = () => (posts++ === 0 ? post.promise : undefined);
  await platform.arrive({ id: 'q1' });
  await platform.arrive({ id: 'q2' });
  await bot.settle();
  expect(authors()).toEqual([]);
  post.resolve();
  await bot.settle();
  expect(authors()).toEqual(['q1', 'q2']);
});

test('what a killed process had not shown stands above what was asked of the next one', async () => {
  const slow = hanging({ type: 'phase', name: 'running' });
  bot.gateway.script(slow.script);
  const first = await bot.process('a');
  bot.service.before = () => new Promise(() => undefined);
  await first.platform.arrive({ id: 'q1' });
  await bot.settle();
  first.kill();
  bot.service.before = () => undefined;
  const second = await bot.process('b');
  await second.platform.arrive({ id: 'q2' });
  await bot.settle();
  expect(authors()).toEqual([]);
  await bot.clock.advance(8_000, 250);
  await bot.settle();
  expect(authors()).toEqual(['q1', 'q2']);
});

test('what a killed process had shown keeps nobody waiting', async () => {
  const slow = hanging({ type: 'phase', name: 'running' });
  bot.gateway.script(slow.script);
  const first = await bot.process('a');
  await first.platform.arrive({ id: 'q1' });
  await bot.settle();
  first.kill();
  const second = await bot.process('b');
  await second.platform.arrive({ id: 'q2' });
  await bot.settle();
  expect(authors()).toEqual(['q1', 'q2']);
});
