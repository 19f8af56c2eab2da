import type { Client, ClientOptions } from 'discord.js';
import { afterEach, expect, test } from 'vitest';

import { FakeDiscord, type FakeDiscordOptions } from './fake-discord.ts';
import { logIn, newClient, onPost } from './real-client.ts';

const cleanups: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const cleanup of cleanups.splice(0).toReversed()) await cleanup();
});

const start = async (options: FakeDiscordOptions = {}): Promise<FakeDiscord> => {
  const fake = await FakeDiscord.start(options);
  cleanups.push(() => fake.close());
  return fake;
};

const bot = (fake: FakeDiscord, options: Partial<ClientOptions> = {}): Promise<Client<true>> => {
  const client = newClient(fake, options);
  cleanups.push(() => client.destroy());
  return logIn(client, fake.token);
};

test('a mention is answered with a reply, an edit and a thread', async () => {
  const fake = await start();
  const guild = fake.addGuild();
  const channel = fake.addChannel({ guild });
  const kim = fake.addMember({ guild, name: 'kim' });
  const client = await bot(fake);
  onPost(client, async (message) => {
    if (!message.mentions.has(client.user) || !message.channel.isSendable()) return;
    await message.channel.sendTyping();
    const answer = await message.reply('thinking');
    await answer.edit('blue');
    const thread = await message.startThread({ name: 'sky' });
    await thread.send('more');
  });
  const question = kim.post({ channel, content: `<@${fake.botUserId}> why is the sky blue?` });
  await fake.waitFor(() => fake.messages({ id: question.id }).find(({ content }) => content === 'more'));
  expect(fake.messages(channel).map(({ content }) => content)).toEqual([question.content, 'blue']);
  expect(fake.messages(channel)[1]).toMatchObject({ replyTo: question.id, pings: { users: [] } });
  expect(fake.typings).toMatchObject([{ channelId: channel.id }]);
});

test('a direct message reaches the bot and is answered', async () => {
  const fake = await start();
  const kim = fake.addMember({ guild: fake.addGuild(), name: 'kim' });
  const client = await bot(fake);
  onPost(client, (message) => message.reply(`you said ${message.content}`));
  const dm = fake.openDm(kim);
  kim.post({ channel: dm, content: 'hello' });
  const answer = await fake.waitFor(() => fake.messages(dm)[1]);
  expect(answer).toMatchObject({ content: 'you said hello', byBot: true });
});
