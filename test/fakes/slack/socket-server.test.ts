import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { WebSocket } from 'ws';

import { DrivenClock } from '../../driven/driven-clock.ts';
import { BareSocket, boltOn, clientOf, errorOf } from './bolt-on-fake.ts';
import { FakeSlack } from './fake-slack.ts';
import type { Person } from './person.ts';

let clock: DrivenClock;
let slack: FakeSlack;
let anna: Person;

beforeEach(async () => {
  clock = new DrivenClock();
  slack = await FakeSlack.start({ clock });
  anna = slack.addUser({ name: 'anna' });
});

afterEach(() => slack.close());

function say(text = 'hello'): void {
  anna.post({ channel: anna.directMessage, text });
}

describe('delivery', () => {
  it('says hello with the number of sockets', async () => {
    await BareSocket.open(slack);
    const second = await BareSocket.open(slack);

    expect(second.frames[0]).toMatchObject({ type: 'hello', num_connections: 2 });
  });

  it('wraps an event, takes its acknowledgement, and measures how long it took', async () => {
    const socket = await BareSocket.open(slack);
    say();
    const envelope = await socket.frame((frame) => frame['type'] === 'events_api');
    expect(envelope).toMatchObject({
      payload: { type: 'event_callback', event: { type: 'message', text: 'hello' } },
      accepts_response_payload: false,
      retry_attempt: 0,
      retry_reason: '',
    });

    await clock.advance(700);
    socket.acknowledge(envelope);

    await slack.waitFor(() => slack.acks.length === 1);
    expect(slack.acks).toMatchObject([{ name: 'message', afterMs: 700 }]);
  });

  it('sends an event that is not acknowledged three times more, three seconds apart, then gives it up', async () => {
    const socket = await BareSocket.open(slack);
    say();
    for (const attempt of [0, 1, 2, 3]) {
      await socket.frame((frame) => frame['retry_attempt'] === attempt);
      await clock.advance(3_000);
    }

    const [delivery] = slack.deliveries;
    expect(await delivery?.outcome).toEqual({ state: 'lost', reason: 'timeout' });
    expect(socket.envelopes.map((frame) => frame['retry_reason'])).toEqual(['', 'timeout', 'timeout', 'timeout']);
    expect(new Set(socket.envelopes.map((frame) => frame['envelope_id'])).size).toBe(4);
  });

  it('counts an acknowledgement that comes too late, and goes on with the next try', async () => {
    const socket = await BareSocket.open(slack);
    say();
    const first = await socket.frame((frame) => frame['retry_attempt'] === 0);
    await clock.advance(3_000);
    const second = await socket.frame((frame) => frame['retry_attempt'] === 1);

    socket.acknowledge(first);
    await slack.waitFor(() => slack.sockets.late === 1);
    expect(slack.acks).toEqual([]);
    socket.acknowledge(second);

    await slack.waitFor(() => slack.acks.length === 1);
  });

  it('gives each envelope to one socket, by turns', async () => {
    const sockets = [await BareSocket.open(slack), await BareSocket.open(slack)];
    for (const text of ['a', 'b', 'c', 'd']) say(text);

    await Promise.all(sockets.map((socket) => socket.frame(() => socket.envelopes.length === 2)));
    expect(sockets.map((socket) => socket.envelopes.length)).toEqual([2, 2]);
  });

  it('keeps an event for a socket that opens in time', async () => {
    say();
    await clock.advance(2_000);
    const socket = await BareSocket.open(slack);

    expect(await socket.frame((frame) => 'payload' in frame)).toMatchObject({ retry_attempt: 0 });
  });

  it('never repeats a slash command, and loses it where there is no socket', async () => {
    const delivery = anna.slash('/aitta', 'help', anna.directMessage);

    expect(await delivery.outcome).toEqual({ state: 'lost', reason: 'no_connection' });
  });
});

