import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { afterAll, afterEach, beforeEach, expect, test } from 'vitest';
import { systemClock } from '../../src/async/clock.ts';
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
  aitta = createStandin({
    scenario: {
      models: [
        { id: 'acme/cold', window: 32_768, workers: { state: 'offline' } },
        { id: 'acme/talks', window: 32_768 },
      ],
    },
  });
  await aitta.listen();
});
afterEach(async () => {
  await Promise.all(bots.splice(0).map((bot) => bot.kill()));
  for (const close of closers.splice(0)) await close();
  await aitta.close();
});
afterAll(folder.remove);

const start = async (name: string, model: string, platform: Record<string, string>): Promise<BotProcess> => {
  const access = { AITTA_API_URL: aitta.url, AITTA_ACCESS_TOKEN: STANDIN_TOKEN, AITTA_MODEL: model };
  const bot = new BotProcess({ ...platform, ...access, STORE_URL: `sqlite:${join(folder.path, name)}` });
  bots.push(bot);
  await bot.started();
  return bot;
};
/** What is open in the store was asked two hours earlier than it was. */
const makeOld = (name: string): void => {
  const store = new DatabaseSync(join(folder.path, name));
  store.exec("UPDATE turns SET arrival = json_set(arrival, '$.at', json_extract(arrival, '$.at') - 7200000)");
  store.close();
};
const STILL = english.stillWanted('2 h').slice(0, 'You asked this 2 h'.length);

test('a question that is found two hours after a kill is asked about in Slack, and answered when its asker presses the button', async () => {
  const slack = await FakeSlack.start();
  closers.push(() => slack.close());
  const env = { SLACK_BOT_TOKEN: slack.botToken, SLACK_APP_TOKEN: slack.appToken, SLACK_API_URL: slack.apiUrl };
  const ada = slack.addUser({ name: 'ada' });
  const channel = slack.addChannel({ name: 'physics', members: [ada.id] }).id;
  const said = (ts: string, words: string) =>
    slack.waitFor(() => slack.messages(channel, ts).find(({ byBot, text }) => byBot && text.includes(words)), words);

  const former = await start('slack.sqlite', 'acme/cold', env);
  const ts = ada.post({ channel, text: `<@${slack.botUserId}> my name is Ada` });
  await said(ts, 'acme/cold');
  await former.kill();
  makeOld('slack.sqlite');

  await start('slack.sqlite', 'acme/talks', env);
  const asked = await said(ts, STILL);
  expect(slack.messages(channel, ts).filter(({ byBot }) => byBot)).toHaveLength(1);
  ada.press({ channel, ts: asked.ts }, english.answerIt);
  expect((await said(ts, 'Ada')).text).toContain('acme/talks');
  await said(ts, english.answeredBelow);
  expect(slack.messages(channel, ts).filter(({ byBot }) => byBot)).toHaveLength(2);
});

test('a question that is asked about is over when it is deleted, in Slack and in Discord: no button is left', async () => {
  const slack = await FakeSlack.start();
  closers.push(() => slack.close());
  const ofSlack = { SLACK_BOT_TOKEN: slack.botToken, SLACK_APP_TOKEN: slack.appToken, SLACK_API_URL: slack.apiUrl };
  const ada = slack.addUser({ name: 'ada' });
  const channel = slack.addChannel({ name: 'physics', members: [ada.id] }).id;
  const discord = await FakeDiscord.start({ messageContentGranted: true });
  closers.push(() => discord.close());
  const ofDiscord = { DISCORD_TOKEN: discord.token, DISCORD_API_URL: discord.apiUrl, DISCORD_MESSAGE_CONTENT: 'true' };
  const guild = discord.addGuild();
  const kim = discord.addMember({ guild, name: 'kim' });
  const room = discord.addChannel({ guild, name: 'physics' });

  const former = await start('both.sqlite', 'acme/cold', { ...ofSlack, ...ofDiscord });
  const ts = ada.post({ channel, text: `<@${slack.botUserId}> my name is Ada` });
  const question = kim.post({ channel: room, content: `${discord.mention} my name is Kim` });
  const inSlack = () => slack.messages(channel, ts).filter(({ byBot, deleted }) => byBot && !deleted);
  const inDiscord = () => {
    const thread = discord.threadOn(question);
    return thread ? discord.messages(thread).filter(({ byBot }) => byBot) : [];
  };
  const both = async (words: string) => {
    await slack.waitFor(() => inSlack().some(({ text }) => text.includes(words)), words);
    await discord.waitFor(() => inDiscord().some(({ text }) => text.includes(words)), words);
  };
  await both('acme/cold');
  await former.kill();
  makeOld('both.sqlite');

  await start('both.sqlite', 'acme/talks', { ...ofSlack, ...ofDiscord });
  await both(STILL);
  ada.delete({ channel, ts });
  kim.delete(question);
  await both(english.questionDeleted);
  expect(inSlack().map(({ controls }) => controls)).toEqual([[]]);
  expect(inDiscord().map(({ buttons }) => buttons)).toEqual([[]]);
});

test('so it is in Discord; and what is asked now is not old there, however wrong the clock of the machine is', async () => {
  const clock = { ...systemClock, now: () => Date.now() - 3 * 3_600_000 };
  const discord = await FakeDiscord.start({ messageContentGranted: true, clock });
  closers.push(() => discord.close());
  const env = { DISCORD_TOKEN: discord.token, DISCORD_API_URL: discord.apiUrl, DISCORD_MESSAGE_CONTENT: 'true' };
  const guild = discord.addGuild();
  const channel = discord.addChannel({ guild, name: 'physics' });
  const [kim, lee] = [discord.addMember({ guild, name: 'kim' }), discord.addMember({ guild, name: 'lee' })];

  const former = await start('discord.sqlite', 'acme/cold', env);
  const question = kim.post({ channel, content: `${discord.mention} my name is Kim` });
  const thread = await discord.waitFor(() => discord.threadOn(question), 'a thread');
  const ofBot = () => discord.messages(thread).filter(({ byBot }) => byBot);
  const said = (words: string) => discord.waitFor(() => ofBot().find(({ text }) => text.includes(words)), words);
  await said('acme/cold');
  await former.kill();
  makeOld('discord.sqlite');

  await start('discord.sqlite', 'acme/talks', env);
  const asked = await said(STILL);
  expect(ofBot()).toHaveLength(1);
  lee.press(asked, english.answerIt);
  const toLee = () => discord.messages(thread, lee).filter(({ ephemeralFor }) => ephemeralFor !== undefined);
  await discord.waitFor(() => toLee().some(({ text }) => text.includes(english.notYourQuestion)), 'the refusal');
  kim.press(asked, english.answerIt);
  expect((await said('Kim')).text).toContain('acme/talks');
  await said(english.answeredBelow);
  expect(ofBot()).toHaveLength(2);
});
