import { onTestFinished } from 'vitest';
import { floodContract } from '../../contracts/flood-contract.ts';
import type { FloodWorld } from '../../contracts/flood-contract.ts';
import { SmallBot } from '../../doubles/small-bot.ts';
import { DiscordWorld } from './discord-world.ts';

const PEOPLE = 30;

const open = async (): Promise<FloodWorld> => {
  const core = new SmallBot();
  const world = await DiscordWorld.open({ messageContent: true, clock: core.clock });
  onTestFinished(async () => {
    await core.close();
    await world.close();
  });
  const { fake, guild, channel } = world;
  const people = Array.from({ length: PEOPLE }, (_, n) => fake.addMember({ guild, name: `person ${n}` }));
  return {
    core,
    start: () => core.processWith(world.newBot().platform),
    ask: (questions, where) => {
      const thread = where === 'one' ? world.kim.openThread({ channel, name: 'A thread.' }) : undefined;
      const asked = questions.map((question, n) =>
        people[n % PEOPLE]?.post({ channel: thread ?? channel, content: `${fake.mention} ${question}` }),
      );
      const places = thread ? [thread] : [channel, ...asked.flatMap((message) => message ?? [])];
      return () => places.flatMap((place) => world.said(place));
    },
    drive: (see) => world.drive(() => Boolean(see()), { stepMs: 20, rounds: 5_000 }),
  };
};

floodContract('Discord', open, 60); // discord.js sends 50 requests in a second, and no more
