import { type APIChannel, type APIMessage, type APIThreadChannel, Routes } from 'discord.js';
import { expect, test } from 'vitest';

import type { Bench } from './bench.ts';
import { useBench } from './bench.ts';
import type { Channel } from './world.ts';

const bench = useBench();

const openThread = ({ channel, kim, rest }: Bench, name = 'sky'): Promise<unknown> => {
  const message = kim.post({ channel, content: 'why?' });
  return rest.post(Routes.threads(channel.id, message.id), { body: { name } });
};

const threadOf = async (it: Bench): Promise<Channel> => it.fake.channel(((await openThread(it)) as APIChannel).id);

test('a thread has the id of its message, and a message has one thread only', async () => {
  const { fake, channel, kim, rest } = await bench();
  const message = kim.post({ channel, content: 'why?' });
  const start = (): Promise<unknown> => rest.post(Routes.threads(channel.id, message.id), { body: { name: 'sky' } });
  const thread = (await start()) as APIThreadChannel;
  expect(thread).toMatchObject({ id: message.id, type: 11, parent_id: channel.id, owner_id: fake.botUserId });
  await expect(start()).rejects.toMatchObject({ code: 160_004 });
  expect(fake.messages(channel)[0]?.threadId).toBe(message.id);
});

test.each(['', 'x'.repeat(101)])('a thread cannot be called %j', async (name) => {
  await expect(openThread(await bench({ validate: false }), name)).rejects.toMatchObject({ code: 50_035 });
});

test('a message in an archived thread opens it again, and an edit there is refused', async () => {
  const it = await bench();
  const { fake, rest } = it;
  const thread = await threadOf(it);
  const send = (): Promise<unknown> => rest.post(Routes.channelMessages(thread.id), { body: { content: 'x' } });
  const { id } = (await send()) as APIMessage;
  fake.moderator.archive(thread);
  const edit = rest.patch(Routes.channelMessage(thread.id, id), { body: { content: 'y' } });
  await expect(edit).rejects.toMatchObject({ code: 50_083 });
  await send();
  expect(thread.thread?.archived).toBe(false);
});

test('a locked thread takes no messages', async () => {
  const it = await bench();
  const thread = await threadOf(it);
  it.fake.moderator.archive(thread, true);
  const sent = it.rest.post(Routes.channelMessages(thread.id), { body: { content: 'x' } });
  await expect(sent).rejects.toMatchObject({ code: 160_005 });
});

test('the bot archives and reopens its own thread', async () => {
  const it = await bench();
  const thread = await threadOf(it);
  const change = (archived: boolean): Promise<unknown> =>
    it.rest.patch(Routes.channel(thread.id), { body: { archived } });
  await change(true);
  expect(thread.thread?.archived).toBe(true);
  await expect(it.rest.put(Routes.threadMembers(thread.id, '@me'))).rejects.toMatchObject({ code: 50_083 });
  await change(false);
  await it.rest.delete(Routes.threadMembers(thread.id, '@me'));
  expect(await it.rest.get(Routes.threadMembers(thread.id))).toEqual([]);
});

test('a forum post starts with a message that has the id of its thread', async () => {
  const { fake, guild, kim, rest } = await bench();
  const forum = fake.addChannel({ guild, name: 'help', type: 'forum' });
  const { thread, starter } = kim.openPost({ channel: forum, name: 'Sky', content: `${fake.mention} why?` });
  expect(starter.id).toBe(thread.id);
  expect(await rest.get(Routes.channelMessage(thread.id, thread.id))).toMatchObject({ content: starter.content });
  const sent = rest.post(Routes.channelMessages(forum.id), { body: { content: 'x' } });
  await expect(sent).rejects.toMatchObject({ code: 50_008 });
  const body = { name: 'Own', message: { content: 'first' } };
  const own = (await rest.post(Routes.threads(forum.id), { body })) as APIThreadChannel;
  expect(fake.messages(own)).toMatchObject([{ id: own.id, content: 'first' }]);
});

test('a private thread is there only for its members', async () => {
  const { fake, channel, kim, rest } = await bench();
  const thread = kim.openThread({ channel, name: 'secret', isPrivate: true });
  await expect(rest.get(Routes.channel(thread.id))).rejects.toMatchObject({ code: 50_001 });
  kim.post({ channel: thread, content: `${fake.mention} come in` });
  expect(await rest.get(Routes.channel(thread.id))).toMatchObject({ name: 'secret', member_count: 2 });
});
