import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import { english } from '../../src/core/sentences/english.ts';
import { BotProcess, createFolder } from '../whole/bot-process.ts';
import { DigitalTwin } from './digital-twin.ts';

const folder = createFolder();
let discord: DigitalTwin;
const bots: BotProcess[] = [];
beforeAll(async () => {
  discord = await DigitalTwin.start();
});
afterEach(async () => {
  await Promise.all(bots.splice(0).map((bot) => bot.kill()));
});
afterAll(async () => {
  await discord.close();
  folder.remove();
});

const start = async (model: string): Promise<BotProcess> => {
  const bot = new BotProcess({
    DISCORD_TOKEN: discord.token,
    DISCORD_API_URL: discord.apiUrl,
    DISCORD_MESSAGE_CONTENT: 'true',
    // The twin does not say who installed the bot, so that whoever asks is a stranger.
    ALLOW_STRANGERS: 'true',
    AITTA_API_URL: 'standin:',
    AITTA_MODEL: model,
    STORE_URL: `sqlite:${join(folder.path, 'bot.sqlite')}`,
  });
  bots.push(bot);
  await bot.started();
  return bot;
};
const ask = (channel: string, question: string): Promise<void> => discord.slash(channel, 'aitta', 'ask', { question });

test('it registers its commands and answers one, with the question above the answer', async () => {
  await start('standin/remembers');
  await ask(discord.channel, 'repeat: hello there');
  const answer = await discord.answered(discord.channel, 'standin/remembers');
  expect(answer.content).toMatch(/^> repeat: hello there\nhello there\n-# /);
  expect(await discord.subCommands('aitta')).toEqual(expect.arrayContaining(['ask', 'models', 'help']));
});

test('a thread where it was asked goes on without a mention, and after kill -9 it remembers', async () => {
  const bot = await start('standin/remembers');
  const thread = await discord.openThread('names');
  await ask(thread, 'my name is Ada');
  await discord.answered(thread, 'standin/remembers');
  await discord.post(thread, 'what is my name?');
  await discord.answered(thread, 'Your name is Ada');
  await bot.kill();
  await start('standin/remembers');
  await ask(thread, 'tell me once more: what is my name?');
  await discord.answered(thread, 'once more', 'Your name is Ada');
  expect(await discord.said(thread)).toHaveLength(3);
});

test('an answer that kill -9 cut off comes whole, in the same message', async () => {
  const bot = await start('standin/writes-slowly');
  const thread = await discord.openThread('numbers');
  await ask(thread, 'hello');
  await discord.answered(thread, 'standin/writes-slowly');
  await discord.post(thread, 'count to 40');
  const begun = await discord.answered(thread, '4 5 6');
  await bot.kill();
  await start('standin/writes-slowly');
  const answer = await discord.answered(thread, '39 40', 'standin/writes-slowly');
  expect(answer.id).toBe(begun.id);
  expect(await discord.said(thread)).toHaveLength(2);
});

test('Stop keeps what was written', async () => {
  await start('standin/writes-slowly');
  await ask(discord.channel, 'count to 100');
  const begun = await discord.answered(discord.channel, '> count to 100', '4 5 6');
  await discord.choose(discord.channel, begun, english.stop);
  const stopped = await discord.answered(discord.channel, '> count to 100', english.stopped);
  expect(stopped.id).toBe(begun.id);
  expect(stopped.content).toContain('4 5 6');
  expect(stopped.content).not.toContain('100\n-#');
});

test('a model is chosen from the list and answers from then on', async () => {
  await start('standin/remembers');
  const thread = await discord.openThread('models');
  await discord.slash(thread, 'aitta', 'models');
  const list = await discord.answered(thread, 'standin/thinks-first');
  await discord.choose(thread, list, 'standin/writes-slowly');
  await discord.answered(thread, 'standin/writes-slowly');
  await ask(thread, 'repeat: done');
  const answer = await discord.answered(thread, '> repeat: done\ndone\n');
  expect(answer.content).toContain('-# standin/writes-slowly');
});

test('a long answer comes whole and in order, in several messages', async () => {
  await start('standin/remembers');
  const thread = await discord.openThread('long');
  await discord.slash(thread, 'aitta', 'models');
  await discord.answered(thread, 'standin/thinks-first');
  await discord.post(thread, 'write 4000 characters');
  await discord.answered(thread, '-# standin/remembers');
  const said = await discord.said(thread);
  const headings = [
    ...said
      .map(({ content }) => content)
      .join('\n')
      .matchAll(/^## (\d+)\./gm),
  ].map(([, n]) => Number(n));
  expect(said.length).toBeGreaterThan(3);
  expect(headings).toEqual(headings.map((_, index) => index + 1));
});
