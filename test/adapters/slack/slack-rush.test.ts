import { expect, onTestFinished, test } from 'vitest';
import { english } from '../../../src/core/sentences/english.ts';
import { SmallBot } from '../../doubles/small-bot.ts';
import { coldStart } from '../cold-rush.ts';
import { SlackWorld } from './slack-world.ts';

const PEOPLE = 60;

/** Sixty people ask, each in a thread of their own, for a model that starts; what they read, and how often that was edited. */
const rush = async () => {
  const core = new SmallBot();
  onTestFinished(() => core.close());
  const world = await SlackWorld.prepare({}, core.clock);
  const { tell } = coldStart(core.gateway);
  await core.processWith(world.newPlatform());
  const asked = Array.from({ length: PEOPLE }, (_, n) => {
    const person = world.slack.addUser({ name: `p${n}` });
    world.slack.world.channels.get(world.general)?.members.add(person.id);
    return person.post({ channel: world.general, text: `<@${world.slack.botUserId}> why?` });
  });
  const read = () => asked.map((ts) => world.answers(ts)[0] ?? '');
  const since = core.clock.now();
  await world.drive(() => read().every((text) => text !== ''), { what: 'a first sign for everybody' });
  const until = (seconds: number) => world.drive(() => core.clock.now() - since >= seconds * 1_000, { stepMs: 1_000 });
  return { read, tell, until, edits: () => world.slack.callsOf('chat.update').length };
};

test('sixty people who wait for one model read that it starts, in the first that they read', async () => {
  const { read, edits, until } = await rush();
  expect(new Set(read())).toEqual(new Set([expect.stringContaining('Starting acme/chat')]));
  await until(30);
  expect(read().filter((text) => text.includes(english.thinking))).toEqual([]);
  expect(edits()).toBeLessThanOrEqual(5 + 18); // what Slack takes in that time
});

test('news goes before ticks: whoever’s model comes on reads it at once, however many others wait', async () => {
  const { read, tell, until } = await rush();
  await until(31); // everybody’s time is to be told anew
  tell(42, { type: 'phase', name: 'requested' });
  await until(36);
  expect(read().filter((text) => text.includes('waiting for GPUs'))).toHaveLength(1);
});
