import type { Arrival } from '../../../src/core/ports/arrival.ts';
import { readAddress } from '../../../src/adapters/slack/slack-address.ts';
import { platformContract } from '../../contracts/platform-contract.ts';
import type { PlatformWorld } from '../../contracts/platform-contract.ts';
import type { ReadMessage } from '../../fakes/slack/read-message.ts';
import { SlackWorld } from './slack-world.ts';

const open = async (): Promise<PlatformWorld> => {
  const world = await SlackWorld.open();
  const { slack, anna, inbox, general } = world;
  const robot = slack.addUser({ name: 'robot', bot: true });
  const threadOf = (arrival: Arrival): string => readAddress(arrival.address)?.thread ?? '';
  const byBot = (arrival: Arrival): ReadMessage[] =>
    slack.messages(general, threadOf(arrival)).filter((message) => message.user === slack.botUserId);
  return {
    platform: world.platform,
    inbox,
    personId: anna.id,
    loudText: `<!channel> <!here> @everyone @anna <@${anna.id}> \`<!channel>\``,
    ask: async (text, below) => {
      const threadTs = below === undefined ? {} : { threadTs: threadOf(below) };
      const ts = world.mention(text, threadTs);
      const arrival = await inbox.arrival((each) => readAddress(each.address)?.since === ts);
      await world.settled();
      return arrival;
    },
    botsWrite: async (text, below) => {
      const threadTs = threadOf(below);
      robot.post({ channel: general, text: `<@${slack.botUserId}> ${text}`, threadTs });
      await fetch(`${slack.apiUrl}chat.postMessage`, {
        method: 'POST',
        headers: { authorization: `Bearer ${slack.botToken}`, 'content-type': 'application/x-www-form-urlencoded' },
        body: new URLSearchParams({ channel: general, thread_ts: threadTs, text: `<@${slack.botUserId}> ${text}` }),
      });
      await world.settled();
    },
    askInVain: async (text) => {
      world.mention(text);
      await world.ticks();
    },
    read: (arrival) => byBot(arrival).map(({ text }) => text),
    pings: (arrival) => [...new Set(byBot(arrival).flatMap(({ pings }) => pings))],
    restart: async () => {
      await world.platform.close();
      const next = world.newPlatform();
      await next.start(inbox);
      return next;
    },
    pass: async (ms) => {
      for (let step = 0; step < 4; step += 1) {
        await world.ticks();
        await world.clock.advance(ms / 4);
      }
      await world.ticks();
    },
  };
};

platformContract('Slack', { isShared: true, edits: true, remembers: true }, open);
