import { afterEach, beforeEach, expect, test } from 'vitest';
import { DiscordWorld, MINUTE, paragraphs } from '../discord-world.ts';
import type { Bot } from '../discord-world.ts';

let world: DiscordWorld;
let bot: Bot;
beforeEach(async () => {
  world = await DiscordWorld.open({ messageContent: true });
  bot = await world.startedBot();
});
afterEach(() => world.close());

test('after 15 minutes an answer that all see is written by the bot itself, in the same message', async () => {
  const asked = world.kim.slash('aitta ask', { question: 'why?' }, world.channel);
  const { place } = world.placeOf(bot, await world.arrival(bot));
  place.progress({ note: 'On it …' });
  await world.fake.waitFor(() => world.fake.answerTo(asked)?.text.includes('On it'));
  await world.clock.advance(20 * MINUTE, MINUTE);
  place.progress({ note: 'still on it' });
  await world.fake.waitFor(() => world.fake.answerTo(asked)?.text.includes('still on it'));
  await place.say({ text: 'Because.' });
  expect(world.fake.answerTo(asked)?.text).toBe('-# kim asks:\n> why?\nBecause.');
  expect(world.fake.calls.filter(({ status }) => status === 401)).toEqual([]);
});

test('another process answers in the same message too', async () => {
  const asked = world.kim.slash('aitta ask', { question: 'why?' }, world.channel);
  const arrival = await world.arrival(bot);
  const { place, memory } = world.placeOf(bot, arrival);
  place.progress({ note: 'On it …' });
  await world.fake.waitFor(() => world.fake.answerTo(asked)?.text.includes('On it'));
  await bot.platform.stop();
  const other = await world.startedBot();
  await world.clock.advance(20 * MINUTE, MINUTE);
  await world.placeOf(other, arrival, memory.next()).place.say({ text: 'Because.' });
  expect(world.fake.answerTo(asked)?.text).toBe('-# kim asks:\n> why?\nBecause.');
});

test('what only the asker sees ends with a sentence, and the answer comes as a direct message', async () => {
  const asked = world.kim.slash('aitta help', {}, world.channel);
  const { place } = world.placeOf(bot, await world.arrival(bot));
  place.progress({ note: 'On it …' });
  await world.fake.waitFor(() => world.fake.answerTo(asked)?.text.includes('On it'));
  await world.clock.advance(14 * MINUTE, MINUTE);
  place.progress({ note: 'still on it' });
  await world.fake.waitFor(() => world.fake.answerTo(asked)?.text.includes('as a direct message'));
  await world.clock.advance(6 * MINUTE, MINUTE);
  await place.say({ text: 'All that I can do' });
  expect(world.said(world.fake.openDm(world.kim))).toEqual(['All that I can do']);
  expect(world.said(world.channel)).toEqual([]);
});

test('a private answer that is too long for one message has the whole in a file', async () => {
  world.kim.slash('aitta help', {}, world.channel);
  const { place } = world.placeOf(bot, await world.arrival(bot));
  const text = paragraphs(50);
  await place.say({ text, private: true });
  const message = world.fake.messages(world.channel, world.kim).find(({ ephemeralFor }) => ephemeralFor !== undefined);
  expect(message?.files).toMatchObject([{ name: 'answer.md', text }]);
  expect(message?.text).toMatch(/^0\. word[\s\S]*… 📎 `answer\.md`$/);
});

test('a command that turns out to be private after all leaves nothing for the others to see', async () => {
  world.kim.slash('aitta reset', {}, world.channel);
  const { place } = world.placeOf(bot, await world.arrival(bot));
  await place.say({ note: 'There is no conversation of yours here yet.', private: true });
  expect(world.said(world.channel)).toEqual([]);
  expect(world.said(world.channel, world.kim)).toEqual(['-# There is no conversation of yours here yet.']);
});

test.each([
  ['a look', { note: 'still on it' }],
  ['an answer', { text: 'Perhaps.' }],
  ['an answer for the asker alone', { text: 'Perhaps.', private: true }],
])('a process whose turn was taken over changes nothing in the response: %s', async (what, view) => {
  const asked = world.kim.slash('aitta ask', { question: 'why?' }, world.channel);
  const arrival = await world.arrival(bot);
  const { place, memory } = world.placeOf(bot, arrival);
  place.progress({ note: 'On it …' });
  await world.fake.waitFor(() => world.fake.answerTo(asked)?.text.includes('On it'));
  await world.placeOf(bot, arrival, memory.takeOver()).place.say({ text: 'Because.' });
  if (what === 'a look') place.progress(view);
  else await place.say(view).catch(() => undefined);
  await world.drive(() => memory.signal.aborted);
  expect(world.fake.answerTo(asked)?.text).toBe('-# kim asks:\n> why?\nBecause.');
  expect(world.said(world.channel, world.kim)).toEqual(['-# kim asks:\n> why?\nBecause.']);
});
