import { WebClient } from '@slack/web-api';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';

import { DrivenClock } from '../../driven/driven-clock.ts';
import { clientOf, errorOf, silentLogger } from './bolt-on-fake.ts';
import { FakeSlack } from './fake-slack.ts';

let clock: DrivenClock;
let slack: FakeSlack;
let client: WebClient;
let channel: string;

beforeEach(async () => {
  clock = new DrivenClock();
  slack = await FakeSlack.start({ clock });
  client = clientOf(slack);
  channel = slack.addChannel({ name: 'general' }).id;
});

afterEach(() => slack.close());

const post = (text = 'x', to = channel): Promise<unknown> => client.chat.postMessage({ channel: to, text });

describe('faults', () => {
  it('answers with an error as often as told, for the calls that are meant', async () => {
    slack.faults.push({
      method: 'chat.postMessage',
      kind: 'error',
      error: 'ratelimited',
      times: 2,
      when: (args) => args['text'] === 'hit me',
    });

    expect(await errorOf(post('not me'))).toBe('ok');
    expect(await errorOf(post('hit me'))).toBe('ratelimited');
    expect(slack.faults.left).toBe(1);
    expect(await errorOf(post('hit me'))).toBe('ratelimited');
    expect(await errorOf(post('hit me'))).toBe('ok');
    expect(slack.callsOf('chat.postMessage').map(({ result }) => result)).toEqual([
      'ok',
      'ratelimited',
      'ratelimited',
      'ok',
    ]);
  });

  it('answers 429 with the seconds to wait', async () => {
    const impatient = new WebClient(slack.botToken, {
      slackApiUrl: slack.apiUrl,
      rejectRateLimitedCalls: true,
      logger: silentLogger,
    });
    slack.faults.push({ method: 'chat.update', kind: 'error', status: 429, retryAfterSeconds: 7 });

    await expect(impatient.chat.update({ channel, ts: '1700000000.000001', text: 'x' })).rejects.toMatchObject({
      retryAfter: 7,
    });
  });

  it('breaks the connection before or after the call is done', async () => {
    slack.faults.push({ method: 'chat.postMessage', kind: 'reset' });
    await expect(post()).rejects.toThrow('fetch failed');
    expect(slack.messages(channel)).toEqual([]);

    slack.faults.push({ method: 'chat.postMessage', kind: 'lostResponse' });
    await expect(post()).rejects.toThrow('fetch failed');
    expect(slack.messages(channel)).toHaveLength(1);
  });

  it('breaks the connection at once and does the call later all the same', async () => {
    slack.faults.push({ method: 'chat.postMessage', kind: 'lateArrival', delayMs: 4_000 });
    await expect(post()).rejects.toThrow('fetch failed');
    expect(slack.messages(channel)).toEqual([]);
    expect(slack.callsUnderWay).toBe(1);

    await clock.advance(4_000);
    expect(slack.messages(channel)).toHaveLength(1);
    expect(slack.callsUnderWay).toBe(0);
  });

  it('is silent before or after the call is done', async () => {
    slack.faults.push({ method: '*', kind: 'hang' }, { method: '*', kind: 'lateResponse' });
    const silent = [post('lost'), post('kept')];

    await slack.waitFor(() => slack.calls.every(({ result }) => result !== undefined) && slack.calls.length === 2);
    expect(slack.messages(channel).map(({ text }) => text)).toEqual(['kept']);
    await slack.close();
    await expect(Promise.all(silent)).rejects.toThrow('fetch failed');
    slack = await FakeSlack.start();
  });

  it('is slow by the clock', async () => {
    slack.faults.push({ method: 'chat.postMessage', kind: 'slow', delayMs: 60_000 });
    const posted = post();
    await slack.waitFor(() => slack.calls.length === 1);
    expect(slack.messages(channel)).toEqual([]);

    await clock.advance(60_000);

    await posted;
    expect(slack.messages(channel)).toHaveLength(1);
  });
});

async function limited(call: Promise<unknown>): Promise<unknown> {
  try {
    await call;
    return 'ok';
  } catch (error) {
    return (error as { retryAfter?: number }).retryAfter;
  }
}

describe('rates', () => {
  it('are off by default, and once on count by method, minute and (for posts) channel', async () => {
    const other = slack.addChannel({ name: 'other' }).id;
    client = new WebClient(slack.botToken, {
      slackApiUrl: slack.apiUrl,
      rejectRateLimitedCalls: true,
      logger: silentLogger,
    });
    for (let count = 0; count < 61; count += 1) await post();

    slack.limits.rates = true;
    slack.rates.perMinute.set('chat.postMessage', 2);
    expect(await limited(post())).toBe('ok');
    await clock.advance(20_000);
    expect(await limited(post())).toBe('ok');
    expect(await limited(post())).toBe(40);
    expect(await limited(post('x', other))).toBe('ok');
    await clock.advance(40_000);
    expect(await limited(post())).toBe('ok');
  });
});
