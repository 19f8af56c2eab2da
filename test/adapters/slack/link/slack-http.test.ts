import { createHmac } from 'node:crypto';
import { request } from 'node:http';
import { describe, expect, onTestFinished, test } from 'vitest';
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

  /** Sends a header that announces a body, and none of the body. */
  const announce = (url: string, headers: Record<string, string>): Promise<number> =>
    new Promise((resolve, reject) => {
      const sent = request(url, { method: 'POST', headers }, ({ statusCode }) => {
        sent.destroy();
        resolve(statusCode ?? 0);
      });
      onTestFinished(() => void sent.destroy());
      sent.on('error', reject);
      sent.flushHeaders();
    });
  const signature = `v0=${'0'.repeat(64)}`;
  const now = (): string => String(Math.floor(Date.now() / 1_000));

  test.each([
    ['not signed', () => ({ 'content-length': '900000' }), 401],
    [
      'signed long ago',
      () => ({ 'content-length': '900000', 'x-slack-signature': signature, 'x-slack-request-timestamp': '1700000000' }),
      401,
    ],
    [
      'signed with nonsense',
      () => ({ 'content-length': '900000', 'x-slack-signature': 'v0=x', 'x-slack-request-timestamp': now() }),
      401,
    ],
    [
      'signed, and too large',
      () => ({ 'content-length': '600000', 'x-slack-signature': signature, 'x-slack-request-timestamp': now() }),
      413,
    ],
  ])('what is %s is refused by its header, before a byte of the body is read', async (_what, headers, status) => {
    const { url } = await SlackWorld.openHttp();
    expect(await announce(url, headers())).toBe(status);
  });

  test('many large bodies at once are refused at a bound, and what is small still comes in', async () => {
    const { world, url } = await SlackWorld.openHttp();
    const [length, held] = ['520000', 500_000];
    const headers = { 'content-length': length, 'x-slack-signature': signature, 'x-slack-request-timestamp': now() };
    const statuses = new Map<number, number>();
    const sent = Array.from({ length: 100 }, () => {
      const each = request(url, { method: 'POST', headers }, ({ statusCode = 0 }) => {
        statuses.set(statusCode, (statuses.get(statusCode) ?? 0) + 1);
      });
      each.on('error', () => undefined);
      each.write(Buffer.alloc(held));
      return each;
    });
    onTestFinished(() => sent.forEach((each) => each.destroy()));
    await world.eventually(() => (statuses.get(503) ?? 0) > 10);
    world.mention('still there?');
    expect(await world.arrival()).toMatchObject({ input: 'still there?' });
    expect([...statuses.keys()]).toEqual([503]);
  });

  test.each([
    ['signed', { 'x-slack-signature': signature, 'x-slack-request-timestamp': now() }],
    ['not signed', {}],
  ])('a request, %s, that has not come whole within ten seconds is cut off', async (_what, signed) => {
    const { world, url } = await SlackWorld.openHttp();
    let ended: number | string = 'open';
    const sent = request(url, { method: 'POST', headers: { ...signed, 'content-length': '500' } }, (response) => {
      ended = response.statusCode ?? 0;
    });
    onTestFinished(() => void sent.destroy());
    sent.on('error', () => undefined); // the connection is closed
    sent.write('{"type":');
    await world.ticks();
    await world.clock.advance(9_000);
    expect(ended).toBe('open');
    await world.drive(() => ended !== 'open');
    expect(ended).toBe(408);
    world.mention('still there?');
    expect(await world.arrival()).toMatchObject({ input: 'still there?' });
  });

  test('the acknowledgement is measured from the arrival of the request, its body included', async () => {
    const { world, url } = await SlackWorld.openHttp();
    const body = JSON.stringify({ type: 'event_callback', event: { type: 'something_new' } });
    const seconds = now();
    const digest = createHmac('sha256', world.slack.signingSecret).update(`v0:${seconds}:${body}`).digest('hex');
    const headers = {
      'content-type': 'application/json',
      'content-length': String(body.length),
      'x-slack-signature': `v0=${digest}`,
      'x-slack-request-timestamp': seconds,
    };
    const answered = new Promise((resolve, reject) => {
      const sent = request(url, { method: 'POST', headers }, ({ statusCode }) => resolve(statusCode));
      sent.on('error', reject);
      sent.write(body.slice(0, 10));
      void (async () => {
        await world.ticks();
        await world.clock.advance(2_000);
        sent.end(body.slice(10));
      })();
    });
    expect(await answered).toBe(200);
    expect(world.observed.find(({ name }) => name === 'acknowledgement')?.seconds).toBe(2);
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
    const platform = world.newPlatform({ settings: { botToken, apiUrl, answerMessages: 8 } });
    await expect(platform.start(world.inbox)).rejects.toMatchObject({ code: 'settings' });
  });
});
