import { afterEach, beforeEach, expect, test } from 'vitest';
import { DiscordWorld } from '../discord-world.ts';
import type { Bot } from '../discord-world.ts';

let world: DiscordWorld;
beforeEach(async () => {
  world = await DiscordWorld.open();
});
afterEach(() => world.close());

const HOUR = 60 * 60_000;
const inputs = ({ inbox }: Bot) => inbox.arrivals.map(({ input }) => input);
const used = async (bot: Bot) => {
  const question = world.mention('first');
  await world.placeOf(bot, await world.arrival(bot)).place.say({ text: 'Because.' });
  return world.fake.channel(question.id);
};
/** Restarts the bot; what was missed has been read when a later message is there. */
const restart = async (bot: Bot, meanwhile: () => void | Promise<void>): Promise<Bot> => {
  await bot.platform.stop();
  await meanwhile();
  const next = await world.startBot();
  world.kim.post({ channel: world.fake.openDm(world.kim), content: 'the marker' });
  await world.until(() => inputs(next).includes('the marker'));
  return next;
};

test('what was asked during a restart is answered, in the order in which it was asked', async () => {
  const bot = await world.startBot();
  const thread = await used(bot);
  const next = await restart(bot, () => {
    world.mention('second', thread);
    world.kim.post({ channel: thread, content: 'not for the bot' });
    world.mention('third', thread);
    world.mention('elsewhere');
  });
  await world.until(() => next.inbox.arrivals.length === 4);
  expect(inputs(next).filter((input) => input === 'second' || input === 'third')).toEqual(['second', 'third']);
  expect(inputs(next)).toContain('elsewhere');
});

test('a direct message that came during a restart is answered', async () => {
  const bot = await world.startBot();
  const dm = world.fake.openDm(world.kim);
  world.kim.post({ channel: dm, content: 'hello' });
  await world.arrival(bot);
  const next = await restart(bot, () => void world.kim.post({ channel: dm, content: 'still there?' }));
  await world.until(() => inputs(next).includes('still there?'));
  expect(next.inbox.arrivals.find(({ input }) => input === 'still there?')).toMatchObject({
    workspace: 'direct',
    conversation: dm.id,
  });
});

test('who asked more than an hour ago is left alone', async () => {
  const bot = await world.startBot();
  const thread = await used(bot);
  const next = await restart(bot, async () => {
    world.mention('long ago', thread);
    await world.clock.advance(2 * HOUR, HOUR);
    world.mention('just now', thread);
  });
  await world.until(() => inputs(next).includes('just now'));
  expect(inputs(next)).not.toContain('long ago');
});

test('what had been seen before a crash has the same ids again', async () => {
  const bot = await world.startBot();
  await used(bot);
  world.mention('second');
  const seen = (await world.arrival(bot, 1)).id;
  world.freeze(bot); // its last marks are never kept
  const next = world.newBot();
  const started = next.platform.start(next.inbox);
  await world.drive(() => world.fake.gateway.notes.filter(({ what }) => what === 'identify').length === 2, {
    stepMs: 1_000,
  });
  await started;
  await world.until(() => inputs(next).includes('second'));
  expect(next.inbox.arrivals.find(({ input }) => input === 'second')?.id).toBe(seen);
});

test('a place that is gone is forgotten, and the others are read', async () => {
  const bot = await world.startBot();
  const thread = await used(bot);
  const next = await restart(bot, () => {
    world.fake.moderator.deleteChannel(thread);
    world.mention('second');
  });
  await world.until(() => inputs(next).includes('second'));
  const reads = () => world.fake.calls.filter(({ path }) => path === `/channels/${thread.id}/messages`).length;
  await world.until(() => reads() === 2, 'the answer and the vain attempt to read on');
  const third = await restart(next, () => void world.mention('third'));
  await world.until(() => inputs(third).includes('third'));
  await world.settle();
  expect(reads()).toBe(2);
});

test('a start that failed and is repeated reads what was missed', async () => {
  const bot = await world.startBot();
  const thread = await used(bot);
  await bot.platform.stop();
  world.mention('second', thread);
  const next = world.newBot();
  world.fake.faults.push({ match: { path: /gateway/ }, times: 12, kind: 'status', status: 503 });
  let failed: unknown;
  void next.platform.start(next.inbox).catch((error: unknown) => (failed = error));
  await world.drive(() => failed !== undefined, { what: 'the failure' });
  await next.platform.start(next.inbox);
  await world.until(() => inputs(next).includes('second'));
  expect(failed).toMatchObject({ code: 'platform-failed' });
});

test('more than a page of messages is read to its end', async () => {
  const bot = await world.startBot();
  const thread = await used(bot);
  const next = await restart(bot, () => {
    for (let index = 0; index < 150; index++) world.kim.post({ channel: thread, content: `chat ${index}` });
    world.mention('at last', thread);
  });
  await world.until(() => inputs(next).includes('at last'));
  expect(inputs(next).filter((input) => input !== 'the marker')).toEqual(['at last']);
});
