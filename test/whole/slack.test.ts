import { join } from 'node:path';
import { afterAll, afterEach, beforeEach, describe, expect, test } from 'vitest';
import { english } from '../../src/core/sentences/english.ts';
import { createStandin, STANDIN_TOKEN } from '../../src/standin/standin.ts';
import type { Standin } from '../../src/standin/standin.ts';
import { FakeSlack } from '../fakes/slack/fake-slack.ts';
import { BotProcess, createFolder } from './bot-process.ts';

const folder = createFolder();
let count = 0;
let slack: FakeSlack;
let aitta: Standin;
let store: string;
const bots: BotProcess[] = [];

beforeEach(async () => {
  slack = await FakeSlack.start();
  aitta = createStandin({
    scenario: {
      models: [
        { id: 'acme/talks', window: 131_072 },
        { id: 'acme/slow', window: 32_768, pace: { firstTokenMs: 50, pieceMs: 40 } },
        { id: 'acme/slower', window: 32_768, pace: { pieceMs: 500 } },
        { id: 'acme/cold', window: 32_768, workers: { state: 'offline' } },
      ],
    },
  });
  await aitta.listen();
  store = `sqlite:${join(folder.path, `${(count += 1)}.sqlite`)}`;
});
afterEach(async () => {
  await Promise.all(bots.splice(0).map((bot) => bot.kill()));
  await slack.close();
  await aitta.close();
});
afterAll(folder.remove);

const start = async (env: Record<string, string> = {}): Promise<BotProcess> => {
  const bot = new BotProcess({
    SLACK_BOT_TOKEN: slack.botToken,
    SLACK_APP_TOKEN: slack.appToken,
    SLACK_API_URL: slack.apiUrl,
    AITTA_API_URL: aitta.url,
    AITTA_ACCESS_TOKEN: STANDIN_TOKEN,
    STORE_URL: store,
    LOG_LEVEL: 'debug',
    ...env,
  });
  bots.push(bot);
  await bot.started();
  return bot;
};
const room = () => {
  const ada = slack.addUser({ name: 'ada' });
  const channel = slack.addChannel({ name: 'physics', members: [ada.id] }).id;
  const mention = (text: string, threadTs?: string): string =>
    ada.post({ channel, text: `<@${slack.botUserId}> ${text}`, ...(threadTs === undefined ? {} : { threadTs }) });
  /** The bot's messages of the thread, once one of them contains the words. */
  const answered = (threadTs: string, words: string): Promise<string[]> =>
    slack.waitFor(() => {
      const said = slack
        .messages(channel, threadTs)
        .filter((message) => message.byBot)
        .map((message) => message.text);
      return said.some((text) => text.includes(words)) ? said : undefined;
    }, words);
  return { ada, channel, mention, answered };
};

describe('a conversation', () => {
  test('a mention is answered in its thread, and the thread goes on without a mention, with everything in mind, also after kill -9', async () => {
    const bot = await start();
    const { ada, channel, mention, answered } = room();
    const root = mention('my name is Ada');
    const [first] = await answered(root, 'acme/talks');
    expect(first).toContain('Ada');
    ada.post({ channel, text: 'what is my name?', threadTs: root });
    const said = await answered(root, 'Your name is Ada');
    expect(said).toHaveLength(2);

    await bot.kill();
    await start();
    ada.post({ channel, text: 'and now: what is my name?', threadTs: root });
    await slack.waitFor(
      () => slack.messages(channel, root).filter((message) => message.text.includes('Your name is Ada')).length === 2,
    );
    expect(slack.messages(channel, root).filter((message) => message.byBot)).toHaveLength(3);
    expect(aitta.requests.filter((request) => request.path.endsWith('/chat/completions'))).toHaveLength(3);
    for (const ack of slack.acks) expect(ack.afterMs).toBeLessThan(3_000);
    expect(bots.map((each) => each.stdout).join('')).not.toMatch(
      /what is my name|my name is Ada|standin-token|xoxb-|xapp-/,
    );
  });

  test('SIGTERM in mid-answer lets it finish', async () => {
    const bot = await start({ AITTA_MODEL: 'acme/slower' });
    const { mention, answered } = room();
    const root = mention('repeat: one two three four five six seven eight nine ten');
    await answered(root, 'two');
    bot.signal('SIGTERM');
    expect(await bot.ended).toBe(0);
    const said = await answered(root, 'nine ten');
    expect(said).toHaveLength(1);
  });

  test('SIGTERM while a model is cold hands the question on: it says so, and ends without waiting', async () => {
    const bot = await start({ AITTA_MODEL: 'acme/cold' });
    const { mention, answered } = room();
    const root = mention('are you there?');
    await answered(root, 'acme/cold');
    bot.signal('SIGTERM');
    await bot.logged(({ msg }) => msg === 'stopped');
    expect(await bot.ended).toBe(0);
    expect(await answered(root, english.restarting('slack'))).toHaveLength(1);
  });

  test('killed while a model is cold, the next process answers in the same message, once', async () => {
    const bot = await start({ AITTA_MODEL: 'acme/cold' });
    const { channel, mention, answered } = room();
    const root = mention('are you there?');
    await answered(root, 'acme/cold');
    await bot.kill();
    await start({ AITTA_MODEL: 'acme/cold' });
    aitta.setWorker('acme/cold', 'running');
    await slack.waitFor(() =>
      slack.messages(channel, root).some((message) => message.byBot && message.text.trim().endsWith('acme/cold')),
    );
    expect(slack.messages(channel, root).filter((message) => message.byBot)).toHaveLength(1);
  });

  test('Stop ends the model’s request and keeps what was written', async () => {
    await start({ AITTA_MODEL: 'acme/slower' });
    const { ada, channel, mention, answered } = room();
    const root = mention(
      'repeat: one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen',
    );
    await answered(root, 'two');
    const message = slack.messages(channel, root).find((each) => each.byBot);
    if (message) ada.press(message, english.stop);
    await answered(root, english.stopped);
    const request = aitta.requests.find((each) => each.path.endsWith('/chat/completions'));
    expect(request).toMatchObject({ outcome: 'disconnected' });
  });
});