describe('sockets that fail', () => {
  it('redelivers over the other socket when one is cut', async () => {
    const first = await BareSocket.open(slack);
    say();
    await first.frame((frame) => 'payload' in frame);
    const second = await BareSocket.open(slack);

    first.close();

    expect(await second.frame((frame) => 'payload' in frame)).toMatchObject({ retry_attempt: 1 });
  });

  it('has sockets that look open and carry nothing', async () => {
    const deaf = await BareSocket.open(slack);
    slack.sockets.deafen();
    say();
    const good = await BareSocket.open(slack);
    await clock.advance(3_000);

    expect(await good.frame((frame) => 'payload' in frame)).toMatchObject({ retry_attempt: 1 });
    expect(deaf.envelopes).toEqual([]);
    expect(slack.sockets.open).toBe(2);
  });

  it('has sockets that are frozen, which Bolt leaves because its pings are not answered', async () => {
    const { app, greeted, stop } = boltOn(slack, 500);
    await app.start();
    const again = greeted();

    slack.sockets.deafen({ frozen: true });

    expect(await again).toBe(true);
    await stop();
  });

  it('asks to reconnect and delivers nothing more over the old socket, closed or not', async () => {
    const old = await BareSocket.open(slack);
    slack.sockets.disconnect('refresh_requested');
    say();
    const next = await BareSocket.open(slack);

    expect(await old.frame((frame) => frame['type'] === 'disconnect')).toMatchObject({ reason: 'refresh_requested' });
    expect(await next.frame((frame) => 'payload' in frame)).toMatchObject({ retry_attempt: 0 });
    expect(old.envelopes).toEqual([]);
    slack.sockets.disconnect('link_disabled', { close: 'first' });
    expect(await next.closed).toBe(1000);
  });

  it('has real Bolt reconnect on a refresh and on a cut', async () => {
    const { app, stop } = boltOn(slack, 500);
    await app.start();

    slack.sockets.disconnect('refresh_requested');
    await slack.waitFor(() => slack.sockets.opened >= 2 && slack.sockets.open === 1);
    slack.sockets.cut();
    await slack.waitFor(() => slack.sockets.open === 0);
    await slack.waitFor(() => slack.sockets.open === 1);
    say();

    await slack.waitFor(() => slack.acks.length === 1);
    expect(slack.callsOf('apps.connections.open').length).toBeGreaterThanOrEqual(3);
    await stop();
  });

  it('turns the eleventh socket away', async () => {
    for (let count = 0; count < 10; count += 1) await BareSocket.open(slack);
    const eleventh = await BareSocket.open(slack);

    expect(eleventh.frames[0]).toMatchObject({ type: 'disconnect', reason: 'too_many_websockets' });
  });

  it('sends the frame without an inner event, and any rubbish', async () => {
    const socket = await BareSocket.open(slack);
    slack.sockets.sendRateLimited(slack.world.teamId);
    slack.sockets.sendFrame('{"type":"unheard_of"}');

    const limited = await socket.frame((frame) => frame['type'] === 'events_api');
    expect(limited).toMatchObject({ payload: { type: 'app_rate_limited', api_app_id: slack.world.appId } });
    expect(limited['payload']).not.toHaveProperty('event');
    await socket.frame((frame) => frame['type'] === 'unheard_of');
  });

  it('keeps what the app sends that is no acknowledgement', async () => {
    const socket = await BareSocket.open(slack);
    socket.send('not json');

    expect(await slack.waitFor(() => slack.sockets.strangeFrames[0])).toBe('not json');
  });
});

describe('apps.connections.open', () => {
  it('refuses wrong tokens, revoked tokens and what a test asks for', async () => {
    const open = (token: string): Promise<string> => errorOf(clientOf(slack, token).apps.connections.open({}));

    expect(await open(slack.botToken)).toBe('not_allowed_token_type');
    expect(await open('xapp-wrong')).toBe('invalid_auth');
    slack.access.appTokenError = 'invalid_auth';
    expect(await open(slack.appToken)).toBe('invalid_auth');
    slack.access.appTokenError = undefined;
    slack.faults.push({ method: 'apps.connections.open', kind: 'error', status: 503 });
    await expect(open(slack.appToken)).rejects.toThrow('503');
    expect(await open(slack.appToken)).toBe('ok');
  });

  it('gives tickets that work once', async () => {
    const { url } = await clientOf(slack, slack.appToken).apps.connections.open({});
    const enter = (): Promise<unknown> => {
      const socket = new WebSocket(String(url));
      return new Promise((resolve, reject) => {
        socket.once('message', () => resolve('hello'));
        socket.once('error', reject);
      });
    };

    expect(await enter()).toBe('hello');
    await expect(enter()).rejects.toThrow('401');
  });
});
