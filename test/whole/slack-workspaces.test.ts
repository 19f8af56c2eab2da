import { randomBytes } from 'node:crypto';
import { DatabaseSync } from 'node:sqlite';
import { join } from 'node:path';
import { afterAll, afterEach, beforeEach, describe, expect, test } from 'vitest';
import { english } from '../../src/core/sentences/english.ts';
import { createStandin, STANDIN_TOKEN } from '../../src/standin/standin.ts';
import type { Standin } from '../../src/standin/standin.ts';
import type { FakeSlack } from '../fakes/slack/fake-slack.ts';
import type { Person } from '../fakes/slack/person.ts';
import { SlackCloud } from '../fakes/slack/slack-cloud.ts';
import { BotProcess, createFolder } from './bot-process.ts';
import { Browser } from './browser.ts';

const folder = createFolder();
let count = 0;
let cloud: SlackCloud;
let aitta: Standin;
let path: string;
let storeKey: string;
const bots: BotProcess[] = [];

beforeEach(async () => {
  cloud = await SlackCloud.start();
  aitta = createStandin({
    scenario: {
      models: [
        { id: 'acme/talks', window: 131_072 },
        { id: 'acme/slower', window: 32_768, pace: { pieceMs: 300 } },
      ],
    },
  });
  await aitta.listen();
  path = join(folder.path, `${(count += 1)}.sqlite`);
  storeKey = randomBytes(32).toString('base64');
});
afterEach(async () => {
  await Promise.all(bots.splice(0).map((bot) => bot.kill()));
  await cloud.close();
  await aitta.close();
});
afterAll(folder.remove);

interface Running {
  bot: BotProcess;
  browser: Browser;
}

const start = async (env: Record<string, string> = {}): Promise<Running> => {
  const bot = new BotProcess({
    SLACK_CLIENT_ID: cloud.clientId,
    SLACK_CLIENT_SECRET: cloud.clientSecret,
    SLACK_SIGNING_SECRET: cloud.app.signingSecret,
    PUBLIC_URL: 'https://bot.example.org',
    SLACK_API_URL: cloud.apiUrl,
    AITTA_API_URL: aitta.url,
    AITTA_ACCESS_TOKEN: STANDIN_TOKEN,
    STORE_URL: `sqlite:${path}`,
    STORE_KEY: storeKey,
    LOG_LEVEL: 'debug',
    ...env,
  });
  bots.push(bot);
  const port = await bot.started();
  cloud.deliverTo(`http://127.0.0.1:${port}/slack/events`);
  return { bot, browser: new Browser('https://bot.example.org', port) };
};

const room = (slack: FakeSlack) => {
  const ada: Person = slack.addUser({ name: 'ada' });
  const channel = slack.addChannel({ name: 'physics', members: [ada.id] }).id;
  const mention = (text: string): string => ada.post({ channel, text: `<@${slack.botUserId}> ${text}` });
  const said = (root: string, where = channel): string[] =>
    slack
      .messages(where, root)
      .filter((message) => message.byBot)
      .map((message) => message.text);
  const answered = (root: string, words: string, where = channel): Promise<string[]> =>
    slack.waitFor(() => said(root, where).some((text) => text.includes(words)) && said(root, where), words);
  return { ada, channel, mention, said, answered };
};

describe('two workspaces', () => {
  test('install the bot in a browser, and each is answered with its own token, though people and channels have the same ids', async () => {
    const [lab, club] = [await cloud.addWorkspace('lab'), await cloud.addWorkspace('club')];
    const { bot, browser } = await start();
    for (const slack of [lab, club]) {
      const page = await browser.open('/slack/install');
      expect(page.text).toContain(english.install.reads[0]);
      const done = await browser.open(cloud.allow(page.link, slack));
      expect(done).toMatchObject({ status: 200 });
      expect(done.text).toContain(english.install.done(slack.world.domain));
    }
    const [first, second] = [room(lab), room(club)];
    expect(first.ada.id).toBe(second.ada.id);
    expect(first.channel).toBe(second.channel);

    const [one, other] = [first.mention('my name is Ada'), second.mention('my name is Grace')];
    await Promise.all([first.answered(one, 'Ada'), second.answered(other, 'Grace')]);
    first.ada.post({ channel: first.channel, text: 'what is my name?', threadTs: one });
    second.ada.post({ channel: second.channel, text: 'what is my name?', threadTs: other });
    await first.answered(one, 'Your name is Ada');
    await second.answered(other, 'Your name is Grace');

    const stored = readFileText(path);
    for (const secret of [lab.botToken, club.botToken, cloud.clientSecret]) {
      expect(stored).not.toContain(secret);
      expect(bot.stdout + bot.stderr).not.toContain(secret);
    }
  });
});

/** All that the file holds, the journal included. */
const readFileText = (file: string): string => {
  const database = new DatabaseSync(file, { readOnly: true });
  const tables = database.prepare("select name from sqlite_master where type = 'table'").all() as { name: string }[];
  const rows = tables.flatMap(({ name }) => database.prepare(`select * from "${name}"`).all());
  database.close();
  return JSON.stringify(rows);
};
