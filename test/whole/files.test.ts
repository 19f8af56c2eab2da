import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, afterEach, beforeEach, expect, test } from 'vitest';
import { createStandin, STANDIN_TOKEN } from '../../src/standin/standin.ts';
import type { Standin } from '../../src/standin/standin.ts';
import { FakeSlack } from '../fakes/slack/fake-slack.ts';
import { BotProcess, createFolder } from './bot-process.ts';

const corpus = (name: string): Uint8Array => readFileSync(join(import.meta.dirname, '../files/corpus', name));

const folder = createFolder();
let slack: FakeSlack;
let aitta: Standin;
const bots: BotProcess[] = [];

beforeEach(async () => {
  slack = await FakeSlack.start();
  const models = [
    { id: 'acme/talks', window: 131_072 },
    {
      id: 'acme/eye-vl',
      window: 32_768,
      vision: true,
      workers: { state: 'offline' as const, requestedMs: 1_000, startingMs: 2_000 },
    },
  ];
  aitta = createStandin({ scenario: { models } });
  await aitta.listen();
});
afterEach(async () => {
  await Promise.all(bots.splice(0).map((bot) => bot.kill()));
  await slack.close();
  await aitta.close();
});
afterAll(folder.remove);

const start = async (): Promise<BotProcess> => {
  const bot = new BotProcess({
    SLACK_BOT_TOKEN: slack.botToken,
    SLACK_APP_TOKEN: slack.appToken,
    SLACK_API_URL: slack.apiUrl,
    AITTA_API_URL: aitta.url,
    AITTA_ACCESS_TOKEN: STANDIN_TOKEN,
    AITTA_MODEL: 'acme/talks',
    STORE_URL: `sqlite:${join(folder.path, 'files.sqlite')}`,
    LOG_LEVEL: 'debug',
  });
  bots.push(bot);
  await bot.started();
  return bot;
};

test('a document is read, a picture goes to a model that sees as soon as that runs, and both are known after kill -9', async () => {
  const bot = await start();
  const ada = slack.addUser({ name: 'ada' });
  const channel = slack.addChannel({ name: 'physics', members: [ada.id] }).id;
  const thread = (root: string) => slack.messages(channel, root).filter(({ byBot }) => byBot);
  const answered = (root: string, words: string) =>
    slack.waitFor(() => thread(root).find(({ text }) => text.includes(words)), words);

  const files = [{ name: 'report.pdf', content: corpus('report.pdf') }];
  const root = ada.post({ channel, text: `<@${slack.botUserId}> repeat: when?`, files });
  await answered(root, 'when?');
  const screenshot = [{ name: 'screen.png', content: corpus('screenshot.png') }];
  ada.post({ channel, text: 'what is wrong here?', threadTs: root, files: screenshot });
  const offer = await answered(root, 'acme/talks cannot see images.');
  expect(offer.controls.map(({ label }) => label)).toEqual(['Use eye-vl, which sees images (offline)']);

  await bot.kill();
  await start();
  ada.press(offer, 'Use eye-vl, which sees images (offline)');
  await answered(root, 'I see 1 image');
  const chats = aitta.requests.filter(({ path }) => path.endsWith('/chat/completions'));
  expect(JSON.stringify(chats.at(-1)?.chat?.messages)).toContain('The kettle boils at noon.');
  expect(bots.map(({ stdout }) => stdout).join('')).not.toMatch(/kettle|data:image/);
});
