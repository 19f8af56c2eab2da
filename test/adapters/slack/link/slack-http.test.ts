import { describe, expect, test } from 'vitest';
import { BotError } from '../../../../src/core/errors.ts';
import { SlackWorld } from '../slack-world.ts';

const event = { type: 'event_callback', event: { type: 'app_mention' } };

describe('signed HTTP', () => {
  test('brings questions, presses and commands, each acknowledged once it is durable', async () => {
    const { world } = await SlackWorld.openHttp();
    const gate = Promise.withResolvers<void>();
    world.inbox.beforeReceive = () => gate.promise;
    const ts = world.mention('why?');
    await world.ticks();
    expect(world.slack.deliveries.flatMap(({ attempts }) => attempts)).toEqual([]);
    gate.resolve();
    const { place } = await world.place();
    await place.say({ text: 'done', choices: [{ label: 'Again', call: { command: 'retry', args: {} } }] });
    const answer = world.slack.messages(world.general, ts)[1]?.ts ?? '';
    expect((await world.anna.press({ channel: world.general, ts: answer }, 'Again').outcome).state).toBe(
      'acknowledged',
    );
    expect((await world.anna.slash('/aitta', 'models', world.general).outcome).state).toBe('acknowledged');
    await world.settled();
    expect(world.inbox.arrivals.map(({ input }) => input)).toEqual(['why?', { command: 'retry', args: {} }, '!models']);
    expect(world.slack.sockets.opened).toBe(0);
  });

  test('is refused without the right signature', async () => {
    const { world, http } = await SlackWorld.openHttp();
    const answers = await Promise.all(
      (['wrong', 'stale', 'missing'] as const).map((signature) => http.knock(event, signature)),
    );
    expect(answers.map(({ status }) => status)).toEqual([401, 401, 401]);
    expect(world.inbox.arrivals).toEqual([]);
  });

  test('answers Slack’s question whether the address is ours', async () => {
    const { http } = await SlackWorld.openHttp();
    const { status, body } = await http.knock({ type: 'url_verification', challenge: 'abc' });
    expect([status, JSON.parse(body)]).toEqual([200, { challenge: 'abc' }]);
    expect((await http.knock('ssl_check=1', 'missing', 'application/x-www-form-urlencoded')).status).toBe(200);
  });

  test('too large a body is refused, whatever it is signed with', async () => {
    const { http } = await SlackWorld.openHttp();
    const status = await http.knock({ ...event, padding: 'x'.repeat(1_100_000) }).then(
      (answer) => answer.status,
      () => 413, // the connection is closed on whoever goes on sending
    );
    expect(status).toBe(413);
  });

  test.each([
    ['null', 'application/json'],
    ['"text"', 'application/json'],
    ['[]', 'application/json'],
    ['{', 'application/json'],
    ['', 'application/json'],
    ['payload=null', 'application/x-www-form-urlencoded'],
    ['payload={', 'application/x-www-form-urlencoded'],
    ['payload=1&payload=2', 'application/x-www-form-urlencoded'],
    ['{"type":"event_callback","event":"text"}', 'application/json'],
    ['{"type":"event_callback","event":null}', 'application/json'],
    ['{"command":7}', 'application/json'],
  ])('%s (%s) breaks nothing', async (body, contentType) => {
    const { world, http } = await SlackWorld.openHttp();
    expect((await http.knock(body, 'right', contentType)).status).toBeLessThan(500);
    world.mention('still there?');
    await world.arrival();
    expect(world.inbox.arrivals).toHaveLength(1);
  });

  test('other methods are not answered with a question', async () => {
    const { url } = await SlackWorld.openHttp();
    expect((await fetch(url)).status).toBe(405);
  });

  test('"you get fewer events than there are" is acknowledged', async () => {
    const { world, http } = await SlackWorld.openHttp();
    expect((await http.knock({ type: 'app_rate_limited', team_id: 'T1' })).status).toBe(200);
    expect(world.counted).toContain('rate_limits');
  });

  test('what was not acknowledged comes again a minute later, and its retry header drops nothing', async () => {
    const { world } = await SlackWorld.openHttp();
    world.inbox.beforeReceive = () => Promise.reject(new BotError('shutting-down', 'ending'));
    world.mention('why?');
    await world.ticks();
    await world.clock.advance(3_000);
    await world.ticks();
    world.inbox.beforeReceive = () => undefined;
    await world.clock.advance(3_000);
    await world.ticks();
    await world.clock.advance(60_000);
    await world.settled();
    expect(world.inbox.arrivals).toHaveLength(1);
    expect(Math.max(...world.slack.deliveries.map(({ attempts }) => attempts.length))).toBeGreaterThan(1);
  });

  test('after stop Slack is asked to come again', async () => {
    const { world, http } = await SlackWorld.openHttp();
    await world.platform.stop();
    expect((await http.knock(event)).status).toBe(503);
    expect(world.inbox.arrivals).toEqual([]);
  });

  test('needs one of the two secrets', async () => {
    const world = await SlackWorld.prepare();
    const { botToken, apiUrl } = world.slack;
    const platform = world.newPlatform({ settings: { botToken, apiUrl } });
    await expect(platform.start(world.inbox)).rejects.toMatchObject({ code: 'settings' });
  });
});
