import { describe, expect, test } from 'vitest';
import { isBotError } from '../../../../src/core/errors.ts';
import { SlackWorld } from '../slack-world.ts';

const MINUTE_MS = 60_000;
const refusal = (error: unknown): unknown => (isBotError(error) ? error.code : error);
const openFails = { method: 'apps.connections.open', kind: 'error' } as const;

/** Resolves when both connections have been replaced, and the old ones are gone. */
const replaced = async (world: SlackWorld): Promise<void> => {
  const { sockets } = world.slack;
  await world.slack.waitFor(() => sockets.opened >= 4 && sockets.open === 2, 'two new connections');
};

describe('a connection that ends', () => {
  test.each(['answered', 'first', 'never'] as const)(
    'is replaced at once when Slack refreshes it, and nothing is lost (close: %s)',
    async (close) => {
      const world = await SlackWorld.open();
      world.mention('before');
      world.slack.sockets.disconnect('refresh_requested', { close });
      world.mention('between');
      await replaced(world);
      world.mention('after');
      await world.ticks();
      await world.clock.advance(4_000, 500); // an acknowledgement that nobody reads is asked for again
      await world.settled();
      expect(new Set(world.inbox.arrivals.map(({ input }) => input))).toEqual(new Set(['after', 'before', 'between']));
      expect(world.slack.deliveries.map(({ ended }) => ended?.state)).not.toContain('lost');
    },
  );

  test('a warning is time enough: the successor is there before the old one goes, and a press in between arrives', async () => {
    const world = await SlackWorld.open();
    const { place } = await world.ask();
    await place.say({ text: 'done', choices: [{ label: 'Again', call: { command: 'retry', args: {} } }] });
    const ts = world.slack.everythingSaid().at(-1)?.ts ?? '';
    world.slack.sockets.disconnect('warning');
    expect((await world.anna.press({ channel: world.general, ts }, 'Again').outcome).state).toBe('acknowledged');
    await replaced(world);
    expect((await world.anna.press({ channel: world.general, ts }, 'Again').outcome).state).toBe('acknowledged');
    expect(world.inbox.arrivals).toHaveLength(3);
  });

  test('work that came over the old connection is still acknowledged there', async () => {
    const world = await SlackWorld.open();
    const gate = Promise.withResolvers<void>();
    world.inbox.beforeReceive = () => gate.promise;
    world.mention('why?');
    await world.ticks();
    world.slack.sockets.disconnect('refresh_requested');
    await replaced(world);
    gate.resolve();
    await world.settled();
    expect(world.slack.deliveries.map(({ attempts }) => attempts.length)).toEqual([1, 1]);
  });

  test('broken without a word, it is followed by another at once', async () => {
    const world = await SlackWorld.open();
    world.slack.sockets.cut();
    await replaced(world);
    world.mention('still there?');
    await world.arrival();
    expect(world.platform.health()).toMatchObject({ ok: true });
  });

  test('open but deaf, it is replaced before Slack gives up redelivering', async () => {
    const world = await SlackWorld.open();
    world.slack.sockets.deafen();
    world.mention('can you hear me?');
    await world.ticks();
    expect(world.inbox.arrivals).toEqual([]);
    await world.clock.advance(4 * MINUTE_MS);
    await replaced(world);
    world.mention('and now?');
    const heard = await world.arrival(({ input }) => input === 'and now?');
    expect(heard.personId).toBe(world.anna.id);
  });

  test('one that hears something is left alone', async () => {
    const world = await SlackWorld.open();
    for (let minute = 0; minute < 10; minute += 1) {
      world.mention(`minute ${minute}`);
      await world.arrival(({ input }) => input === `minute ${minute}`);
      await world.clock.advance(MINUTE_MS);
    }
    expect(world.slack.sockets.opened).toBe(2);
  });

  test('connections that Slack ends at once are not opened in a hot loop', async () => {
    const world = await SlackWorld.open();
    for (let count = 1; count <= 5; count += 1) {
      world.slack.sockets.disconnect('too_many_websockets');
      await world.ticks();
    }
    expect(world.slack.sockets.opened).toBeLessThanOrEqual(4);
    await world.clock.advance(2_000);
    await world.slack.waitFor(() => world.slack.sockets.opened === 6, 'the next try');
  });
});

