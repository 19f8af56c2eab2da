import type { Arrival } from '../../../src/core/ports/arrival.ts';
import { readAddress } from '../../../src/adapters/slack/slack-address.ts';
import { platformContract } from '../../contracts/platform-contract.ts';
import { fileContract } from '../../contracts/file-contract.ts';
import { waitContract } from '../../contracts/wait-contract.ts';
import type { FileWorld } from '../../contracts/platform-world.ts';
import type { ReadMessage } from '../../fakes/slack/read-message.ts';
import { SlackWorld } from './slack-world.ts';

const open = async (): Promise<FileWorld> => {
  const world = await SlackWorld.open();
  const { slack, anna, inbox, general } = world;
  const robot = slack.addUser({ name: 'robot', bot: true });
  const threadOf = (arrival: Arrival): string => readAddress(arrival.address)?.thread ?? '';
  const isByBot = ({ user }: ReadMessage): boolean => user === slack.botUserId;
  const inPublic = (arrival: Arrival): ReadMessage[] => slack.messages(general, threadOf(arrival)).filter(isByBot);
  const inPrivate = (): ReadMessage[] => [...anna.ephemerals, ...slack.messages(anna.directMessage).filter(isByBot)];
  const byBot = (arrival: Arrival): ReadMessage[] => [...inPublic(arrival), ...inPrivate()];
  const press = async (arrival: Arrival, label: string): Promise<void> => {
    const message = byBot(arrival).findLast(({ controls }) => labelsOf(controls).includes(label));
    const control = message?.controls.find((each) => labelsOf([each]).includes(label));
    if (!message || !control) throw new Error(`nothing offers ${label}`);
    const pressed =
      control.options.length > 0 ? anna.choose(message, control.actionId, label) : anna.press(message, label);
    await pressed.outcome;
  };
  const arrivalAfter = async (act: () => Promise<void>): Promise<Arrival> => {
    const known = new Set(inbox.arrivals.map(({ id }) => id));
    await act();
    return inbox.arrival(({ id }) => !known.has(id));
  };
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
    askWith: async (text, files, below) => {
      const threadTs = below === undefined ? {} : { threadTs: threadOf(below) };
      const question = `<@${slack.botUserId}> ${text}`;
      const ts = anna.post({ channel: general, text: question, files: [...files], ...threadTs });
      return inbox.arrival((each) => readAddress(each.address)?.since === ts);
    },
    dropFiles: () => slack.world.files.clear(),
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
    read: (arrival) => byBot(arrival).flatMap(({ text }) => (text === '' ? [] : [text])),
    overhear: (arrival) => inPublic(arrival).map(({ text }) => text),
    offers: (arrival) => byBot(arrival).flatMap(({ controls }) => labelsOf(controls)),
    take: (arrival, label) => arrivalAfter(() => press(arrival, label)),
    fillIn: (arrival, label, text) =>
      arrivalAfter(async () => {
        await press(arrival, label);
        await anna.submit({ value: text }).outcome;
      }),
    files: (arrival) => byBot(arrival).flatMap(({ files }) => files),
    beside: () => undefined,
    alerts: () => slack.messages(world.operators).map(({ text }) => text),
    pings: (arrival) => [...new Set(byBot(arrival).flatMap(({ pings }) => pings))],
    closePlace: () => void Object.assign(slack.world.channels.get(general) ?? {}, { archived: true }),
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

/** Of buttons, and of what a menu holds. */
const labelsOf = (controls: ReadMessage['controls']): string[] =>
  controls.flatMap(({ label, options }) => (options.length > 0 ? options.map((option) => option.label) : [label]));

platformContract('Slack', { hasThreads: true }, open);
waitContract('Slack', { keepsMessages: true }, open);
fileContract('Slack', { hasThreads: true }, open);
