import { expect, test } from 'vitest';
import { DiscordMemory } from '../../../../src/adapters/discord/answer/discord-memory.ts';
import { KeptMemory } from '../../../doubles/kept-memory.ts';
import { DiscordWorld } from '../discord-world.ts';

const post = { channel: '1', id: '2', at: 3, after: '4' };

test('what an earlier version kept is read by its new names, and written by them', async () => {
  const kept = new KeptMemory('turn', {
    channel: '1',
    posts: { lead: post, 'abc-1': post },
    leadIs: 'abc',
    leadDone: true,
    leadShown: true,
    leadGone: false,
  });
  const memory = new DiscordMemory(kept);
  await memory.change({ handedOver: true });
  const expected = {
    channel: '1',
    posts: { progress: post, 'abc-1': post },
    takenBy: 'abc',
    isTaken: true,
    isShown: true,
    isGone: false,
    handedOver: true,
  };
  expect(kept.value).toEqual(expected);
  expect(memory.value).toEqual(expected);
  expect(memory.progress).toEqual(post);
});

test('a turn that an earlier version began gets its answer in the message that stands', async () => {
  const world = await DiscordWorld.open({ messageContent: true });
  try {
    const bot = await world.startedBot();
    const { place, where, arrival, memory } = await world.ask(bot);
    place.progress({ note: 'On it …' });
    await world.shown(where, 'On it');
    await place.leave();
    const { posts } = new DiscordMemory(memory).value;
    const old = new KeptMemory(arrival.id, { posts: { lead: posts['progress'] ?? null } });
    await world.placeOf(bot, arrival, old).place.say({ text: 'Because.' });
    expect(world.said(where)).toEqual(['Because.']);
  } finally {
    await world.close();
  }
});

test.each([null, 'posts', [], {}])('nothing is remembered in %j', (value) => {
  expect(new DiscordMemory(new KeptMemory('turn', value)).value).toEqual({ posts: {} });
});
