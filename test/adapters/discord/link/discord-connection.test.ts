import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { DiscordWorld } from '../discord-world.ts';

let world: DiscordWorld;
beforeEach(async () => {
  world = await DiscordWorld.open();
});
afterEach(() => world.close());

const logins = () => world.fake.gateway.notes.filter(({ what }) => what === 'identify').length;
/** The outcome of a start that needs time to pass. */
const outcomeOf = async (started: Promise<void>): Promise<unknown> => {
  let outcome: unknown;
  void started.then(
    () => (outcome = 'started'),
    (error: unknown) => (outcome = error),
  );
  return world.drive(() => outcome, { stepMs: 1_000, what: 'the start' });
};

describe('starting', () => {
  test('prints the invite link with exactly the permissions that the bot needs', async () => {
    const bot = await world.startBot();
    const [invite = ''] = bot.log.flatMap(({ fields }) => ('invite' in fields ? [String(fields.invite)] : []));
    const url = new URL(invite);
    expect(url.searchParams.get('client_id')).toBe(world.fake.applicationId);
    expect(url.searchParams.get('scope')).toBe('bot applications.commands');
    expect(BigInt(url.searchParams.get('permissions') ?? 0)).toBe(
      (1n << 10n) | (1n << 11n) | (1n << 15n) | (1n << 16n) | (1n << 35n) | (1n << 38n),
    );
  });

  test('with a token that Discord refuses cannot heal', async () => {
    const bot = world.newBot({ token: 'not-the-token' });
    await expect(bot.platform.start(bot.inbox)).rejects.toMatchObject({
      code: 'settings',
      message: expect.stringContaining('DISCORD_TOKEN') as string,
    });
  });

  test('without the intent that was asked for says what to do, and cannot heal', async () => {
    await world.close();
    world = await DiscordWorld.open({ messageContent: true, granted: false });
    const bot = world.newBot();
    await expect(bot.platform.start(bot.inbox)).rejects.toMatchObject({
      code: 'settings',
      message: expect.stringMatching(/DISCORD_MESSAGE_CONTENT.*developer portal/) as string,
    });
  });

  test('while Discord is down is tried again, and is worth another try later', async () => {
    await world.fake.goDown();
    const bot = world.newBot();
    const outcome = await outcomeOf(bot.platform.start(bot.inbox));
    expect(outcome).toMatchObject({ code: 'platform-failed' });
    expect(bot.log.filter(({ message }) => message === 'no connection to Discord')).toHaveLength(2);
    await world.fake.comeBack();
    await bot.platform.start(bot.inbox);
    world.mention('why?');
    expect((await world.arrival(bot)).input).toBe('why?');
  });

  test.each(['unavailable', 'cut'] as const)('with a gateway that is %s does not hang', async (how) => {
    world.fake.gateway.refuse = how;
    const bot = world.newBot();
    expect(await outcomeOf(bot.platform.start(bot.inbox))).toMatchObject({ code: 'platform-failed' });
    world.fake.gateway.refuse = undefined;
    await bot.platform.start(bot.inbox);
    expect(bot.platform.health().ok).toBe(true);
  });

  test('waits when nearly all sessions of the day are used up, because one too many would reset the token', async () => {
    world.fake.gateway.sessionStarts.remaining = 5;
    const bot = world.newBot();
    expect(await outcomeOf(bot.platform.start(bot.inbox))).toMatchObject({
      code: 'platform-failed',
      until: expect.any(Number) as number,
    });
    expect(logins()).toBe(0);
  });
});

