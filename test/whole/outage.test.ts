import { join } from 'node:path';
import { afterAll, afterEach, beforeEach, expect, test } from 'vitest';
import { english } from '../../src/core/sentences/english.ts';
import { createStandin, STANDIN_TOKEN } from '../../src/standin/standin.ts';
import type { Standin } from '../../src/standin/standin.ts';
import { FakeDiscord } from '../fakes/discord/fake-discord.ts';
import { FakeSlack } from '../fakes/slack/fake-slack.ts';
import { BotProcess, createFolder } from './bot-process.ts';

const folder = createFolder();
const bots: BotProcess[] = [];
const closers: (() => Promise<void>)[] = [];
let aitta: Standin;
beforeEach(async () => {
  aitta = createStandin({ scenario: { models: [{ id: 'acme/chat', window: 32_768 }] } });
  await aitta.listen();
});
afterEach(async () => {
  await Promise.all(bots.splice(0).map((bot) => bot.kill()));
  for (const close of closers.splice(0)) await close();
  await aitta.close();
});
afterAll(folder.remove);

const start = async (name: string, platform: Record<string, string>): Promise<BotProcess> => {
  const access = { AITTA_API_URL: aitta.url, AITTA_ACCESS_TOKEN: STANDIN_TOKEN, AITTA_MODEL: 'acme/chat' };
  const bot = new BotProcess({ ...platform, ...access, STORE_URL: `sqlite:${join(folder.path, name)}` });
  bots.push(bot);
  await bot.started();
  return bot;
};

test('killed twice in an outage, the bot answers in Slack when Aitta is back, as it said', async () => {
  const slack = await FakeSlack.start();
  closers.push(() => slack.close());
  const env = { SLACK_BOT_TOKEN: slack.botToken, SLACK_APP_TOKEN: slack.appToken, SLACK_API_URL: slack.apiUrl };
  const ada = slack.addUser({ name: 'ada' });
  const channel = slack.addChannel({ name: 'physics', members: [ada.id] }).id;
  const ofBot = (ts: string) => slack.messages(channel, ts).filter(({ byBot }) => byBot);
  const said = (ts: string, words: string) =>
    slack.waitFor(() => ofBot(ts).find(({ text }) => text.includes(words)), words);

  aitta.addFault({ kind: 'html-502' }); // also before anybody has ever seen the list of models
  const first = await start('slack.sqlite', env);
  const ts = ada.post({ channel, text: `<@${slack.botUserId}> repeat: the sky is blue` });
  await said(ts, english.waiting.outage);
  await first.kill();
  const second = await start('slack.sqlite', env);
  const later = ada.post({ channel, text: `<@${slack.botUserId}> repeat: grass is green` });
  await said(later, english.waiting.outage);
  await said(ts, english.waiting.outage);
  await second.kill();
  aitta.clearFaults();
  await start('slack.sqlite', env);
  await said(ts, 'the sky is blue');
  await said(later, 'grass is green');
  expect([ofBot(ts).length, ofBot(later).length]).toEqual([1, 1]);
});

test('killed in a maintenance break, it keeps a parked question of Discord, and mentions its asker in the answer', async () => {
  const discord = await FakeDiscord.start({ messageContentGranted: true, validate: false });
  closers.push(() => discord.close());
  const env = { DISCORD_TOKEN: discord.token, DISCORD_API_URL: discord.apiUrl, DISCORD_MESSAGE_CONTENT: 'true' };
  const guild = discord.addGuild();
  const channel = discord.addChannel({ guild, name: 'physics' });
  const kim = discord.addMember({ guild, name: 'kim' });

  aitta.setDowntimes([{ inMs: 0, lastsMs: 600_000, reason: 'new disks' }]);
  const first = await start('discord.sqlite', env);
  const question = kim.post({ channel, content: `${discord.mention} repeat: the sky is blue` });
  const thread = await discord.waitFor(() => discord.threadOn(question), 'a thread');
  const ofBot = () => discord.messages(thread).filter(({ byBot }) => byBot);
  const said = (words: string) => discord.waitFor(() => ofBot().find(({ text }) => text.includes(words)), words);
  const told = english.waiting.downtime(undefined).slice(0, 'Aitta is under maintenance'.length);
  await said(told);
  const shown = await discord.waitFor(() => ofBot().find(({ buttons }) => buttons.length > 1), 'the ways out');
  kim.press(shown, english.park);
  await said(english.parked);
  await first.kill();
  aitta.setDowntimes([]);
  await start('discord.sqlite', env);
  const answer = await said('the sky is blue');
  expect(answer.pings.users).toEqual([kim.id]);
  await said(english.answeredBelow);
  expect(ofBot()).toHaveLength(2);
});
