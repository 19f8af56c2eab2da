import { afterAll, beforeAll, expect, test } from 'vitest';
import { english } from '../../src/core/sentences/english.ts';
import { FakeDiscord } from '../fakes/discord/fake-discord.ts';
import type { SeenMessage } from '../fakes/discord/seen-message.ts';
import { FakeSlack } from '../fakes/slack/fake-slack.ts';
import type { NewUser } from '../fakes/slack/world.ts';
import { BotProcess } from './bot-process.ts';

let slack: FakeSlack;
let discord: FakeDiscord;
let bot: BotProcess;
const people = {
  slack: new Map<string, ReturnType<FakeSlack['addUser']>>(),
  discord: new Map<string, ReturnType<FakeDiscord['addMember']>>(),
};
let rooms: {
  slackOpen: string;
  slackClosed: string;
  discordOpen: ReturnType<FakeDiscord['addChannel']>;
  discordClosed: ReturnType<FakeDiscord['addChannel']>;
};

beforeAll(async () => {
  slack = await FakeSlack.start();
  discord = await FakeDiscord.start({ messageContentGranted: true });
  const users: NewUser[] = [
    { name: 'member' },
    { name: 'guest', guest: true },
    { name: 'stranger', stranger: true },
    { name: 'blocked' },
  ];
  for (const user of users) people.slack.set(user.name, slack.addUser(user));
  const members = [...people.slack.values()].map(({ id }) => id);
  const guild = discord.addGuild();
  for (const name of ['member', 'blocked']) people.discord.set(name, discord.addMember({ guild, name }));
  rooms = {
    slackOpen: slack.addChannel({ name: 'open', members }).id,
    slackClosed: slack.addChannel({ name: 'closed', members }).id,
    discordOpen: discord.addChannel({ guild, name: 'open' }),
    discordClosed: discord.addChannel({ guild, name: 'closed' }),
  };
  bot = new BotProcess({
    SLACK_BOT_TOKEN: slack.botToken,
    SLACK_APP_TOKEN: slack.appToken,
    SLACK_API_URL: slack.apiUrl,
    DISCORD_TOKEN: discord.token,
    DISCORD_API_URL: discord.apiUrl,
    AITTA_API_URL: 'standin:',
    AITTA_MODEL: 'standin/remembers',
    STORE_URL: 'memory:',
    BLOCKED_PEOPLE: [people.slack.get('blocked')?.id, people.discord.get('blocked')?.id].join(','),
    BLOCKED_CHANNELS: [rooms.slackClosed, rooms.discordClosed.id].join(','),
  });
  await bot.started();
});
afterAll(async () => {
  await bot.kill();
  await slack.close();
  await discord.close();
});

const ANSWER = 'standin/remembers';

/** What the person is told on Slack: the answer in the thread, or a sentence that nobody else sees. */
const onSlack = async (name: string, channel: string, direct = false): Promise<string> => {
  const person = people.slack.get(name);
  if (!person) throw new Error(`nobody is called ${name}`);
  const where = direct ? person.directMessage : channel;
  const ts = person.post({ channel: where, text: direct ? 'repeat: hello' : `<@${slack.botUserId}> repeat: hello` });
  return slack.waitFor(() => {
    const said = [
      ...slack.messages(where, ts).filter((message) => message.byBot),
      ...person.ephemerals.filter((message) => message.channel === where),
    ];
    const told = said
      .map((message) => message.text)
      .filter(
        (text) => text.includes(ANSWER) || Object.values(english.denials).some((sentence) => text.includes(sentence)),
      );
    return told.at(-1);
  }, `${name} is told something`);
};

const onDiscord = async (name: string, channel: ReturnType<FakeDiscord['addChannel']>): Promise<string> => {
  const person = people.discord.get(name);
  if (!person) throw new Error(`nobody is called ${name}`);
  const asked = person.post({ channel, content: `${discord.mention} repeat: hello` });
  const told = await discord.waitFor<SeenMessage>(() => {
    const thread = discord.threadOn(asked);
    const said = [
      ...discord.messages(channel),
      ...(thread ? discord.messages(thread) : []),
      ...discord.messages(discord.openDm(person)),
    ];
    return said.findLast(
      (message) =>
        message.byBot &&
        (message.text.includes(ANSWER) ||
          Object.values(english.denials).some((sentence) => message.text.includes(sentence))),
    );
  }, `${name} is told something`);
  return told.text;
};

test.each([
  ['a member', 'member', false, ANSWER],
  ['a member, directly', 'member', true, ANSWER],
  ['a guest', 'guest', false, english.denials.guest],
  ['a stranger of a shared channel', 'stranger', false, english.denials.stranger],
  ['somebody who is blocked', 'blocked', false, english.denials.blocked],
] as const)('Slack: %s', async (_who, name, direct, expected) => {
  expect(await onSlack(name, rooms.slackOpen, direct)).toContain(expected);
});

test('Slack: in a blocked channel nobody', async () => {
  expect(await onSlack('member', rooms.slackClosed)).toContain(english.denials.blocked);
});

test.each([
  ['a member', 'member', ANSWER],
  ['somebody who is blocked', 'blocked', english.denials.blocked],
] as const)('Discord: %s', async (_who, name, expected) => {
  expect(await onDiscord(name, rooms.discordOpen)).toContain(expected);
});

test('Discord: in a blocked channel nobody', async () => {
  expect(await onDiscord('member', rooms.discordClosed)).toContain(english.denials.blocked);
});
