import { describe, expect, onTestFinished, test } from 'vitest';
import { App } from '../../src/app.ts';
import { loadConfig } from '../../src/config.ts';
import { createMetrics } from '../../src/operate/metrics.ts';
import { Secrets } from '../../src/operate/secrets.ts';
import { createStandin, STANDIN_TOKEN } from '../../src/standin/standin.ts';
import type { Standin } from '../../src/standin/standin.ts';
import { quietLog } from '../doubles/quiet-log.ts';
import { DrivenClock } from '../driven/driven-clock.ts';
import { FakeSlack } from '../fakes/slack/fake-slack.ts';

interface Readiness {
  status: number;
  parts: Record<string, { ok: boolean; note: string; [figure: string]: unknown }>;
}

/** The whole bot in this process, its time driven, between a Slack and an Aitta on real sockets. */
const open = async (env: Record<string, string> = {}) => {
  const clock = new DrivenClock();
  const slack = await FakeSlack.start({ clock });
  onTestFinished(() => slack.close());
  const aitta = createStandin({ clock });
  const { url } = await aitta.listen();
  onTestFinished(() => aitta.close());
  const config = loadConfig({
    SLACK_BOT_TOKEN: slack.botToken,
    SLACK_APP_TOKEN: slack.appToken,
    SLACK_API_URL: slack.apiUrl,
    AITTA_API_URL: url,
    AITTA_ACCESS_TOKEN: STANDIN_TOKEN,
    STORE_URL: 'memory:',
    PORT: '0',
    ...env,
  });
  const app = new App({ config, clock, log: quietLog(), metrics: createMetrics(), secrets: new Secrets() });
  await app.start();
  onTestFinished(() => app.stop(0));
  const read = async (path: string): Promise<Response> => fetch(`http://127.0.0.1:${app.port}${path}`);
  const readiness = async (query = ''): Promise<Readiness> => {
    const response = await read(`/readyz${query}`);
    return { status: response.status, parts: ((await response.json()) as Readiness).parts };
  };
  /** Asks until it is so. */
  const becomes = async (fits: (now: Readiness) => boolean): Promise<Readiness> => {
    let now = await readiness();
    for (let asked = 0; asked < 500; asked += 1) {
      if (fits(now)) return now;
      now = await readiness();
    }
    throw new Error(`it does not become so: ${JSON.stringify(now)}`);
  };
  return { app, clock, slack, aitta, read, readiness, becomes };
};

const listenAgain = async (url: string, clock: DrivenClock): Promise<Standin> => {
  const aitta = createStandin({ clock });
  await aitta.listen({ port: Number(new URL(url).port) });
  onTestFinished(() => aitta.close());
  return aitta;
};

describe('the readiness of the running bot', () => {
  test('is 200 with every part well, and no probe asks Aitta anything', async () => {
    const { aitta, becomes, readiness } = await open();
    const { parts } = await becomes(({ parts: { aitta: part } }) => part?.note === 'answers');
    expect(parts).toMatchObject({ slack: { ok: true, note: 'connected' }, store: { ok: true, openTurns: 0 } });
    await aitta.seen(({ route }) => route === 'workers');
    await becomes(({ status }) => status === 200);
    const before = aitta.requests.length;
    for (let probe = 0; probe < 10; probe += 1) expect((await readiness()).status).toBe(200);
    // What the first look has begun may still come; ten probes would be ten more of a kind.
    expect(aitta.requests.filter(({ route }) => route === 'models')).toHaveLength(1);
    expect(aitta.requests.length - before).toBeLessThan(10);
  });

  test('tells of an Aitta that went away, without anybody asking it, and that it came back', async () => {
    const { aitta, clock, becomes, readiness } = await open();
    await aitta.seen(({ route }) => route === 'workers');
    await becomes(({ parts: { aitta: part } }) => part?.note === 'answers');
    const { url } = aitta;
    await aitta.close();
    await clock.advance(130_000, 10_000);
    const down = await becomes(({ status }) => status === 503);
    expect(down.parts).toMatchObject({
      aitta: { ok: false, note: 'cannot be reached: ECONNREFUSED' },
      slack: { ok: true },
    });
    expect((await readiness('?exclude=aitta')).status).toBe(200);
    await listenAgain(url, clock);
    await clock.advance(40_000, 10_000);
    await becomes(({ status }) => status === 200);
  });

  test('tells of a token that Aitta refuses', async () => {
    const { becomes } = await open({ AITTA_ACCESS_TOKEN: 'no-token-of-theirs' });
    const { parts } = await becomes(({ status }) => status === 503);
    expect(parts['aitta']).toMatchObject({ ok: false, note: 'refuses the access token' });
  });

  test('tells of a Slack that is lost and does not let us in again', async () => {
    const { slack, becomes, readiness } = await open();
    await becomes(({ status }) => status === 200);
    await slack.waitFor(() => slack.sockets.open === 2, 'both connections');
    slack.access.appTokenError = 'invalid_auth';
    slack.sockets.cut();
    const lost = await becomes(({ status }) => status === 503);
    expect(lost.parts).toMatchObject({ slack: { ok: false } });
    expect((await readiness('?exclude=slack')).status).toBe(200);
  });
});