describe('the session', () => {
  test('is resumed after a cut line: nothing is lost, nothing comes twice', async () => {
    const bot = await world.startBot();
    const seen: string[] = [];
    bot.inbox.beforeReceive = ({ id }) => void seen.push(id);
    world.fake.gateway.drop();
    world.mention('during the cut');
    await world.arrival(bot);
    world.mention('afterwards');
    await world.arrival(bot, 1);
    expect(bot.inbox.arrivals.map(({ input }) => input)).toEqual(['during the cut', 'afterwards']);
    expect(seen).toHaveLength(2);
    expect(logins()).toBe(1);
  });

  test('is resumed when Discord asks for it (op 7)', async () => {
    const bot = await world.startBot();
    world.fake.gateway.requestReconnect();
    world.mention('why?');
    expect((await world.arrival(bot)).input).toBe('why?');
    expect(logins()).toBe(1);
  });

  test('begins anew when Discord has forgotten it (op 9), and what was said meanwhile is fetched', async () => {
    const bot = await world.startBot();
    const question = world.mention('one');
    const { place } = world.placeOf(bot, await world.arrival(bot));
    await place.say({ text: 'First.' });
    world.fake.gateway.endSessions();
    world.fake.gateway.drop();
    world.mention('in the channel');
    world.mention('in the thread', world.fake.channel(question.id));
    await world.drive(() => bot.inbox.arrivals.length === 3, { stepMs: 1_000, what: 'three arrivals' });
    expect(bot.inbox.arrivals.map(({ input }) => input)).toEqual(
      expect.arrayContaining(['in the channel', 'in the thread']) as string[],
    );
    expect(logins()).toBe(2);
  });

  test('whose heartbeats are not answered is renewed', async () => {
    world.fake.gateway.heartbeatIntervalMs = 50;
    const bot = await world.startBot();
    world.fake.gateway.muteAcks = true;
    await world.fake.waitFor(() =>
      world.fake.gateway.notes.some(({ what, code }) => what === 'closed' && code === 4200),
    );
    world.fake.gateway.muteAcks = false;
    world.fake.gateway.heartbeatIntervalMs = 41_250;
    await world.fake.waitFor(() => world.fake.gateway.connected === 1);
    world.mention('why?');
    expect((await world.arrival(bot)).input).toBe('why?');
  });

  test('that discord.js does not get back is begun anew by a new client, and health says so meanwhile', async () => {
    const bot = await world.startBot();
    world.fake.gateway.refuse = 'unavailable';
    world.fake.gateway.drop();
    await world.until(() => !bot.platform.health().ok);
    expect(bot.platform.health().note).toBe('not connected');
    await world.drive(() => bot.log.some(({ message }) => message.includes('connecting again')), { stepMs: 5_000 });
    world.fake.gateway.refuse = undefined;
    await world.drive(() => bot.platform.health().ok, { stepMs: 1_000, what: 'health' });
    world.mention('why?');
    await world.drive(() => bot.inbox.arrivals.some(({ input }) => input === 'why?'));
  });

  test('that ended because the token was changed is given up, and health says why', async () => {
    const bot = await world.startBot();
    world.fake.faults.push({
      match: { path: /gateway/ },
      times: 9,
      kind: 'status',
      status: 401,
      body: { code: 0, message: '401' },
    });
    world.fake.gateway.drop(4004);
    await world.drive(() => bot.log.some(({ message }) => message.includes('giving up')), {
      stepMs: 1_000,
      what: 'the end',
    });
    expect(bot.platform.health()).toMatchObject({ ok: false, note: 'Discord refuses DISCORD_TOKEN' });
    world.fake.faults.clear();
  });

  test('that fails again and again identifies more and more rarely', async () => {
    const bot = await world.startBot();
    const connections = () => world.fake.gateway.notes.filter(({ what }) => what === 'connected').length;
    const waits: number[] = [];
    for (let round = 2; round <= 6; round++) {
      world.fake.gateway.invalidate(false);
      await world.fake.waitFor(() => connections() === round);
      const connectedAt = world.clock.now();
      await world.drive(() => logins() === round, { stepMs: 1_000, what: `login ${round}` });
      waits.push(Math.floor((world.clock.now() - connectedAt) / 10_000));
    }
    expect(waits).toEqual([0, 0, 1, 2, 4]);
    expect(bot.log.filter(({ message }) => message.includes('the next one waits'))).toHaveLength(3);
  });

  test('is given back when the bot stops, and nothing comes in afterwards', async () => {
    const bot = await world.startBot();
    await bot.platform.stop();
    expect(world.fake.gateway.connected).toBe(0);
    world.mention('why?');
    await world.clock.advance(60_000, 10_000);
    expect(bot.inbox.arrivals).toEqual([]);
  });
});

describe("Discord's REST API", () => {
  const fault = (status: number, times: number, path = /./) =>
    world.fake.faults.push({
      match: { path },
      times,
      kind: 'status',
      status,
      ...(status === 401 ? { body: { code: 0, message: '401: Unauthorized' } } : {}),
    });

  test.each([/messages/, /typing/, /members/, /threads/])('with one stray 401 of %s goes on', async (path) => {
    const bot = await world.startBot();
    fault(401, 1, path);
    for (const attempt of [1, 2]) {
      const { place } = await world.ask(bot, world.channel);
      await Promise.allSettled([place.read(0), place.say({ text: `First ${attempt}.` })]);
    }
    world.fake.faults.clear();
    const { place, where } = await world.ask(bot, world.channel);
    expect((await place.read(0)).person.standing).toBe('member');
    await place.say({ text: 'Because.' });
    await world.shown(where, 'Because.');
    expect(bot.platform.health().ok).toBe(true);
  });

  test.each([
    [503, /503/],
    [401, /refuses DISCORD_TOKEN/],
  ])('that answers %i to everything reaches health, until it works again', async (status, note) => {
    const bot = await world.startBot();
    const { place } = await world.ask(bot);
    fault(status, 1_000);
    for (let attempt = 0; attempt < 3; attempt++) await place.read(10).catch(() => undefined);
    expect(bot.platform.health()).toMatchObject({ ok: false, note: expect.stringMatching(note) as string });
    world.fake.faults.clear();
    await world.drive(() => bot.platform.health().ok, { stepMs: 1_000 });
  });
});

