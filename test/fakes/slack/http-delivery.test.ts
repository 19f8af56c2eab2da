import { createServer, type RequestListener, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';

import { App, HTTPReceiver } from '@slack/bolt';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';

import { DrivenClock } from '../../driven/driven-clock.ts';
import { silentLogger } from './bolt-on-fake.ts';
import { FakeSlack } from './fake-slack.ts';
import type { Person } from './person.ts';

let clock: DrivenClock;
let slack: FakeSlack;
let server: Server;
let anna: Person;

beforeEach(async () => {
  clock = new DrivenClock();
  slack = await FakeSlack.start({ clock });
  anna = slack.addUser({ name: 'anna' });
});

afterEach(async () => {
  await slack.close();
  server.closeAllConnections();
  await new Promise((resolve) => {
    server.close(resolve);
  });
});

async function serve(listener: RequestListener): Promise<string> {
  server = createServer(listener);
  await new Promise<void>((resolve) => {
    server.listen(0, '127.0.0.1', resolve);
  });
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}/slack/events`;
}

async function serveBolt(): Promise<{ app: App; url: string }> {
  const receiver = new HTTPReceiver({ signingSecret: slack.signingSecret, logger: silentLogger });
  const clientOptions = { slackApiUrl: slack.apiUrl };
  const app = new App({ token: slack.botToken, receiver, logger: silentLogger, clientOptions, convoStore: false });
  const url = await serve((request, response) => receiver.requestListener(request, response));
  return { app, url };
}

describe('with real Bolt', () => {
  it('delivers events, commands and presses that Bolt accepts', async () => {
    const { app, url } = await serveBolt();
    const texts: string[] = [];
    app.message(async ({ message }) => {
      if ('text' in message && message.text !== undefined) texts.push(message.text);
    });
    app.command('/aitta', ({ ack }) => ack('Plain text'));
    slack.deliverTo(url);

    const ts = anna.post({ channel: anna.directMessage, text: 'Grüße' });
    anna.slash('/aitta', 'x', anna.directMessage);

    await slack.waitFor(() => anna.ephemerals[0]?.text === 'Plain text');
    await slack.waitFor(() => slack.deliveriesOf(ts)[0]?.ended?.state === 'acknowledged');
    expect(texts).toEqual(['Grüße']);
  });

  it('has wrong and old signatures refused, and the address verified', async () => {
    const { url } = await serveBolt();
    const http = slack.deliverTo(url);
    const event = { type: 'event_callback', event: { type: 'message' } };

    expect((await http.knock(event, 'wrong')).status).toBe(401);
    expect((await http.knock(event, 'stale')).status).toBe(401);
    expect((await http.knock(event, 'missing')).status).toBe(401);
    expect(await http.knock({ type: 'url_verification', challenge: 'abc' })).toMatchObject({
      status: 200,
      body: '{"challenge":"abc"}',
    });
  });
});

describe('retries', () => {
  it('come at once, after one minute and after five, and say why', async () => {
    const headers: unknown[] = [];
    const url = await serve((request, response) => {
      headers.push([request.headers['x-slack-retry-num'], request.headers['x-slack-retry-reason']]);
      response.writeHead(500).end();
    });
    slack.deliverTo(url);
    anna.post({ channel: anna.directMessage, text: 'x' });
    const [delivery] = slack.deliveries;

    await slack.waitFor(() => delivery?.attempts.length === 2);
    await clock.advance(59_000);
    expect(headers).toHaveLength(2);
    await clock.advance(1_000);
    await slack.waitFor(() => delivery?.attempts.length === 3);
    await clock.advance(300_000);

    expect(await delivery?.outcome).toEqual({ state: 'lost', reason: 'http_error' });
    expect(headers).toEqual([
      [undefined, undefined],
      ['1', 'http_error'],
      ['2', 'http_error'],
      ['3', 'http_error'],
    ]);
  });

  it('stop when the app says so, and follow a silence of three seconds', async () => {
    const first = Promise.withResolvers<void>();
    const url = await serve((request, response) => {
      if (request.headers['x-slack-retry-num'] === undefined) first.resolve();
      else response.writeHead(503, { 'x-slack-no-retry': '1' }).end();
    });
    slack.deliverTo(url);
    anna.post({ channel: anna.directMessage, text: 'x' });
    const [delivery] = slack.deliveries;

    await first.promise;
    await clock.advance(3_000);

    expect(await delivery?.outcome).toEqual({ state: 'lost', reason: 'http_error' });
    expect(delivery?.attempts).toMatchObject([{ reason: 'http_timeout' }, { reason: 'http_error' }]);
  });
});
