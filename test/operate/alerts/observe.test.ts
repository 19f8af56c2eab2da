import { AITTA } from '../../../src/core/sentences/named-service.ts';
import { expect, onTestFinished, test } from 'vitest';
import { slackAlert } from '../../../src/adapters/slack/answer/slack-alert.ts';
import { SlackApi } from '../../../src/adapters/slack/api/slack-api.ts';
import { onlyToken } from '../../../src/adapters/slack/api/slack-tokens.ts';
import { SqliteDatabase } from '../../../src/adapters/storage/sqlite/sqlite-database.ts';
import { App } from '../../../src/app.ts';
import { loadConfig } from '../../../src/config.ts';
import { sentencesFor } from '../../../src/core/sentences/sentences-for.ts';
import { readDiskSpace } from '../../../src/operate/alerts/disk-space.ts';
import { KnownModels } from '../../../src/operate/alerts/known-models.ts';
import { observe } from '../../../src/operate/alerts/observe.ts';
import { createMetrics } from '../../../src/operate/metrics.ts';
import { Secrets } from '../../../src/operate/secrets.ts';
import { createStandin } from '../../../src/standin/standin.ts';
import { jwt } from '../../aitta/documents.ts';
import { openRecords } from '../../doubles/open-records.ts';
import { quietLog } from '../../doubles/quiet-log.ts';
import { DrivenClock } from '../../driven/driven-clock.ts';
import { FakeSlack } from '../../fakes/slack/fake-slack.ts';

const MINUTE_MS = 60_000;
const DAY_MS = 24 * 60 * MINUTE_MS;

/** The whole bot in this process, between a Slack and an Aitta on real sockets; its operator has a channel. */
const open = async (env: Record<string, string> = {}, tokenDays = 300) => {
  const clock = new DrivenClock();
  const slack = await FakeSlack.start({ clock });
  onTestFinished(() => slack.close());
  const channel = slack.addChannel({ name: 'operators', members: [] }).id;
  const token = jwt({ exp: Math.floor((clock.now() + tokenDays * DAY_MS) / 1_000) });
  const aitta = createStandin({ clock, token });
  const { url } = await aitta.listen();
  onTestFinished(() => aitta.close());
  const config = loadConfig({
    SLACK_BOT_TOKEN: slack.botToken,
    SLACK_APP_TOKEN: slack.appToken,
    SLACK_API_URL: slack.apiUrl,
    SLACK_ALERTS_TO: channel,
    AITTA_API_URL: url,
    AITTA_ACCESS_TOKEN: token,
    STORE_URL: 'memory:',
    PORT: '0',
    ...env,
  });
  const app = new App({ config, clock, log: quietLog(), metrics: createMetrics(), secrets: new Secrets() });
  await app.start();
  onTestFinished(() => app.stop(0));
  await aitta.seen(({ route }) => route === 'workers');
  // Time goes in leaps here, which looks like a database that hangs.
  const said = (): string[] =>
    slack
      .messages(channel)
      .map(({ text }) => text)
      .filter((text) => !text.includes('My database'));
  /** Lets time pass until so much was said. */
  const hears = async (count: number, minutes = 30): Promise<string[]> => {
    for (let half = 0; half < minutes * 2 && said().length < count; half += 1)
      await clock.advance(MINUTE_MS / 2, 10_000);
    return said();
  };
  return { clock, slack, aitta, said, hears };
};

test('an Aitta that went away, and its return, are told', async () => {
  const { clock, aitta, hears } = await open();
  const { url } = aitta;
  await aitta.close();
  const [outage] = await hears(1);
  expect(outage).toMatch(
    /^Aitta has not worked since @.* UTC \(cannot be reached: ECONNREFUSED\)\. Questions are kept/,
  );
  const back = createStandin({ clock });
  await back.listen({ port: Number(new URL(url).port) });
  onTestFinished(() => back.close());
  expect((await hears(2))[1]).toMatch(/^Aitta works again, after \d+ min/);
});

