import { type Client, Events, type Message } from 'discord.js';
import { expect, test } from 'vitest';

import { useBench } from './bench.ts';

const bench = useBench();

/** Resolves with the next message that reaches the client. */
const nextMessage = (client: Client): Promise<Message> =>
  new Promise((resolve) => {
    client.once(Events.MessageCreate, resolve);
  });

test('a forward has no text of its own and carries what it shows', async () => {
  const { fake, guild, kim, logIn } = await bench();
  const elsewhere = fake.addChannel({ guild, name: 'elsewhere' });
  const forwarded = kim.post({ channel: elsewhere, content: 'LUMI is fast' });
  const arrived = nextMessage(await logIn());
  kim.post({ channel: fake.openDm(kim), forwarded });
  expect(await arrived).toMatchObject({ content: '', reference: { channelId: elsewhere.id } });
  expect((await arrived).messageSnapshots.first()?.content).toBe('LUMI is fast');
});

test('bots, webhooks and system messages can be told from people', async () => {
  const { fake, guild, channel, kim, logIn } = await bench();
  const robot = fake.addMember({ guild, name: 'robot', bot: true });
  const client = await logIn();
  let arrived = nextMessage(client);
  robot.post({ channel, content: fake.mention });
  expect((await arrived).author.bot).toBe(true);
  arrived = nextMessage(client);
  fake.moderator.webhookPost(channel, 'feed', fake.mention);
  expect(await arrived).toMatchObject({ webhookId: expect.any(String), content: fake.mention });
  arrived = nextMessage(client);
  kim.post({ channel, type: 7 });
  expect((await arrived).system).toBe(true);
});

test('names, roles and nicknames come with a message', async () => {
  const { fake, guild, channel, logIn } = await bench();
  const staff = fake.addRole(guild, 'staff', ['MentionEveryone']);
  const robin = fake.addMember({ guild, name: 'robin', nick: 'Robin the Red', roles: [staff] });
  const arrived = nextMessage(await logIn());
  robin.post({ channel, content: '@everyone hello' });
  const message = await arrived;
  expect(message.member?.displayName).toBe('Robin the Red');
  expect(message.member?.roles.cache.has(staff.id)).toBe(true);
  expect(message.mentions.everyone).toBe(true);
});

test('files of people are there to be loaded', async () => {
  const { fake, kim, logIn } = await bench();
  const arrived = nextMessage(await logIn());
  const attachments = [{ name: 'notes.txt', type: 'text/plain', data: 'remember the milk' }];
  kim.post({ channel: fake.openDm(kim), content: 'see', attachments });
  const file = (await arrived).attachments.first();
  expect(file).toMatchObject({ name: 'notes.txt', contentType: 'text/plain', size: 17 });
  expect(await (await fetch(file?.url ?? '')).text()).toBe('remember the milk');
});

test('edits, previews, deletions and reactions reach the client', async () => {
  const { fake, channel, kim, logIn } = await bench();
  const client = await logIn();
  const seen: string[] = [];
  const done = new Promise<void>((resolve) => {
    client.on(Events.MessageUpdate, (before, after) => {
      seen.push(before.content === after.content ? 'same text' : 'other text');
    });
    client.on(Events.MessageDelete, ({ id }) => {
      seen.push(`deleted ${id}`);
      resolve();
    });
  });
  const post = kim.post({ channel, content: `${fake.mention} one` });
  kim.edit(post, `${fake.mention} two`);
  fake.moderator.unfurl(post);
  kim.delete(post);
  await done;
  expect(seen).toEqual(['other text', 'same text', `deleted ${post.id}`]);
  expect(fake.messages(channel)).toEqual([]);
  expect(fake.everyMessage(channel)).toMatchObject([{ deleted: true, versions: [{}, { content: post.content }] }]);
});

test('a repeated event has the same message in it', async () => {
  const { fake, channel, kim, logIn } = await bench();
  const client = await logIn();
  const ids: unknown[] = [];
  const twice = new Promise<void>((resolve) => {
    client.on(Events.Raw, ({ t, d }: { t: string; d: { id: string } }) => {
      if (t !== 'MESSAGE_CREATE') return;
      ids.push(d.id);
      if (ids.length === 2) resolve();
    });
  });
  const post = kim.post({ channel, content: `${fake.mention} hello` });
  fake.moderator.repeat(post);
  await twice;
  expect(ids).toEqual([post.id, post.id]);
});

test('a bot that was thrown out hears nothing more of the guild', async () => {
  const { fake, guild, channel, kim, logIn } = await bench();
  const client = await logIn();
  const left = new Promise((resolve) => {
    client.once(Events.GuildDelete, resolve);
  });
  fake.moderator.kickBot(guild);
  await left;
  const arrived = nextMessage(client);
  kim.post({ channel, content: fake.mention });
  kim.post({ channel: fake.openDm(kim), content: 'still there?' });
  expect((await arrived).content).toBe('still there?');
});
