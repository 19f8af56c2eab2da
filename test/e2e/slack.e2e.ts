import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import { english } from '../../src/core/sentences/english.ts';
import { BotProcess, createFolder } from '../whole/bot-process.ts';
import { BOT, CHANNEL, DIRECT, LocalSlack, textOf } from './local-slack.ts';
import type { EmulatedMessage } from './local-slack.ts';

const folder = createFolder();
let slack: LocalSlack;
const bots: BotProcess[] = [];
beforeAll(async () => {
  slack = await LocalSlack.start(folder.path);
});
afterEach(async () => {
  await Promise.all(bots.splice(0).map((bot) => bot.kill()));
});
afterAll(async () => {
  await slack.close();
  folder.remove();
});

const start = async (env: Record<string, string> = {}): Promise<BotProcess> => {
  const bot = new BotProcess({
    SLACK_BOT_TOKEN: BOT.token,
    SLACK_APP_TOKEN: BOT.appToken,
    SLACK_API_URL: `${slack.url}/api/`,
    AITTA_API_URL: 'standin:',
    STORE_URL: `sqlite:${join(folder.path, 'bot.sqlite')}`,
    ...env,
  });
  bots.push(bot);
  await bot.started();
  return bot;
};
const mention = (text: string, threadTs?: string): Promise<string> =>
  slack.post(CHANNEL, `<@${BOT.userId}> ${text}`, threadTs);
/** The bot's messages of a thread, once one of them holds all the words. */
const answered = (channel: string, threadTs: string, ...words: string[]): Promise<EmulatedMessage[]> =>
  slack.until(async () => {
    const said = await slack.said(channel, threadTs);
    return said.some((message) => words.every((word) => textOf(message).includes(word))) && said;
  });

test('a mention, a follow-up, a restart by kill -9, and a follow-up that remembers', async () => {
  const bot = await start({ AITTA_MODEL: 'standin/remembers' });
  const root = await mention('my name is Ada');
  await answered(CHANNEL, root, 'Ada', 'standin/remembers');
  await slack.post(CHANNEL, 'what is my name?', root);
  await answered(CHANNEL, root, 'Your name is Ada');
  await bot.kill();
  await start({ AITTA_MODEL: 'standin/remembers' });
  await slack.post(CHANNEL, 'tell me again: what is my name?', root);
  const said = await slack.until(async () => {
    const all = await slack.said(CHANNEL, root);
    return all.filter((message) => textOf(message).includes('Your name is Ada')).length === 2 && all;
  });
  expect(said).toHaveLength(3);
});

test('a direct message is answered in its thread', async () => {
  await start({ AITTA_MODEL: 'standin/remembers' });
  const root = await slack.post(DIRECT, 'repeat: hello from a direct message');
  expect(await answered(DIRECT, root, 'hello from a direct message')).toHaveLength(1);
});

test('a long answer arrives whole and in order, in several messages', async () => {
  await start({ AITTA_MODEL: 'standin/writes-long', ANSWER_MESSAGES: '20' });
  const root = await mention('write 30000 characters');
  const said = await answered(CHANNEL, root, 'standin/writes-long');
  expect(said.length).toBeGreaterThan(2);
  const headings = [
    ...said
      .map(textOf)
      .join('\n')
      .matchAll(/^## (\d+)\./gm),
  ].map(([, n]) => Number(n));
  expect(headings.length).toBeGreaterThan(10);
  expect([...new Set(headings)]).toEqual([...new Set(headings)].toSorted((a, b) => a - b));
});

test('Stop keeps what was written', async () => {
  await start({ AITTA_MODEL: 'standin/writes-slowly' });
  const root = await mention(
    'repeat: one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen eighteen nineteen twenty',
  );
  const [message] = await answered(CHANNEL, root, 'two');
  if (!message) throw new Error('nothing was said');
  await slack.press(CHANNEL, message, english.stop);
  const [stopped] = await answered(CHANNEL, root, english.stopped);
  expect(stopped && textOf(stopped)).not.toContain('twenty');
});
