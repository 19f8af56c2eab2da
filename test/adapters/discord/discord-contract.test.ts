import { afterEach } from 'vitest';
import { messageTurn } from '../../../src/adapters/discord/arrive/discord-arrival.ts';
import type { Arrival } from '../../../src/core/ports/arrival.ts';
import { platformContract } from '../../contracts/platform-contract.ts';
import type { PlatformWorld } from '../../contracts/platform-contract.ts';
import { DiscordWorld } from './discord-world.ts';

const worlds: DiscordWorld[] = [];
afterEach(async () => {
  for (const world of worlds.splice(0)) await world.close();
});

const open = async (): Promise<PlatformWorld> => {
  const world = await DiscordWorld.open({ messageContent: true });
  worlds.push(world);
  const { fake, kim, channel } = world;
  const robot = fake.addMember({ guild: world.guild, name: 'robot', bot: true });
  const bot = await world.startedBot();
  let running = bot;
  const threadOf = ({ conversation }: Arrival) =>
    fake.threadOn({ id: conversation }) ??
    kim.openThread({ channel, name: 'question', on: { id: conversation, channelId: channel.id } });
  const ours = ({ conversation }: Arrival) =>
    fake.messages({ id: conversation }).filter(({ byBot, text }) => byBot && text !== '');
  const post = (text: string, where = channel) => kim.post({ channel: where, content: `${fake.mention} ${text}` });

  return {
    platform: bot.platform,
    inbox: bot.inbox,
    ask: (text, below) => {
      const message = post(text, below && threadOf(below));
      const id = messageTurn(message.channelId, message.id);
      return bot.inbox.arrival((arrival) => arrival.id === id);
    },
    botsWrite: async (text, below) => {
      robot.post({ channel: threadOf(below), content: `${fake.mention} ${text}` });
      await world.settle();
    },
    askInVain: async (text) => {
      post(text);
      await world.settle();
    },
    read: (arrival) => ours(arrival).map(({ text }) => text.replaceAll(/^-# /gm, '')),
    pings: (arrival) => ours(arrival).flatMap(({ pings }) => (pings.everyone ? ['everyone'] : pings.users)),
    personId: kim.id,
    loudText: `@everyone @here ${kim.mention} <@&${world.guild.id}>`,
    restart: async () => {
      await running.platform.stop();
      running = world.newBot();
      await running.platform.start(bot.inbox);
      return running.platform;
    },
    pass: async (ms) => {
      for (let passed = 0; passed < ms; passed += 500) {
        await world.clock.advance(500);
        await world.settle();
      }
    },
  };
};

platformContract('Discord', { isShared: true, edits: true, remembers: true }, open);