describe('what is malformed', () => {
  test.each([
    ['MESSAGE_CREATE', null],
    ['MESSAGE_CREATE', {}],
    ['MESSAGE_CREATE', { id: '1', channel_id: '2', author: { id: '3' }, thread: null }],
    ['MESSAGE_CREATE', { id: '1574711171481600001', channel_id: '1574711171481600002', author: null, thread: null }],
    ['MESSAGE_UPDATE', { id: '1574711171481600001' }],
    ['MESSAGE_DELETE', { id: 5 }],
    ['MESSAGE_DELETE_BULK', { ids: null, channel_id: '1' }],
    ['INTERACTION_CREATE', { id: '1574711171481600001', application_id: '1574711171481600001', type: 2, data: null }],
    ['INTERACTION_CREATE', { type: 'x' }],
    ['GUILD_CREATE', { id: 'x', channels: 7 }],
    ['THREAD_CREATE', null],
    ['SOMETHING_NEW', { a: 1 }],
  ])('%s %j ends nothing, posts nothing and tells the log no content', async (type, data) => {
    const bot = await world.startBot();
    world.fake.dispatch(type, data);
    world.mention('still there?');
    expect((await world.arrival(bot)).input).toBe('still there?');
    expect(world.said(world.channel)).toEqual([]);
  });
});

describe('a store that is away', () => {
  test('keeps the bot from starting, until it is back', async () => {
    const bot = world.newBot();
    world.storeFails = true;
    await expect(bot.platform.start(bot.inbox)).rejects.toMatchObject({ code: 'platform-failed' });
    world.storeFails = false;
    await bot.platform.start(bot.inbox);
    expect(bot.platform.health().ok).toBe(true);
  });

  test('does not cost the session, and who asks is told', async () => {
    const bot = await world.startBot();
    world.storeFails = true;
    await world.clock.advance(5 * 60_000, 1_000);
    expect(bot.platform.health().note).not.toContain('standing by');
    world.mention('why?');
    await world.drive(() => world.said(world.channel)[0], { stepMs: 1_000 });
    expect(world.said(world.channel)).toHaveLength(1);
    world.storeFails = false;
    world.mention('and now?');
    await world.drive(() => bot.inbox.arrivals.length === 2, { stepMs: 1_000 });
    expect(bot.inbox.arrivals.map(({ input }) => input)).toEqual(expect.arrayContaining(['why?', 'and now?']));
  });
});

describe('two processes with one token', () => {
  test('on one store: the second does not start while the first lives', async () => {
    await world.startBot();
    const second = world.newBot();
    expect(await outcomeOf(second.platform.start(second.inbox))).toMatchObject({
      code: 'platform-failed',
      message: expect.stringContaining('another process') as string,
    });
    expect(second.platform.health()).toMatchObject({
      ok: true,
      note: expect.stringContaining('standing by') as string,
    });
    expect(world.fake.gateway.connected).toBe(1);
  });

  test('on one store: the second starts at once after the first has stopped, and soon after it was killed', async () => {
    const first = await world.startBot();
    await first.platform.stop();
    const second = await world.startBot();
    world.freeze(second);
    const third = world.newBot();
    expect(await outcomeOf(third.platform.start(third.inbox))).toBe('started');
  });

  test('on one store: a process that was frozen falls silent when another has taken over, and stands by', async () => {
    const first = await world.startBot();
    world.freeze(first);
    const second = world.newBot();
    await outcomeOf(second.platform.start(second.inbox));
    world.thaw(first);
    await world.drive(() => world.fake.gateway.connected === 1, { stepMs: 1_000 });
    expect(first.platform.health()).toMatchObject({
      ok: true,
      note: expect.stringContaining('standing by') as string,
    });
    await second.platform.stop();
    await world.drive(() => first.platform.health().note === 'connected', { stepMs: 1_000 });
    world.mention('why?');
    expect((await world.arrival(first)).input).toBe('why?');
  });
});
