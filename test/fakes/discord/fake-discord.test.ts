import { expect, test } from 'vitest';

import { useBench } from './bench.ts';
import { onPost } from './real-client.ts';

const bench = useBench();

test('a mention is answered with a reply, an edit and a thread', async () => {
  const { fake, channel, kim, logIn } = await bench();
  const client = await logIn();
  onPost(client, async (message) => {
    if (!message.mentions.has(client.user) || !message.channel.isSendable()) return;
    await message.channel.sendTyping();
    const answer = await message.reply('thinking');
    await answer.edit('blue');
    const thread = await message.startThread({ name: 'sky' });
    await thread.send('more');
  });
  const question = kim.post({ channel, content: `${fake.mention} why is the sky blue?` });
  await fake.waitFor(() => fake.messages({ id: question.id }).find(({ content }) => content === 'more'));
  expect(fake.messages(channel).map(({ content }) => content)).toEqual([question.content, 'blue']);
  expect(fake.messages(channel)[1]).toMatchObject({ replyTo: question.id, pings: { users: [] } });
  expect(fake.messages(channel)[1]?.versions.map(({ content }) => content)).toEqual(['thinking', 'blue']);
  expect(fake.typings).toMatchObject([{ channelId: channel.id }]);
  expect(fake.isTyping(channel)).toBe(false);
});

test('a direct message reaches the bot and is answered', async () => {
  const { fake, kim, logIn } = await bench();
  onPost(await logIn(), (message) => message.reply(`you said ${message.content}`));
  const dm = fake.openDm(kim);
  kim.post({ channel: dm, content: 'hello' });
  const answer = await fake.waitFor(() => fake.messages(dm)[1]);
  expect(answer).toMatchObject({ content: 'you said hello', byBot: true });
});