test('maintenance is told as that', async () => {
  const { aitta, hears } = await open();
  aitta.setDowntimes([{ inMs: 0, lastsMs: 120 * MINUTE_MS, reason: 'works' }]);
  expect((await hears(1))[0]).toMatch(/^Aitta is under maintenance until @.* UTC\. Questions are kept/);
  aitta.setDowntimes([]);
  expect((await hears(2))[1]).toBe('The maintenance of Aitta is over.');
});

test('a model that left the list is told, and that the settings name it', async () => {
  const { aitta, hears } = await open({ AITTA_MODEL: 'standin/remembers' });
  aitta.removeModel('standin/remembers');
  expect((await hears(1))[0]).toBe(
    'Aitta no longer offers standin/remembers. AITTA_MODEL names it, so please name another one there.',
  );
});

test('the days of the token are counted down, each once, and its end is told', async () => {
  const { clock, said, hears } = await open({}, 1.2);
  expect((await hears(1))[0]).toMatch(/^The access token for Aitta expires in 2 days or less \(@.* UTC\)/);
  await clock.advance(0.3 * DAY_MS, 60 * MINUTE_MS);
  await clock.advance(DAY_MS, 60 * MINUTE_MS);
  expect(
    said()
      .slice(1)
      .map((text) => text.slice(0, 42)),
  ).toEqual(['The access token for Aitta expires in 1 da', 'The access token for Aitta has expired, an']);
});

test('a disk with little room is told, and that it has room again', async () => {
  const clock = new DrivenClock();
  const database = new SqliteDatabase(':memory:');
  onTestFinished(() => database.close());
  let freeBytes = 400 * 2 ** 20;
  const look = () =>
    observe({
      readiness: {
        platforms: new Map(),
        failures: new Map(),
        turns: { health: { ok: true, note: 'open' } },
        service: { part: 'aitta', health: () => ({ ok: true, note: 'answers', tokenExpiresAt: undefined }) },
        clock,
      },
      service: () => Promise.resolve({ ok: true }),
      catalogue: () => Promise.resolve(undefined),
      known: new KnownModels(openRecords(database, clock)('alerts')),
      disk: () => Promise.resolve({ freeBytes, isLow: freeBytes < 2 ** 30 }),
      defaultModel: undefined,
      tokenPage: 'https://aitta.example/token',
      titleOf: (part) => part,
      scrub: (text) => text,
      sentences: sentencesFor('en', AITTA),
    });
  const diskOf = async () => (await look()).conditions.find(({ id }) => id === 'disk');
  const low = await diskOf();
  expect([low?.isPresent, low?.begun(clock.now())]).toEqual([
    true,
    'The disk with my database is nearly full: 0.39 GiB are left. Once it is full, I cannot take questions.',
  ]);
  freeBytes = 400 * 2 ** 30;
  const free = await diskOf();
  expect([free?.isPresent, free?.ended?.(1)]).toEqual([false, 'The disk with my database has room again.']);
  expect(await readDiskSpace('/no/such/folder/file.sqlite')).toBeUndefined();
  expect((await readDiskSpace('package.json'))?.freeBytes).toBeGreaterThan(0);
});

test('a person is told directly', async () => {
  const clock = new DrivenClock();
  const slack = await FakeSlack.start({ clock });
  onTestFinished(() => slack.close());
  const ada = slack.addUser({ name: 'ada' });
  const api = new SlackApi({
    tokens: onlyToken(slack.botToken),
    apiUrl: slack.apiUrl,
    clock,
    log: quietLog(),
    meter: createMetrics(),
  });
  await slackAlert(api, ada.id)?.('The disk is full.');
  expect(slack.messages(slack.openDm(ada).id).map(({ text }) => text)).toEqual(['The disk is full.']);
  await expect(slackAlert(api, 'C0NOSUCH1')?.('Anything.')).rejects.toMatchObject({ code: 'place-gone' });
  expect(slackAlert(api, undefined)).toBeUndefined();
});
