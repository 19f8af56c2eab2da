import { expect, onTestFinished, test } from 'vitest';
import { SlackPlatform } from '../../../src/adapters/slack/slack-platform.ts';
import { SqliteDatabase } from '../../../src/adapters/storage/sqlite/sqlite-database.ts';
import { english } from '../../../src/core/sentences/english.ts';
import { HttpServer } from '../../../src/operate/http-server.ts';
import { openRecords } from '../../doubles/open-records.ts';
import { quietLog } from '../../doubles/quiet-log.ts';
import { RecordingInbox } from '../../doubles/recording-inbox.ts';
import { DrivenClock } from '../../driven/driven-clock.ts';
import type { FakeSlack } from '../../fakes/slack/fake-slack.ts';
import { SlackCloud } from '../../fakes/slack/slack-cloud.ts';
import { Browser } from '../../whole/browser.ts';
import { SlackWorld } from './slack-world.ts';

const publicUrl = 'https://bot.example.org';

/** A bot that one workspace may install, on a clock that a test drives. */
const open = async () => {
  const clock = new DrivenClock();
  const cloud = await SlackCloud.start({ clock });
  const lab = await cloud.addWorkspace('lab');
  const server = new HttpServer();
  const inbox = new RecordingInbox();
  const { clientId, clientSecret, apiUrl, app } = cloud;
  const platform = new SlackPlatform({
    settings: {
      oauth: { clientId, clientSecret, publicUrl },
      signingSecret: app.signingSecret,
      apiUrl,
      answerMessages: 8,
    },
    mount: (path, handler) => server.mount(path, handler),
    ruled: { groups: false },
    language: 'en',
    openStore: openRecords(new SqliteDatabase(':memory:'), clock),
    retentionMs: 30 * 24 * 60 * 60_000,
    clock,
    log: quietLog(),
    meter: { count: () => undefined, observe: () => undefined },
  });
  onTestFinished(async () => {
    await platform.close();
    await server.close();
    await cloud.close();
  });
  const port = await server.listen({ host: '127.0.0.1', port: 0 });
  await platform.start(inbox);
  const deliver = (): void => cloud.deliverTo(`http://127.0.0.1:${port}/slack/events`);
  deliver();
  const browser = new Browser(publicUrl, port);
  const install = async (slack: FakeSlack): Promise<void> => {
    const { link } = await browser.open('/slack/install');
    expect(await browser.open(cloud.allow(link, slack))).toMatchObject({ status: 200 });
  };
  return { clock, cloud, lab, inbox, platform, browser, deliver, install };
};

test('a removal that Slack delivers again, after the workspace has installed the bot again, leaves the new installation', async () => {
  const { clock, lab, inbox, platform, install } = await open();
  await install(lab);
  lab.uninstall();
  const [removal] = lab.deliveriesOf('app_uninstalled');
  await removal?.outcome;
  expect(platform.health()).toMatchObject({ ok: false, workspaces: 0 });
  await clock.advance(60_000);
  await install(lab);
  if (removal) await lab.repeat(removal).outcome;
  const ada = lab.addUser({ name: 'ada' });
  const channel = lab.addChannel({ name: 'physics', members: [ada.id] }).id;
  ada.post({ channel, text: `<@${lab.botUserId}> why?` });
  const { personId, workspace } = await inbox.arrival();
  expect([personId, workspace]).toEqual([`${lab.world.teamId}:${ada.id}`, lab.world.teamId]);
});

test('a workspace that its organisation takes the bot from is served no more, the others are; given back it is, also where the older word comes again', async () => {
  const { clock, cloud, inbox, deliver, install, platform } = await open();
  const org = { id: 'E0ORG', isInstalled: true };
  const [labs, office] = [await cloud.addWorkspace('labs', org), await cloud.addWorkspace('office', org)];
  deliver();
  await install(labs);
  const ask = async (slack: FakeSlack): Promise<void> => {
    const ada = slack.addUser({ name: 'ada' });
    const channel = slack.addChannel({ name: 'physics', members: [ada.id] }).id;
    ada.post({ channel, text: `<@${slack.botUserId}> why?` });
    await Promise.all(slack.deliveries.map(({ outcome }) => outcome));
  };
  await clock.advance(60_000);
  const revoked = labs.raw({ type: 'team_access_revoked', team_ids: [labs.world.teamId] });
  expect((await revoked.outcome).state).toBe('acknowledged');
  await ask(labs);
  expect(inbox.arrivals).toEqual([]);
  await ask(office);
  expect(inbox.arrivals).toHaveLength(1);
  expect(platform.health()).toMatchObject({ ok: true });
  await clock.advance(60_000);
  await labs.raw({ type: 'team_access_granted', team_ids: [labs.world.teamId] }).outcome;
  await labs.repeat(revoked).outcome;
  await ask(labs);
  expect(inbox.arrivals).toHaveLength(2);
});

test('an installation that was begun more than ten minutes ago is not finished', async () => {
  const { clock, cloud, lab, browser } = await open();
  const { link } = await browser.open('/slack/install');
  const back = cloud.allow(link, lab);
  await clock.advance(10 * 60_000 + 1);
  const { status, text } = await browser.open(back);
  expect(status).toBe(400);
  expect(text).toContain(english.install.stale);
  expect(cloud.exchanges).toEqual([]);
});

test('what comes from a workspace that has not installed the bot is acknowledged, and is for nobody', async () => {
  const { lab, inbox } = await open();
  const ada = lab.addUser({ name: 'ada' });
  const channel = lab.addChannel({ name: 'physics', members: [ada.id] }).id;
  ada.post({ channel, text: `<@${lab.botUserId}> why?` });
  const outcomes = await Promise.all(lab.deliveries.map(({ outcome }) => outcome));
  expect(outcomes.map(({ state }) => state)).not.toContain('lost');
  expect(inbox.arrivals).toEqual([]);
});

test('a conversation of another workspace is nobody’s to see, also where its channel has the same id', async () => {
  const world = await SlackWorld.open();
  const { place } = await world.ask();
  const { teamId } = world.slack.world;
  expect(await place.sees(`${teamId}:${world.general}:1.000000`)).toBe('everybody');
  expect(await place.sees(`T0OTHER:${world.general}:1.000000`)).toBe('nobody');
});
