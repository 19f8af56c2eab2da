import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { DiscordWorld } from '../discord-world.ts';
import type { Bot } from '../discord-world.ts';

let world: DiscordWorld;
beforeEach(async () => {
  world = await DiscordWorld.open();
});
afterEach(() => world.close());

const notes = (what: string) => world.fake.gateway.notes.filter((note) => note.what === what).length;
const connections = () => notes('connected') + notes('refused');
const outcomeOf = async (started: Promise<void>): Promise<unknown> => {
  let outcome: unknown;
  void started.then(
    () => (outcome = 'started'),
    (error: unknown) => (outcome = error),
  );
  return world.drive(() => outcome, { stepMs: 1_000, what: 'the start' });
};
/** The bot ends within seconds, and nothing of it is left at the gateway. */
const stop = async (bot: Bot): Promise<void> => {
  const before = world.clock.now();
  let stopped = false;
  void bot.platform.stop().then(() => (stopped = true));
  await world.drive(() => stopped, { stepMs: 500 });
  expect(world.clock.now() - before).toBeLessThan(5_000);
  await world.until(() => world.fake.gateway.sockets === 0, 'the sockets to close');
  const seen = connections();
  world.fake.gateway.refuse = undefined;
  // discord.js goes on half a second after it has lost a line.
  await new Promise((resolve) => setTimeout(resolve, 700));
  expect(connections()).toBe(seen);
};

describe.each(['cut', 'unavailable', 'stalled', 'mute'] as const)('a gateway that is %s', (how) => {
  test('is met by one client after the other, more and more rarely, and one session is left', async () => {
    const bot = await world.startBot();
    world.fake.gateway.refuse = how;
    world.fake.gateway.drop();
    await world.until(() => connections() >= 2, 'the first try');
    for (let step = 0; step < 7 * 60; step += 5) {
      await world.clock.advance(5_000);
      await new Promise((resolve) => setTimeout(resolve, 2));
    }
    expect(world.fake.gateway.sockets).toBeLessThanOrEqual(1);
    world.fake.gateway.refuse = undefined;
    await world.drive(() => bot.platform.health().ok, { stepMs: 5_000, what: 'health' });
    await world.until(() => world.fake.gateway.sockets === 1);
    world.mention('why?');
    await world.drive(() => bot.inbox.arrivals.some(({ input }) => input === 'why?'));
    await stop(bot);
  });

  test('does not keep a bot that is to end', async () => {
    const bot = await world.startBot();
    world.fake.gateway.refuse = how;
    world.fake.gateway.drop();
    await world.until(() => connections() >= 2, 'the first try');
    await stop(bot);
    expect(world.fake.gateway.connected).toBe(0);
  });

  test('does not keep a bot that is to end while it starts', async () => {
    world.fake.gateway.refuse = how;
    const bot = world.newBot();
    const started = bot.platform.start(bot.inbox).catch((error: unknown) => error);
    await world.until(() => connections() >= 1, 'the first try');
    await stop(bot);
    expect(await started).toBeInstanceOf(Error);
  });
});

test('a bot ends while discord.js waits half a second between two tries', async () => {
  const bot = await world.startBot();
  world.fake.gateway.drop();
  await world.until(() => world.fake.gateway.sockets === 0);
  await stop(bot);
  expect(notes('identify')).toBe(1);
});

test('a bot ends while it waits to identify', async () => {
  const bot = await world.startBot();
  world.fake.gateway.invalidate(false);
  await world.until(() => connections() === 2, 'the second connection');
  await stop(bot);
  expect(notes('identify')).toBe(1);
});

test('a bot ends while the call for the gateway hangs', async () => {
  world.fake.faults.push({ match: { path: /gateway/ }, times: 20, kind: 'hang' });
  const bot = world.newBot();
  const started = bot.platform.start(bot.inbox).catch((error: unknown) => error);
  await world.until(() => world.fake.calls.some(({ path }) => path === '/gateway/bot'));
  await stop(bot);
  expect(await started).toBeInstanceOf(Error);
  await bot.platform.close();
  world.fake.faults.clear();
});

