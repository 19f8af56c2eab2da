import { join } from 'node:path';
import { afterAll, afterEach, beforeEach, describe, expect, test } from 'vitest';
import { createStandin, STANDIN_TOKEN } from '../../src/standin/standin.ts';
import type { Standin } from '../../src/standin/standin.ts';
import { FakeDiscord } from '../fakes/discord/fake-discord.ts';
import { FakeSlack } from '../fakes/slack/fake-slack.ts';
import { BotProcess, createFolder } from './bot-process.ts';

const folder = createFolder();
let count = 0;
let discord: FakeDiscord;
let aitta: Standin;
let store: string;
const bots: BotProcess[] = [];

beforeEach(async () => {
  discord = await FakeDiscord.start({ messageContentGranted: true });
  aitta = createStandin({ scenario: { models: [{ id: 'acme/talks', window: 131_072 }] } });
  await aitta.listen();
  store = `sqlite:${join(folder.path, `${(count += 1)}.sqlite`)}`;
});
afterEach(async () => {
  await Promise.all(bots.splice(0).map((bot) => bot.kill()));
  await discord.close();
  await aitta.close();
});
afterAll(folder.remove);

const start = async (env: Record<string, string> = {}): Promise<BotProcess> => {
  const bot = new BotProcess({
    DISCORD_TOKEN: discord.token,
    DISCORD_API_URL: discord.apiUrl,
    DISCORD_MESSAGE_CONTENT: 'true',
    AITTA_API_URL: aitta.url,
    AITTA_ACCESS_TOKEN: STANDIN_TOKEN,
    STORE_URL: store,
    ...env,
  });
  bots.push(bot);
  await bot.started();
  return bot;
};
const room = () => {
  const guild = discord.addGuild();
  const channel = discord.addChannel({ guild, name: 'physics' });
  const kim = discord.addMember({ guild, name: 'kim' });
  return { guild, channel, kim };
};

describe('a conversation', () => {
  test('a mention is answered in a thread of its own, which goes on without a mention and remembers after kill -9', async () => {
    const { channel, kim } = room();
    const bot = await start();
    const question = kim.post({ channel, content: `${discord.mention} my name is Kim` });
    const thread = await discord.waitFor(() => discord.threadOn(question), 'a thread');
    const said = (words: string) =>
      discord.messages(thread).filter((message) => message.byBot && message.text.includes(words));
    await discord.waitFor(() => said('acme/talks').length === 1, 'the first answer');
    await bot.kill();
    await start();
    kim.post({ channel: thread, content: 'what is my name?' });
    await discord.waitFor(() => said('Your name is Kim').length === 1, 'the second answer');
    expect(discord.messages(thread).filter((message) => message.byBot)).toHaveLength(2);
  });

  test('/aitta ask and /aitta models are answered, the latter for the asker alone', async () => {
    const { channel, kim } = room();
    await start();
    await discord.waitFor(() => discord.commands.list().length > 0, 'the commands');
    const asked = kim.slash('aitta ask', { question: 'repeat: hello there' }, channel);
    await discord.waitFor(() => discord.answerTo(asked)?.text.includes('hello there'), 'the answer');
    const models = kim.slash('aitta models', {}, channel);
    const list = await discord.waitFor(() => {
      const answer = discord.answerTo(models);
      return answer?.text.includes('acme/talks') ? answer : undefined;
    }, 'the list');
    expect(list.ephemeralFor).toBeDefined();
  });
});

test.each(['cut', 'stalled', 'mute'] as const)('a gateway that is %s does not keep the process', async (how) => {
  const bot = await start();
  discord.gateway.refuse = how;
  discord.gateway.drop();
  const tries = () => discord.gateway.notes.filter(({ what }) => what === 'connected' || what === 'refused').length;
  await discord.waitFor(() => tries() >= 2, 'a try to come back');
  bot.signal('SIGTERM');
  expect(await bot.ended).toBe(0);
  expect(discord.gateway.connected).toBe(0);
});

test('Slack and Discord run side by side, and one that is down never stops the other', async () => {
  const slack = await FakeSlack.start();
  slack.access.botTokenError = 'invalid_auth';
  const { channel, kim } = room();
  const bot = await start({
    SLACK_BOT_TOKEN: slack.botToken,
    SLACK_APP_TOKEN: slack.appToken,
    SLACK_API_URL: slack.apiUrl,
  });
  const question = kim.post({ channel, content: `${discord.mention} are you there?` });
  const thread = await discord.waitFor(() => discord.threadOn(question), 'a thread');
  await discord.waitFor(
    () => discord.messages(thread).some((message) => message.text.includes('acme/talks')),
    'an answer',
  );
  const health = await fetch(`http://127.0.0.1:${await bot.started()}/healthz`);
  expect([health.status, await health.json()]).toMatchObject([
    200,
    { parts: { slack: { ok: false, note: expect.stringContaining('auth.test') }, discord: { ok: true } } },
  ]);
  await slack.close();
});
