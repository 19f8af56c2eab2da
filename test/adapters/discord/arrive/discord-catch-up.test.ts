import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { DiscordWorld, MINUTE } from '../discord-world.ts';
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
  await world.until(() => inputs(next).includes('elsewhere') && inputs(next).includes('third'));
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

test('a first direct message of all that came during a restart is answered once the next one comes', async () => {
  const bot = await world.startBot();
  await used(bot);
  const dm = world.fake.openDm(world.kim);
  const next = await restart(bot, () => void world.kim.post({ channel: dm, content: 'is anybody there?' }));
  await world.drive(() => inputs(next).includes('is anybody there?'));
  world.kim.post({ channel: dm, content: 'thanks' });
  await world.until(() => inputs(next).includes('thanks'));
  expect(inputs(next).filter((input) => input !== 'first')).toEqual(['the marker', 'is anybody there?', 'thanks']);
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

test.each([
  ['ahead', 2 * HOUR],
  ['behind', -2 * HOUR],
])('a clock that is hours %s changes nothing in that', async (_which, aheadMs) => {
  const bot = await world.startBot();
  const thread = await used(bot);
  await bot.platform.stop();
  world.mention('long ago', thread);
  await world.clock.advance(2 * HOUR, HOUR);
  world.mention('just now', thread);
  const next = world.newBot();
  next.clock.aheadMs = aheadMs;
  await next.platform.start(next.inbox);
  await world.until(() => inputs(next).includes('just now'));
  expect(inputs(next)).not.toContain('long ago');
  const askedMs = next.clock.now() - (next.inbox.arrivals.find(({ input }) => input === 'just now')?.at ?? 0);
  expect(Math.abs(askedMs)).toBeLessThan(60_000); // by the machine's own clock
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
  expect(inputs(next).filter((input) => input !== 'the marker')).toEqual(['first', 'at last']);
});

const read503 = (times: number, path = /messages/) =>
  world.fake.faults.push({ match: { method: 'GET', path }, times, kind: 'status', status: 503 });

test('a place that cannot be read at first is read until it can, and later messages do not hide the missed ones', async () => {
  const bot = await world.startBot();
  const thread = await used(bot);
  await bot.platform.stop();
  world.mention('second', thread);
  read503(12); // three tries of ours, each four of discord.js
  const next = await world.startBot();
  world.mention('third', thread);
  await world.until(() => inputs(next).includes('third'));
  await world.clock.advance(500);
  world.freeze(next); // killed: what it knows beyond its store is lost
  const last = world.newBot();
  const started = last.platform.start(last.inbox);
  await world.drive(() => inputs(last).includes('second'), { stepMs: 1_000 });
  await started;
  expect(inputs(last)).toEqual(expect.arrayContaining(['second', 'third']));
});

test('while a place cannot be read, what is heard meanwhile does not hide it from the next process', async () => {
  const bot = await world.startBot();
  const thread = await used(bot);
  await bot.platform.stop();
  world.mention('missed', thread);
  read503(1_000, new RegExp(thread.id));
  const next = await world.startBot();
  for (let minute = 0; minute < 3; minute += 1) {
    world.mention(`heard ${minute}`);
    await world.until(() => inputs(next).includes(`heard ${minute}`));
    await world.clock.advance(MINUTE, 5_000);
  }
  world.freeze(next); // killed
  world.fake.faults.clear();
  const last = world.newBot();
  const started = last.platform.start(last.inbox);
  await world.drive(() => inputs(last).includes('missed'), { stepMs: 1_000 });
  await started;
  expect(inputs(last).filter((input) => input === 'missed')).toHaveLength(1);
});

test('a place that fails does not keep the others', async () => {
  const bot = await world.startBot();
  const thread = await used(bot);
  await bot.platform.stop();
  world.mention('here', thread);
  world.mention('there');
  read503(1_000, new RegExp(thread.id));
  const next = await world.startBot();
  await world.until(() => inputs(next).includes('there'));
  await world.until(() => next.log.some(({ message }) => message.includes('could not be read')), 'a vain try');
  world.fake.faults.clear();
  await world.drive(() => inputs(next).includes('here'), { stepMs: 1_000 });
  expect(inputs(next)).toEqual(expect.arrayContaining(['here', 'there']));
});

test('a mention in a channel that was never used is answered, also after a session that was lost', async () => {
  const bot = await world.startBot();
  const quiet = world.fake.addChannel({ guild: world.guild, name: 'quiet' });
  const hidden = world.fake.addChannel({ guild: world.guild, name: 'hidden', deny: ['ReadMessageHistory'] });
  world.mention('before');
  await world.arrival(bot);
  const next = await restart(bot, () => {
    world.mention('first here', quiet);
    world.mention('unseen', hidden);
  });
  await world.until(() => inputs(next).includes('first here'));
  const other = world.fake.addChannel({ guild: world.guild, name: 'other' });
  world.fake.gateway.endSessions();
  world.fake.gateway.drop();
  world.mention('in the gap', other);
  await world.drive(() => inputs(next).includes('in the gap'), { stepMs: 1_000 });
  expect(inputs(next)).not.toContain('unseen');
});

test('what was said before the bot came is left alone', async () => {
  world.mention('long before');
  const bot = await world.startBot();
  world.mention('now');
  await world.until(() => inputs(bot).includes('now'));
  await world.settle();
  expect(inputs(bot)).toEqual(['now']);
});

test('what is asked right after the first start of all is read by the next process, when this one dies at once', async () => {
  world.fake.gateway.withheldGuilds.add(world.guild.id); // nothing is taken before they are there
  const bot = await world.startBot();
  world.mention('first of all');
  await world.settle();
  world.freeze(bot);
  expect(inputs(bot)).toEqual([]);
  world.fake.gateway.withheldGuilds.clear();
  const next = world.newBot();
  const started = next.platform.start(next.inbox);
  await world.drive(() => world.fake.gateway.notes.filter(({ what }) => what === 'identify').length === 2, {
    stepMs: 1_000,
  });
  await started;
  await world.until(() => inputs(next).includes('first of all'));
});

test('missed messages wait for the guilds: their roles and threads are known then', async () => {
  const bot = await world.startBot();
  const thread = await used(bot);
  await bot.platform.stop();
  world.mention('in the thread', thread);
  world.fake.gateway.withheldGuilds.add(world.guild.id);
  const next = world.newBot();
  const started = next.platform.start(next.inbox);
  await world.until(() => world.fake.gateway.connected === 1);
  world.mention('meanwhile', thread);
  await world.settle();
  expect(inputs(next)).toEqual([]);
  world.fake.gateway.deliverGuilds();
  await started;
  await world.until(() => next.inbox.arrivals.length >= 2);
  expect(next.inbox.arrivals.map(({ channel }) => channel)).toEqual(next.inbox.arrivals.map(() => world.channel.id));
});

test('what is heard while it is looked up how far the last session was read does not hide what was missed', async () => {
  const bot = await world.startBot();
  const thread = await used(bot);
  const lookUp = Promise.withResolvers<void>();
  world.keysReady = lookUp.promise;
  const identified = () => world.fake.gateway.notes.filter(({ what }) => what === 'identify').length;
  world.fake.gateway.endSessions();
  world.fake.gateway.drop();
  world.mention('missed', thread);
  await world.drive(() => identified() === 2 && world.fake.gateway.connected === 1, { stepMs: 1_000 });
  await world.clock.advance(MINUTE, 5_000);
  world.kim.post({ channel: world.fake.openDm(world.kim), content: 'heard' });
  await world.until(() => inputs(bot).includes('heard'));
  await world.clock.advance(10_000, 1_000); // a mark that moves would be on the disk
  expect(inputs(bot)).not.toContain('missed');
  lookUp.resolve();
  await world.drive(() => inputs(bot).includes('missed'), { stepMs: 1_000 });
  expect(inputs(bot).filter((input) => input === 'missed')).toHaveLength(1);
});

test('a process back from stand-by takes over how far the other one has read', async () => {
  const first = await world.startBot();
  world.freeze(first);
  const second = world.newBot();
  const started = second.platform.start(second.inbox);
  await world.drive(() => world.fake.gateway.notes.filter(({ what }) => what === 'identify').length === 2, {
    stepMs: 1_000,
  });
  await started;
  const thread = await used(second);
  world.thaw(first);
  await world.drive(() => world.fake.gateway.connected === 1, { stepMs: 1_000 });
  await second.platform.stop();
  world.mention('between', thread);
  await world.drive(() => inputs(first).includes('between'), { stepMs: 1_000 });
  expect(first.platform.health().ok).toBe(true);
});

describe('a store that is locked', () => {
  test('for some seconds loses neither a mention nor what is said without one, and nobody is told of it', async () => {
    await world.close();
    world = await DiscordWorld.open({ messageContent: true });
    const bot = await world.startBot();
    const thread = await used(bot);
    world.storeFails = true;
    world.mention('a mention', thread);
    world.kim.post({ channel: thread, content: 'a follow-up' });
    await world.clock.advance(2_500, 500);
    world.storeFails = false;
    await world.drive(() => bot.inbox.arrivals.length >= 3, { stepMs: 500 });
    expect(inputs(bot)).toEqual(['first', 'a mention', 'a follow-up']);
    expect(world.said(thread)).toEqual(['Because.']);
  });

  test('loses no edit and no deletion', async () => {
    const bot = await world.startBot();
    const edited = world.mention('whyy?');
    const deleted = world.mention('never mind');
    await world.arrival(bot, 1);
    world.storeFails = true;
    world.kim.edit(edited, `${world.fake.mention} why?`);
    world.kim.delete(deleted);
    await world.clock.advance(2_500, 500);
    world.storeFails = false;
    await world.drive(() => bot.inbox.arrivals.length === 4, { stepMs: 500 });
    expect(bot.inbox.arrivals.slice(2).map(({ input }) => input)).toEqual([
      expect.objectContaining({ command: 'edited' }),
      expect.objectContaining({ command: 'deleted' }),
    ]);
  });

  test('for longer is told once, and everything is accepted afterwards', async () => {
    const bot = await world.startBot();
    const thread = await used(bot);
    world.storeFails = true;
    for (const text of ['one', 'two', 'three']) world.mention(text, thread);
    await world.drive(() => world.said(thread).length === 2, { stepMs: 1_000 });
    world.storeFails = false;
    await world.drive(() => bot.inbox.arrivals.length >= 4, { stepMs: 1_000 });
    expect(new Set(inputs(bot))).toEqual(new Set(['first', 'one', 'two', 'three']));
    expect(world.said(thread)).toHaveLength(2);
  });
});
