import { afterEach, beforeEach, expect, test } from 'vitest';
import { arrivalId } from '../../../src/core/arrival-id.ts';
import { DiscordWorld } from './discord-world.ts';

let world: DiscordWorld;
beforeEach(async () => {
  world = await DiscordWorld.open();
});
afterEach(() => world.close());

test('a mention in a channel is a question whose conversation is the thread that will be opened on it', async () => {
  const bot = await world.startBot();
  const question = world.mention('why is the sky blue?');
  expect(await world.arrival(bot)).toMatchObject({
    id: arrivalId('discord', world.channel.id, question.id),
    platform: 'discord',
    workspace: world.guild.id,
    channel: world.channel.id,
    conversation: question.id,
    personId: world.kim.id,
    input: 'why is the sky blue?',
  });
});

test('the first progress opens the thread, shows typing and a placeholder; the answer replaces the placeholder', async () => {
  const bot = await world.startBot();
  const question = world.mention('why is the sky blue?');
  const { place } = world.placeOf(bot, await world.arrival(bot));
  place.progress({ note: 'On it …' });
  await world.fake.waitFor(() => world.fake.messages({ id: question.id })[0], 'a placeholder');
  await world.fake.waitFor(() => world.fake.typings.some(({ channelId }) => channelId === question.id), 'typing');
  await place.say({ text: 'Because of **Rayleigh** scattering.' });
  expect(world.fake.messages({ id: question.id }).map(({ content }) => content)).toEqual([
    'Because of **Rayleigh** scattering.\n-# To go on here, mention me or reply to one of my messages.',
  ]);
});