describe('reconnecting that fails', () => {
  test.each([
    ['for a while', { error: 'internal_error' }],
    ['because the token is refused', { error: 'invalid_auth' }],
    ['with HTTP 500', { status: 500 }],
    ['because of a rate limit', { status: 429, retryAfterSeconds: 1 }],
  ])('%s goes on, is seen in the health, and ends no process', async (_why, how) => {
    const world = await SlackWorld.open();
    world.slack.faults.push({ ...openFails, ...how, times: 6 });
    world.slack.sockets.cut();
    await world.eventually(() => !world.platform.health().ok);
    await world.clock.advance(10_000, 500);
    await replaced(world);
    await world.eventually(() => world.platform.health().ok);
    world.mention('back?');
    expect(await world.arrival()).toMatchObject({ input: 'back?' });
  });

  test('a connection without a hello is none', async () => {
    const world = await SlackWorld.open();
    world.slack.faults.push({ ...openFails, kind: 'hang', times: 2 });
    world.slack.sockets.cut();
    await world.slack.waitFor(() => world.slack.callsOf('apps.connections.open').length === 4, 'a try');
    await world.clock.advance(12_000, 500);
    await replaced(world);
    expect(world.platform.health().ok).toBe(true);
  });
});

describe('frames that nobody expects', () => {
  test('"you get fewer events than there are" is logged, acknowledged and survived', async () => {
    const world = await SlackWorld.open();
    world.slack.sockets.sendRateLimited(world.slack.world.teamId);
    await world.slack.waitFor(() => world.slack.sockets.strangeFrames.length === 1, 'its acknowledgement');
    expect(world.counted).toContain('rate_limits');
    world.mention('still there?');
    await world.arrival();
  });

  test.each([
    '',
    'null',
    '[]',
    '{"type":"events_api"}',
    '{"type":"events_api","envelope_id":"1","payload":null}',
    '{"type":"events_api","envelope_id":"1","payload":{"event":{"type":"disconnected"}}}',
    '{"type":"events_api","envelope_id":"1","payload":{"event":"text","type":"event_callback"}}',
    '{"type":"interactive","envelope_id":"1","payload":null}',
    '{"type":"slash_commands","envelope_id":"1","payload":[]}',
    '{"type":"disconnected"}',
    '{"type":"close"}',
    '{"type":"error"}',
    '\u0000not json',
  ])('%s', async (frame) => {
    const world = await SlackWorld.open();
    world.slack.sockets.sendFrame(frame);
    world.mention('still there?');
    await world.arrival();
    expect([world.inbox.arrivals.length, world.slack.sockets.opened]).toEqual([1, 2]);
  });
});

describe('start and stop', () => {
  test.each([
    ['a bad bot token', { method: 'auth.test', kind: 'error', error: 'invalid_auth' }, 'settings'],
    ['a bad app token', { ...openFails, error: 'not_allowed_token_type' }, 'settings'],
    ['a Slack that is down', { method: 'auth.test', kind: 'error', status: 503, times: 3 }, 'platform-failed'],
    ['sockets that are down', { ...openFails, error: 'internal_error' }, 'platform-failed'],
  ] as const)('%s is told at the start, and the next start may work', async (_what, fault, code) => {
    const world = await SlackWorld.prepare();
    world.slack.faults.push(fault);
    const started = world.platform.start(world.inbox).catch(refusal);
    await world.ticks();
    await world.clock.advance(5_000, 500);
    expect(await started).toBe(code);
    expect(world.platform.health().ok).toBe(false);
    await world.platform.start(world.inbox);
    world.mention('there?');
    await world.arrival();
  });

  test('nothing is received after stop, what was under way is acknowledged, and places still work', async () => {
    const world = await SlackWorld.open();
    const { ts, place } = await world.ask();
    await world.settled();
    const gate = Promise.withResolvers<void>();
    world.inbox.beforeReceive = () => gate.promise;
    world.mention('last');
    await world.ticks();
    const stopped = world.platform.stop();
    world.mention('too late');
    await world.ticks();
    gate.resolve();
    await stopped;
    expect(world.inbox.arrivals.map(({ input }) => input)).toEqual(['why?', 'last']);
    await world.slack.waitFor(() => world.slack.sockets.open === 0, 'the end of the connection');
    await place.say({ text: 'answered all the same' });
    expect(world.answers(ts)).toEqual(['answered all the same']);
  });

  test('closing in the middle of a reconnect leaves nothing behind', async () => {
    const world = await SlackWorld.open();
    world.slack.faults.push({ ...openFails, kind: 'hang', times: 2 });
    world.slack.sockets.cut();
    await world.slack.waitFor(() => world.slack.callsOf('apps.connections.open').length === 4, 'a try');
    await world.platform.close();
    await world.ticks();
    expect(world.slack.sockets.open).toBe(0);
  });
});
