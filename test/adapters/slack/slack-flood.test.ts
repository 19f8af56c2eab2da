import { onTestFinished } from 'vitest';
import { floodContract } from '../../contracts/flood-contract.ts';
import type { FloodWorld } from '../../contracts/flood-contract.ts';
import { SmallBot } from '../../doubles/small-bot.ts';
import { SlackWorld } from './slack-world.ts';

const PEOPLE = 30;

const open = (way: 'sockets' | 'http') => async (): Promise<FloodWorld> => {
  const core = new SmallBot();
  onTestFinished(() => core.close());
  const http = way === 'http' ? await SlackWorld.prepareHttp(core.clock) : undefined;
  const world = http?.world ?? (await SlackWorld.prepare({}, core.clock));
  const { slack, general } = world;
  const people = Array.from({ length: PEOPLE }, (_, n) => slack.addUser({ name: `person ${n}` }));
  for (const { id } of people) slack.world.channels.get(general)?.members.add(id);
  return {
    core,
    start: async () => {
      await core.processWith(world.platform);
      if (http) slack.deliverTo(http.url);
    },
    ask: (questions, where) => {
      const root = world.anna.post({ channel: general, text: 'A thread.' });
      for (const [n, question] of questions.entries()) {
        const text = `<@${slack.botUserId}> ${question}`;
        people[n % PEOPLE]?.post({ channel: general, text, ...(where === 'one' && { threadTs: root }) });
      }
      return () => slack.everythingSaid().flatMap(({ text, deleted }) => (deleted ? [] : [text]));
    },
    drive: (see) => world.drive(see),
  };
};

floodContract('Slack, Socket Mode', open('sockets'), 100);
floodContract('Slack, signed HTTP', open('http'), 100);