describe('a frame that cannot be read', () => {
  const broken = [null, {}, [], 'x', 7, true, { heartbeat_interval: null }, { heartbeat_interval: 1e12 }];
  test.each([0, 1, 2, 6, 7, 9, 10, 11, 12, 99, -1, 1.5, null])('with op %j ends nothing', async (op) => {
    const bot = await world.startBot();
    for (const d of broken) world.fake.gateway.send({ op, d, s: null, t: null });
    world.fake.gateway.send({ op });
    world.mention('still there?');
    await world.drive(() => bot.inbox.arrivals.some(({ input }) => input === 'still there?'), { stepMs: 1_000 });
    expect(bot.platform.health().ok).toBe(true);
  });

  test.each([
    '',
    'no JSON',
    '7',
    'null',
    '[]',
    '{"op":0,"t":"__proto__","d":{}}',
    '{"op":0,"t":"error","d":null,"s":null}',
  ])('%j ends nothing', async (text) => {
    const bot = await world.startBot();
    world.fake.gateway.send(text);
    world.fake.gateway.send(`"${'x'.repeat(1_000_000)}"`);
    world.mention('still there?');
    expect((await world.arrival(bot)).input).toBe('still there?');
  });

  test.each([
    ['HELLO', 10, null],
    ['HELLO', 10, { heartbeat_interval: 'x' }],
    ['READY', 0, null],
    ['READY', 0, { session_id: 'x' }],
    ['READY', 0, { session_id: 'x', user: { id: 'y' }, guilds: 7 }],
  ])('%s with d: %j at the start costs an attempt', async (what, op, d) => {
    let left = 1;
    world.fake.gateway.alter = (packet) => {
      const isMeant = 'op' in packet && packet.op === op && (op === 10 || ('t' in packet && packet.t === what));
      return isMeant && left-- > 0 ? { ...packet, d } : packet;
    };
    const bot = world.newBot();
    expect(await outcomeOf(bot.platform.start(bot.inbox))).toBe('started');
    expect(bot.platform.health().ok).toBe(true);
  });

  test('a READY without the address for resuming, or with a wrong one, is resumed at the usual address', async () => {
    world.fake.gateway.alter = (packet) =>
      't' in packet && packet.t === 'READY' && 'd' in packet
        ? { ...packet, d: { ...(packet.d as object), resume_gateway_url: 'no address' } }
        : packet;
    const bot = await world.startBot();
    world.fake.gateway.drop();
    world.mention('during the cut');
    expect((await world.arrival(bot)).input).toBe('during the cut');
  });

  test('a second greeting starts no second heart', async () => {
    const bot = await world.startBot();
    world.fake.gateway.send({ op: 10, d: { heartbeat_interval: 1 } });
    world.mention('still there?');
    await world.arrival(bot);
    await new Promise((resolve) => setTimeout(resolve, 50));
    expect(notes('heartbeat')).toBeLessThanOrEqual(1);
  });

  test('a packet that discord.js queues until the guilds have come ends nothing', async () => {
    world.fake.gateway.withheldGuilds.add(world.guild.id);
    const bot = world.newBot();
    const started = bot.platform.start(bot.inbox);
    await world.until(() => notes('identify') === 1 && world.fake.gateway.connected === 1);
    for (const t of ['MESSAGE_CREATE', 'THREAD_CREATE', 'CHANNEL_DELETE', 'GUILD_ROLE_CREATE', 'GUILD_MEMBER_ADD'])
      world.fake.dispatch(t, { id: '1', channel_id: '2', guild_id: '3', thread: null, author: null });
    world.fake.dispatch('GUILD_CREATE', {
      id: world.guild.id,
      unavailable: false,
      channels: [],
      roles: [],
      members: [],
    });
    await started;
    world.fake.dispatch('GUILD_CREATE', null);
    world.mention('still there?');
    expect((await world.arrival(bot)).input).toBe('still there?');
  });
});
