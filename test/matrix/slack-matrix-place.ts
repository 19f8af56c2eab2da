import type { SmallBot } from '../doubles/small-bot.ts';
import { SlackWorld } from '../adapters/slack/slack-world.ts';
import type { MatrixPlace, Question, ReadByAsker } from './matrix-place.ts';

/** Anna in #general, or with the bot alone. */
export const openSlackPlace = async (core: SmallBot, where: 'channel' | 'direct'): Promise<MatrixPlace> => {
  const world = await SlackWorld.prepare({}, core.clock);
  const { slack, anna } = world;
  const channel = where === 'direct' ? anna.directMessage : world.general;
  const read = (root: string, after: string): ReadByAsker[] =>
    slack
      .messages(channel, root)
      .filter(({ byBot, ts }) => byBot && ts > after)
      .map(({ ts, text, controls, pings }) => ({
        id: ts,
        channel,
        text: readable(text),
        buttons: controls.map(({ label }) => label),
        pings: pings.includes(anna.id),
      }));
  const post = (text: string, threadTs?: string): Question => {
    const mention = where === 'direct' || threadTs !== undefined ? '' : `<@${slack.botUserId}> `;
    const ts = anna.post({ channel, text: `${mention}${text}`, ...(threadTs === undefined ? {} : { threadTs }) });
    return { ref: ts, read: () => read(threadTs ?? ts, ts) };
  };
  return {
    ask: (text) => post(text),
    askOn: (first, text) => post(text, where === 'direct' ? undefined : first.ref),
    press: ({ id }, label) => void anna.press({ channel, ts: id }, label),
    begin: async (owner) => {
      const platform = world.newPlatform();
      const { kill } = await core.processWith(platform, owner);
      return {
        kill: async () => {
          kill();
          await platform.close();
        },
      };
    },
    traffic: () => ({ calls: slack.calls.length, isBusy: slack.callsUnderWay > 0 }),
  };
};

/** Without what only a client draws. */
const readable = (text: string): string =>
  text
    .replaceAll(/https?:\/\/\S+/g, '<link>')
    .replaceAll(/^@anna\n/g, '')
    .trim();
