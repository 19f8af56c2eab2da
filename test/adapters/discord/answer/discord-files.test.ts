import { afterEach, beforeEach, expect, test } from 'vitest';
import type { Arrival } from '../../../../src/core/ports/arrival.ts';
import { DiscordWorld } from '../discord-world.ts';
import type { Bot } from '../discord-world.ts';

const DAY_MS = 24 * 60 * 60_000;
const ROWS = { name: 'rows.csv', data: 'ada,36' };

let world: DiscordWorld;
beforeEach(async () => {
  world = await DiscordWorld.open({ messageContent: true });
});
afterEach(() => world.close());

/** The files of a question as a model would get them: name, who shared it, what it holds. */
const filesOf = async (bot: Bot, arrival: Arrival): Promise<string[]> => {
  const { place } = world.placeOf(bot, arrival);
  const { files } = await place.read(0);
  const wanted = new AbortController().signal;
  return Promise.all(
    files.map(async (file) => {
      const fetched = await place.fetch(file, 1_000, wanted);
      const held = fetched.type === 'bytes' ? new TextDecoder().decode(fetched.bytes) : fetched.why;
      return [file.name, ...(file.sharedBy === undefined ? [] : [file.sharedBy]), held].join(': ');
    }),
  );
};

test('a file comes with a slash command', async () => {
  const bot = await world.startedBot();
  world.kim.slash('aitta ask', { question: 'how old?', file: ROWS }, world.channel);
  const arrival = await world.arrival(bot);
  expect(arrival.input).toEqual({ command: 'ask', args: { question: 'how old?' } });
  expect(await filesOf(bot, arrival)).toEqual(['rows.csv: ada,36']);
});

test('with the message in whose menu the bot is asked, in a message that is replied to, and in one that is forwarded', async () => {
  const bot = await world.startedBot();
  const lea = world.fake.addMember({ guild: world.guild, name: 'lea' });
  const said = lea.post({ channel: world.channel, content: 'look', attachments: [ROWS] });
  world.kim.contextMenu('Ask Aitta about this', { id: said.id, channelId: world.channel.id });
  expect(await filesOf(bot, await world.arrival(bot))).toEqual(['rows.csv: lea: ada,36']);
  world.kim.post({ channel: world.channel, content: `${world.fake.mention} how old?`, replyTo: said });
  expect(await filesOf(bot, await world.arrival(bot, 1))).toEqual(['rows.csv: lea: ada,36']);
  const direct = world.fake.openDm(world.kim);
  world.kim.post({ channel: direct, content: '', forwarded: said });
  expect(await filesOf(bot, await world.arrival(bot, 2))).toEqual(['rows.csv: ada,36']);
});

test('its address ends after a day, and is looked up again', async () => {
  const bot = await world.startedBot();
  world.kim.post({ channel: world.channel, content: `${world.fake.mention} how old?`, attachments: [ROWS] });
  const arrival = await world.arrival(bot);
  await world.clock.advance(DAY_MS + 60_000, 60_000);
  expect(await filesOf(bot, arrival)).toEqual(['rows.csv: ada,36']);
});

test('what an earlier version has stored of a file suffices to find it', async () => {
  const bot = await world.startedBot();
  world.kim.post({ channel: world.channel, content: `${world.fake.mention} how old?`, attachments: [ROWS] });
  const arrival = await world.arrival(bot);
  const address = { ...(arrival.address as object), files: [{ name: 'rows.csv' }] } as Arrival['address'];
  expect(await filesOf(bot, { ...arrival, address })).toEqual(['rows.csv: ada,36']);
});
