import { onTestFinished } from 'vitest';
import type { SmallBot } from '../doubles/small-bot.ts';
import type { SeenMessage } from '../fakes/discord/seen-message.ts';
import { DiscordWorld } from '../adapters/discord/discord-world.ts';
import type { MatrixPlace, Question, ReadByAsker } from './matrix-place.ts';

/** Kim in a channel: by a message, which gets a thread, or by a slash command. */
export const openDiscordPlace = async (core: SmallBot, how: 'thread' | 'slash'): Promise<MatrixPlace> => {
  const world = await DiscordWorld.open({ messageContent: true, clock: core.clock });
  onTestFinished(() => world.close());
  const { fake, kim, channel } = world;
  const asRead = ({ id, channelId, text, buttons, pings }: SeenMessage): ReadByAsker => ({
    id,
    channel: channelId,
    text: readable(text),
    buttons: buttons.map(({ label }) => label),
    pings: pings.users.includes(kim.id),
  });
  /** Of a thread, behind a message; of a command, its response and what stands below it. */
  const inThread = (thread: string, after: string): ReadByAsker[] =>
    fake
      .messages({ id: thread })
      .filter(({ byBot, id, text }) => byBot && text !== '' && BigInt(id) > BigInt(after))
      .map(asRead);
  const byCommand = (question: string): Question => {
    const asked = kim.slash('aitta ask', { question }, channel);
    const since = new Set(fake.messages(channel).map(({ id }) => id));
    return {
      ref: channel.id,
      read: () => {
        const response = fake.answerTo(asked);
        const below = fake.messages(channel).filter(({ id, byBot }) => byBot && !since.has(id) && id !== response?.id);
        const others = below.filter(({ text }) => !text.includes('asks:') || text.includes(question));
        return [...(response && response.text !== '' ? [response] : []), ...others].map(asRead);
      },
    };
  };
  return {
    ask: (text) => {
      if (how === 'slash') return byCommand(text);
      const { id } = kim.post({ channel, content: `<@${fake.botUserId}> ${text}` });
      return { ref: id, read: () => inThread(id, id) };
    },
    askOn: ({ ref }, text) => {
      if (how === 'slash') return byCommand(text);
      const { id } = kim.post({ channel: fake.channel(ref), content: text });
      return { ref, read: () => inThread(ref, id) };
    },
    press: ({ id, channel: channelId }, label) => void kim.press({ id, channelId }, label),
    begin: async (owner) => {
      const { platform } = world.newBot();
      const { kill } = await core.processWith(platform, owner);
      await fake.waitFor(() => fake.commands.list().length > 0, 'the commands');
      return {
        kill: async () => {
          kill();
          await platform.stop();
          await platform.close();
        },
      };
    },
    traffic: () => ({ calls: fake.calls.length, isBusy: fake.callsUnderWay > 0 }),
  };
};

/** Without what only a client draws. */
const readable = (text: string): string =>
  text
    .replaceAll(/^-# /gm, '')
    .replaceAll(/\[([^\]]*)\]\(<?https?:\/\/\S+?>?\)/g, '$1 <link>')
    .replaceAll(/^<@\d+>\n?/g, '')
    .replaceAll(/^kim asks:\n> .*\n?/gm, '')
    .replaceAll(/<t:\d+:\w>/g, '<time>')
    .trim();
