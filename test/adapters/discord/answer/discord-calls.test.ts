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

/** Without the names of things. */
const routes = (from: number): string[] =>
  world.fake.calls.slice(from).map(({ method, path }) => `${method} ${path.replaceAll(/\/\d+/g, '')}`);

test('a quick answer in a channel is a thread, a placeholder and its edit', async () => {
  const { place, where, memory } = await world.ask(bot, world.channel);
  const before = world.fake.calls.length;
  place.progress({ note: 'On it …' });
  await world.shown(where, 'On it');
  await place.say({ text: 'Because.', note: 'acme/chat' });
  expect(routes(before)).toEqual([
    'POST /channels/messages/threads',
    'POST /channels/messages',
    'PATCH /channels/messages',
  ]);
  expect(memory.saved.length - 1).toBe(5);
});

test('a quick answer in a direct message is a placeholder and its edit', async () => {
  const { place, where, memory } = await world.ask(bot);
  const before = world.fake.calls.length;
  place.progress({ note: 'On it …' });
  await world.shown(where, 'On it');
  await place.say({ text: 'Because.', note: 'acme/chat' });
  expect(routes(before)).toEqual(['POST /channels/messages', 'PATCH /channels/messages']);
  expect(memory.saved.length - 1).toBe(4);
});
