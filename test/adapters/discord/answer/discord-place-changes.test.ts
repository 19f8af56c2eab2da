import { afterEach, beforeEach, expect, test } from 'vitest';
import { DiscordWorld } from '../discord-world.ts';
import type { Bot } from '../discord-world.ts';

let world: DiscordWorld;
let bot: Bot;
beforeEach(async () => {
  world = await DiscordWorld.open({ messageContent: true });
  bot = await world.startedBot();
});
afterEach(() => world.close());

test('where no thread can be opened, it is answered in place', async () => {
  const closed = world.fake.addChannel({ guild: world.guild, deny: ['CreatePublicThreads'] });
  const { place, arrival } = await world.ask(bot, closed);
  await place.say({ text: 'Because.' });
  expect(world.said(closed)).toEqual(['Because.']);
  expect(world.fake.messages(closed).at(-1)?.replyTo).toBe((arrival.address as { messageId: string }).messageId);
});

test('where it may open threads but not write in them, it is answered in place', async () => {
  const closed = world.fake.addChannel({ guild: world.guild, deny: ['SendMessagesInThreads'] });
  const { place } = await world.ask(bot, closed);
  await place.say({ text: 'Because.' });
  expect(world.said(closed)).toEqual(['Because.']);
});

test('a thread that somebody else opened on the question is used', async () => {
  const question = world.mention('why?');
  const thread = world.kim.openThread({
    channel: world.channel,
    name: 'Sky',
    on: { id: question.id, channelId: world.channel.id },
  });
  await world.placeOf(bot, await world.arrival(bot)).place.say({ text: 'Because.' });
  expect(world.said(thread)).toContain('Because.');
});

test('a thread that was archived meanwhile is answered anew, and the old message goes', async () => {
  const { place, where } = await world.ask(bot, world.channel);
  place.progress({ note: 'On it …' });
  await world.shown(where, 'On it');
  world.fake.moderator.archive(world.fake.channel(where.id));
  await place.say({ text: 'Because.' });
  expect(world.said(where).filter((text) => text !== '')).toEqual(['Because.']);
});

test.each([
  ['a deleted channel', (id: string) => world.fake.moderator.deleteChannel(world.fake.channel(id))],
  ['a channel that it may no longer see', () => world.fake.moderator.forbid(world.channel, 'ViewChannel')],
  ['a locked thread', (id: string) => world.fake.moderator.archive(world.fake.channel(id), true)],
])('%s takes no answer: the place is gone, after few requests', async (_what, change) => {
  const { place, where } = await world.ask(bot, world.channel);
  place.progress({ note: 'On it …' });
  await world.shown(where, 'On it');
  change(where.id);
  const before = world.fake.calls.length;
  place.progress({ note: 'still on it' });
  await world.clock.advance(10_000, 1_000);
  place.progress({ note: 'and on' });
  await world.clock.advance(10_000, 1_000);
  await expect(place.say({ text: 'Because.' })).rejects.toMatchObject({ code: 'place-gone' });
  expect(world.fake.calls.length - before).toBeLessThan(8);
});

test('somebody who takes no direct messages cannot be whispered to', async () => {
  const { place } = await world.ask(bot, world.channel);
  world.kim.acceptsDms = false;
  await expect(place.say({ text: 'All that I can do', private: true })).rejects.toMatchObject({ code: 'place-gone' });
});

test('an answer is still posted after the bot has stopped to listen', async () => {
  const { place, where } = await world.ask(bot);
  await bot.platform.stop();
  await place.say({ text: 'Because.' });
  expect(world.said(where)).toEqual(['Because.']);
});