describe('the metrics of the running bot', () => {
  test('count a question from its arrival to its answer, and have no id, name or text', async () => {
    const { slack, clock, read, readiness } = await open();
    const ada = slack.addUser({ name: 'ada-lovelace' });
    const channel = slack.addChannel({ name: 'physics-of-cats', members: [ada.id] }).id;
    const ts = ada.post({ channel, text: `<@${slack.botUserId}> my name is Schroedinger` });
    for (const delivery of slack.deliveriesOf(ts)) slack.repeat(delivery);
    for (
      let steps = 0;
      steps < 200 && !slack.everythingSaid().some(({ text }) => text.includes('Schroedinger'));
      steps += 1
    )
      await clock.advance(100);
    // One that comes while the first is still being taken in shares its acceptance; one that comes later is a duplicate.
    for (const delivery of slack.deliveriesOf(ts)) slack.repeat(delivery);
    // The figures are those of the last look.
    for (let steps = 0; steps < 200 && (await readiness()).parts['store']?.['openTurns'] !== 0; steps += 1)
      await clock.advance(100);
    const { parts } = await readiness();
    expect(parts['store']).toMatchObject({ openTurns: 0 });
    expect(parts['slack']).toMatchObject({ lastEventSecondsAgo: expect.any(Number) });
    const duplicates = 'aitta_bot_arrivals_total{platform="slack",result="duplicate"}';
    for (let steps = 0; steps < 200 && !(await (await read('/metrics')).text()).includes(duplicates); steps += 1)
      await clock.advance(100);
    const metrics = await (await read('/metrics')).text();
    for (const line of [
      'aitta_bot_arrivals_total{platform="slack",result="new"} 1',
      duplicates,
      'aitta_bot_answers_total{platform="slack",result="answered"} 1',
      'aitta_bot_acknowledgement_seconds_count{platform="slack"}',
      'aitta_bot_first_sign_seconds_count{platform="slack"} 1',
      'aitta_bot_first_token_seconds_count{platform="slack"} 1',
      'aitta_bot_answer_seconds_count{platform="slack"} 1',
      'aitta_bot_open_turns 0',
      'aitta_bot_part_up{part="slack"} 1',
      'aitta_bot_part_up{part="aitta"} 1',
      'aitta_bot_last_event_age_seconds{platform="slack"}',
      'aitta_bot_aitta_requests{state="in_flight"} 0',
      'aitta_bot_aitta_requests{state="waiting"}',
    ])
      expect(metrics).toContain(line);
    for (const secret of [
      ada.id,
      channel,
      ts,
      'ada-lovelace',
      'physics-of-cats',
      'Schroedinger',
      STANDIN_TOKEN,
      'xoxb',
    ])
      expect(metrics).not.toContain(secret);
  });
});
