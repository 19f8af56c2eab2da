import { expect, onTestFinished, test } from 'vitest';
import { SmallBot } from '../../doubles/small-bot.ts';
import { coldStart } from '../cold-rush.ts';
import { DiscordWorld } from './discord-world.ts';

/** More would meet the real time in which discord.js keeps to 50 requests a second. */
const PEOPLE = 12;

/** Some people ask, each by a message of their own, for a model that starts; what they read, and how often that was edited. */
const rush = async () => {
  const core = new SmallBot();
  const world = await DiscordWorld.open({ messageContent: true, clock: core.clock });
  onTestFinished(async () => {
    await core.close();
    await world.close();
  });
  coldStart(core.gateway);
  await core.processWith(world.newBot().platform);
  const asked = Array.from({ length: PEOPLE }, (_, n) => {
    const person = world.fake.addMember({ guild: world.guild, name: `p${n}` });
    return person.post({ channel: world.channel, content: `<@${world.fake.botUserId}> why?` }).id;
  });
  const read = () => asked.map((id) => world.said({ id }).find((text) => text !== '') ?? '');
  const since = core.clock.now();
  await world.drive(() => read().every((text) => text !== ''), { what: 'a first sign for everybody' });
  const until = (seconds: number) => world.drive(() => core.clock.now() - since >= seconds * 1_000);
  const edits = () => world.fake.calls.filter(({ method, path }) => method === 'PATCH' && path.includes('/messages/'));
  return { read, until, edits };
};

test('people who wait for one model read that it starts, in the first that they read, and each has two edits in 30 seconds', async () => {
  const { read, edits, until } = await rush();
  expect(new Set(read())).toEqual(new Set([expect.stringContaining('Starting acme/chat')]));
  await until(36);
  expect(edits()).toHaveLength(2 * PEOPLE); // the ways out of the wait after 10 seconds, the time after 30
});
