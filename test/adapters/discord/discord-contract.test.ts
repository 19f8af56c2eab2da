import { afterEach } from 'vitest';
import { messageTurn } from '../../../src/adapters/discord/arrive/discord-arrival.ts';
import type { Arrival } from '../../../src/core/ports/arrival.ts';
import { platformContract } from '../../contracts/platform-contract.ts';
import { fileContract } from '../../contracts/file-contract.ts';
import { waitContract } from '../../contracts/wait-contract.ts';
import type { FileWorld } from '../../contracts/platform-world.ts';
import type { Interaction } from '../../fakes/discord/interaction.ts';
import type { SeenMessage } from '../../fakes/discord/seen-message.ts';
import { DiscordWorld } from './discord-world.ts';

const worlds: DiscordWorld[] = [];
afterEach(async () => {
  for (const world of worlds.splice(0)) await world.close();
});

const open = async (): Promise<FileWorld> => {
  const world = await DiscordWorld.open({ messageContent: true });
  worlds.push(world);
  const { fake, kim, channel } = world;
  const robot = fake.addMember({ guild: world.guild, name: 'robot', bot: true });
  const bot = await world.startedBot();
  let running = bot;
  const threadOf = ({ conversation }: Arrival) =>
    fake.threadOn({ id: conversation }) ??
    kim.openThread({ channel, name: 'question', on: { id: conversation, channelId: channel.id } });
  const isOurs = ({ byBot, text, files }: SeenMessage): boolean => byBot && (text !== '' || files.length > 0);
  const inPublic = ({ conversation }: Arrival): SeenMessage[] => fake.messages({ id: conversation }).filter(isOurs);
  const ours = ({ conversation }: Arrival): SeenMessage[] =>
    [...fake.messages({ id: conversation }, kim), ...fake.messages(fake.openDm(kim))].filter(isOurs);
  const press = (arrival: Arrival, label: string): Interaction => {
    const message = ours(arrival).findLast((each) => labelsOf(each).includes(label));
    if (!message) throw new Error(`nothing offers ${label}`);
    const menu = message.menus.find(({ options }) => options.some((option) => option.label === label));
    return menu ? kim.choose(message, label, menu.customId) : kim.press(message, label);
  };
  const arrivalAfter = async (act: () => Promise<unknown>): Promise<Arrival> => {
    const known = new Set(bot.inbox.arrivals.map(({ id }) => id));
    await act();
    return bot.inbox.arrival(({ id }) => !known.has(id));
  };
  const post = (text: string, where = channel) => kim.post({ channel: where, content: `${fake.mention} ${text}` });

  return {
    platform: bot.platform,
    inbox: bot.inbox,
    ask: (text, below) => {
      const message = post(text, below && threadOf(below));
      const id = messageTurn(message.channelId, message.id);
      return bot.inbox.arrival((arrival) => arrival.id === id);
    },
    askWith: (text, files, below) => {
      const where = below === undefined ? channel : threadOf(below);
      const attachments = files.map(({ name, content: data }) => ({ name, data }));
      const message = kim.post({ channel: where, content: `${fake.mention} ${text}`, attachments });
      const id = messageTurn(message.channelId, message.id);
      return bot.inbox.arrival((arrival) => arrival.id === id);
    },
    dropFiles: ({ conversation }) => kim.delete({ id: conversation, channelId: channel.id }),
    botsWrite: async (text, below) => {
      robot.post({ channel: threadOf(below), content: `${fake.mention} ${text}` });
      await world.settle();
    },
    askInVain: async (text) => {
      post(text);
      await world.settle();
    },
    read: (arrival) => ours(arrival).map(({ text }) => text.replaceAll(/^-# /gm, '')),
    overhear: (arrival) => inPublic(arrival).map(({ text }) => text),
    offers: (arrival) => ours(arrival).flatMap(labelsOf),
    take: (arrival, label) => arrivalAfter(async () => press(arrival, label)),
    fillIn: (arrival, label, text) =>
      arrivalAfter(async () => {
        const pressed = press(arrival, label);
        const { fields } = await fake.waitFor(() => pressed.modal);
        kim.submit(pressed, { [fields[0]?.customId ?? '']: text });
      }),
    files: (arrival) => ours(arrival).flatMap(({ files }) => files.map(({ name, text }) => ({ name, text }))),
    beside: () => fake.gateway.presence,
    alerts: () => fake.messages(world.operators).map(({ text }) => text),
    pings: (arrival) => ours(arrival).flatMap(({ pings }) => (pings.everyone ? ['everyone'] : pings.users)),
    personId: kim.id,
    loudText: `@everyone @here ${kim.mention} <@&${world.guild.id}>`,
    closePlace: () => fake.moderator.deleteChannel(channel),
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

/** Of buttons, and of what menus hold. */
const labelsOf = ({ buttons, menus }: SeenMessage): string[] =>
  [...buttons, ...menus.flatMap(({ options }) => options)].map(({ label }) => label);

platformContract('Discord', { hasThreads: true }, open);
waitContract('Discord', { keepsMessages: true }, open);
fileContract('Discord', { hasThreads: true }, open);
