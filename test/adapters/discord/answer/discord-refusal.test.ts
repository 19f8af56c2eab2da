import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { DiscordWorld } from '../discord-world.ts';
import type { Bot } from '../discord-world.ts';

let world: DiscordWorld;
let bot: Bot;
beforeEach(async () => {
  world = await DiscordWorld.open();
  bot = await world.startBot();
});
afterEach(() => world.close());

const TIMES = 1_000;
const refuse = (
  status: number,
  code: number,
  { method, path, times = TIMES }: { method?: string; path: RegExp; times?: number },
) =>
  world.fake.faults.push({
    match: { ...(method === undefined ? {} : { method }), path },
    times,
    kind: 'status',
    status,
    body: { code, message: 'no' },
  });
const dm = () => world.said(world.fake.openDm(world.kim));
const shownIn = async (text: string) => {
  const { place, where } = await world.ask(bot, world.channel);
  place.progress({ text: 'A fragment' });
  await world.shown(where, 'A fragment');
  return { place, where, text };
};

/** Lasting refusals of a message's content, or of nobody knows what. */
const OF_THE_MESSAGE = [
  [400, 50_006],
  [400, 50_035],
  [413, 40_005],
  [400, 200_000],
  [400, 240_000],
  [403, 0],
  [400, 50_024],
  [403, 20_016],
  [404, 0],
] as const;

test.each(OF_THE_MESSAGE)(
  'an answer that is refused with %i and %i ends in a sentence, not in a fragment',
  async (status, code) => {
    const { place, where } = await shownIn('Because.');
    refuse(status, code, { method: 'PATCH', path: /messages/, times: 1 });
    await place.say({ text: 'A fragment, and the rest.' });
    expect(world.said(where)).toEqual([expect.stringContaining('Discord did not let me post my answer here')]);
  },
);

test('a later part that is refused is told below', async () => {
  const { place, where } = await shownIn('Because.');
  refuse(400, 240_000, { method: 'POST', path: /messages/, times: 1 });
  await place.say({ text: `${'word '.repeat(390)}\n\n${'more '.repeat(390)}` });
  expect(world.said(where)).toEqual([
    expect.stringContaining('word'),
    expect.stringContaining('Discord did not let me post my answer here'),
  ]);
});

/** Nothing can be written there, whatever it is. */
const OF_THE_PLACE = [
  [403, 50_001],
  [403, 50_013],
  [400, 160_005],
  [400, 50_083],
  [400, 50_024],
  [403, 0],
] as const;

describe.each(OF_THE_PLACE)('a place that refuses everything with %i and %i', (status, code) => {
  test('is told of in a direct message, once', async () => {
    const dmId = world.fake.openDm(world.kim).id;
    refuse(status, code, { path: new RegExp(`channels/(?!${dmId}).*/(messages|threads)`) });
    for (const { place } of [await world.ask(bot, world.channel), await world.ask(bot, world.channel)])
      await expect(place.say({ text: 'Because.' })).rejects.toMatchObject({ code: 'place-gone' });
    expect(dm()).toEqual([expect.stringContaining('I may not write in #general')]);
    world.fake.faults.clear();
  });

  test('is given up quietly where direct messages are closed too', async () => {
    refuse(status, code, { path: /messages|threads/ });
    const { place } = await world.ask(bot, world.channel);
    await expect(place.say({ text: 'Because.' })).rejects.toMatchObject({ code: 'place-gone' });
    expect(dm()).toEqual([]);
    world.fake.faults.clear();
  });
});

test('a place that is down for now is tried again later', async () => {
  const { place } = await world.ask(bot, world.channel);
  refuse(503, 0, { path: /messages/ });
  await expect(place.say({ text: 'Because.' })).rejects.toMatchObject({ code: 'platform-failed' });
  world.fake.faults.clear();
});

test('without the right to write, the model is not asked, and the asker is told directly', async () => {
  const mute = world.fake.addChannel({
    guild: world.guild,
    name: 'mute',
    deny: ['SendMessages', 'CreatePublicThreads', 'SendMessagesInThreads'],
  });
  await bot.platform.stop();
  bot = await world.startBot();
  const { place } = await world.ask(bot, mute);
  expect((await place.read(0)).where).toBe('#mute'); // before admission nothing is told
  expect(dm()).toEqual([]);
  await expect(place.checkReach()).rejects.toMatchObject({ code: 'place-gone' });
  expect(dm()).toEqual([expect.stringContaining('I may not write in #mute')]);
});
