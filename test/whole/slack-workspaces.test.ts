import { randomBytes } from 'node:crypto';
import { DatabaseSync } from 'node:sqlite';
import { join } from 'node:path';
import { afterAll, afterEach, beforeEach, describe, expect, test } from 'vitest';
import { english } from '../../src/core/sentences/english.ts';
import { createStandin, STANDIN_TOKEN } from '../../src/standin/standin.ts';
import type { Standin } from '../../src/standin/standin.ts';
import type { FakeSlack } from '../fakes/slack/fake-slack.ts';
import type { Person } from '../fakes/slack/person.ts';
import { SlackCloud } from '../fakes/slack/slack-cloud.ts';
import { BotProcess, createFolder } from './bot-process.ts';
import { Browser } from './browser.ts';
import type { SeenPage } from './browser.ts';

const folder = createFolder();
let count = 0;
let cloud: SlackCloud;
let aitta: Standin;
let path: string;
let storeKey: string;
const bots: BotProcess[] = [];

beforeEach(async () => {
  cloud = await SlackCloud.start();
  aitta = createStandin({
    scenario: {
      models: [
        { id: 'acme/talks', window: 131_072 },
        { id: 'acme/slower', window: 32_768, pace: { pieceMs: 300 } },
      ],
    },
  });
  await aitta.listen();
  path = join(folder.path, `${(count += 1)}.sqlite`);
  storeKey = randomBytes(32).toString('base64');
});
afterEach(async () => {
  await Promise.all(bots.splice(0).map((bot) => bot.kill()));
  await cloud.close();
  await aitta.close();
});
afterAll(folder.remove);

interface Running {
  bot: BotProcess;
  browser: Browser;
}

const start = async (env: Record<string, string> = {}): Promise<Running> => {
  const bot = new BotProcess({
    SLACK_CLIENT_ID: cloud.clientId,
    SLACK_CLIENT_SECRET: cloud.clientSecret,
    SLACK_SIGNING_SECRET: cloud.app.signingSecret,
    PUBLIC_URL: 'https://bot.example.org',
    SLACK_API_URL: cloud.apiUrl,
    AITTA_API_URL: aitta.url,
    AITTA_ACCESS_TOKEN: STANDIN_TOKEN,
    STORE_URL: `sqlite:${path}`,
    STORE_KEY: storeKey,
    LOG_LEVEL: 'debug',
    ...env,
  });
  bots.push(bot);
  const port = await bot.started();
  if (env['SLACK_APP_TOKEN'] === undefined) cloud.deliverTo(`http://127.0.0.1:${port}/slack/events`);
  return { bot, browser: new Browser('https://bot.example.org', port) };
};

const room = (slack: FakeSlack) => {
  const ada: Person = slack.addUser({ name: 'ada' });
  const channel = slack.addChannel({ name: 'physics', members: [ada.id] }).id;
  const mention = (text: string): string => ada.post({ channel, text: `<@${slack.botUserId}> ${text}` });
  const said = (root: string, where = channel): string[] =>
    slack
      .messages(where, root)
      .filter((message) => message.byBot)
      .map((message) => message.text);
  const answered = (root: string, words: string, where = channel): Promise<string[]> =>
    slack.waitFor(() => said(root, where).some((text) => text.includes(words)) && said(root, where), words);
  return { ada, channel, mention, said, answered };
};

const install = async (browser: Browser, slack: FakeSlack): Promise<SeenPage> => {
  const { link } = await browser.open('/slack/install');
  return browser.open(cloud.allow(link, slack));
};
const two = async (): Promise<[FakeSlack, FakeSlack]> => [
  await cloud.addWorkspace('lab'),
  await cloud.addWorkspace('club'),
];
const LONG = 'repeat: one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen';

describe('two workspaces', () => {
  test('install the bot in a browser, and each is answered with its own token, though people and channels have the same ids', async () => {
    const [lab, club] = await two();
    const { bot, browser } = await start();
    for (const slack of [lab, club]) {
      const page = await browser.open('/slack/install');
      expect(page.text).toContain(english.install.reads[0]);
      const done = await browser.open(cloud.allow(page.link, slack));
      expect(done).toMatchObject({ status: 200 });
      expect(done.text).toContain(english.install.done(slack.world.domain));
    }
    const [first, second] = [room(lab), room(club)];
    expect(first.ada.id).toBe(second.ada.id);
    expect(first.channel).toBe(second.channel);

    const [one, other] = [first.mention('my name is Ada'), second.mention('my name is Grace')];
    await Promise.all([first.answered(one, 'Ada'), second.answered(other, 'Grace')]);
    first.ada.post({ channel: first.channel, text: 'what is my name?', threadTs: one });
    second.ada.post({ channel: second.channel, text: 'what is my name?', threadTs: other });
    await first.answered(one, 'Your name is Ada');
    await second.answered(other, 'Your name is Grace');

    const stored = readFileText(path);
    for (const secret of [lab.botToken, club.botToken, cloud.clientSecret]) {
      expect(stored).not.toContain(secret);
      expect(bot.stdout + bot.stderr).not.toContain(secret);
    }
  });

  test('ask directly, by slash command and by button at once, and what one chooses is not chosen for whoever has the same id elsewhere', async () => {
    const [lab, club] = await two();
    const { browser } = await start({ AITTA_MODEL: 'acme/talks' });
    await install(browser, lab);
    await install(browser, club);
    const [first, second] = [room(lab), room(club)];
    const direct = [lab, club].map((slack, n) => {
      const who = [first, second][n]?.ada;
      return who?.post({ channel: slack.openDm(who).id, text: `repeat: directly ${n}` });
    });
    first.ada.slash('/aitta', 'use acme/slower', first.channel);
    second.ada.slash('/aitta', 'repeat: by command', second.channel);
    const said = (slack: FakeSlack, words: string): Promise<unknown> =>
      slack.waitFor(() => slack.everythingSaid().some(({ text }) => text.includes(words)), words);
    await Promise.all([said(lab, 'directly 0'), said(club, 'directly 1'), said(club, 'by command')]);
    expect(direct).toHaveLength(2);
    await said(lab, 'acme/slower');
    // What Ada of the lab has chosen is not what her namesake of the club is answered by.
    const other = second.mention('repeat: still quick');
    await second.answered(other, 'acme/talks');
    const own = first.mention('repeat: slow now');
    await first.answered(own, 'acme/slower');
    const long = first.mention(LONG);
    await first.answered(long, 'two');
    const message = lab.messages(first.channel, long).find(({ byBot }) => byBot);
    if (message) first.ada.press(message, english.stop);
    await first.answered(long, english.stopped);
    for (const slack of [lab, club]) expect(slack.calls.filter(({ result }) => result === 'invalid_auth')).toEqual([]);
  });

  test('killed with kill -9 in mid-answer, each goes on with its own token, once', async () => {
    const [lab, club] = await two();
    const { bot, browser } = await start({ AITTA_MODEL: 'acme/slower' });
    await install(browser, lab);
    await install(browser, club);
    const [first, second] = [room(lab), room(club)];
    const [one, other] = [first.mention(`${LONG} lab`), second.mention(`${LONG} club`)];
    await Promise.all([first.answered(one, 'two'), second.answered(other, 'two')]);
    await bot.kill();
    await start({ AITTA_MODEL: 'acme/slower' });
    await Promise.all([first.answered(one, 'fifteen lab'), second.answered(other, 'fifteen club')]);
    expect(first.said(one)).toHaveLength(1);
    expect(second.said(other)).toHaveLength(1);
    expect(first.said(one).join()).not.toContain('club');
  });

  test('are served over one socket, too', async () => {
    const [lab, club] = await two();
    const { browser } = await start({ SLACK_SIGNING_SECRET: '', SLACK_APP_TOKEN: cloud.app.appToken });
    await install(browser, lab);
    await install(browser, club);
    const [first, second] = [room(lab), room(club)];
    const [one, other] = [first.mention('repeat: lab'), second.mention('repeat: club')];
    await Promise.all([first.answered(one, 'lab'), second.answered(other, 'club')]);
    lab.uninstall();
    await until(async () => (await browser.open('/readyz?exclude=aitta')).text.includes('"workspaces":1'));
    const last = second.mention('repeat: still here');
    await second.answered(last, 'still here');
    expect(first.said(one)).toHaveLength(1);
  });

  test('one of them a whole organisation, whose tokens are rotated', async () => {
    cloud.rotates = true;
    const [lab, club] = [
      await cloud.addWorkspace('lab', { id: 'E0ORG', isInstalled: true }),
      await cloud.addWorkspace('club'),
    ];
    const { browser, bot } = await start({ AITTA_MODEL: 'acme/slower' });
    await install(browser, lab);
    await install(browser, club);
    const [first, second] = [room(lab), room(club)];
    const direct = lab.openDm(first.ada).id;
    const [one, other] = [
      first.ada.post({ channel: direct, text: `${LONG} organisation` }),
      second.mention('repeat: club'),
    ];
    await Promise.all([first.answered(one, 'fifteen organisation', direct), second.answered(other, 'club')]);
    const [stream] = lab.callsOf('chat.startStream');
    expect(stream?.args).toMatchObject({ recipient_team_id: lab.world.teamId });
    await bot.logged(({ msg, conversation }) => msg === 'turn over' && String(conversation).startsWith('E0ORG:D'));
  });

  test('one removes the bot in mid-answer: that ends without a word, its token is deleted, and the other one is answered; installed again it goes on where it was', async () => {
    const [lab, club] = await two();
    const { bot, browser } = await start({ AITTA_MODEL: 'acme/slower' });
    await install(browser, lab);
    await install(browser, club);
    const [first, second] = [room(lab), room(club)];
    const root = first.mention('my name is Ada');
    await first.answered(root, 'acme/slower');
    const [one, other] = [first.mention(`${LONG} lab`), second.mention(`${LONG} club`)];
    await Promise.all([first.answered(one, 'two'), second.answered(other, 'two')]);
    const { botToken } = lab;
    lab.uninstall();
    await bot.logged(({ msg }) => String(msg).includes('has removed the bot'));
    await second.answered(other, 'fifteen club');
    const { status, text } = await browser.open('/readyz?exclude=aitta');
    expect(status).toBe(200);
    expect(text).toContain('"workspaces":1');
    expect(first.said(one).join()).not.toContain('fifteen');
    const cut = aitta.requests.filter(
      ({ path: at, outcome }) => at.endsWith('/chat/completions') && outcome === 'disconnected',
    );
    expect(cut).toHaveLength(1);

    const installations = new DatabaseSync(path, { readOnly: true });
    const rows = installations
      .prepare("select count(*) as n from records where namespace = 'slack-installations'")
      .get();
    installations.close();
    expect(rows).toEqual({ n: 1 });

    await install(browser, lab);
    expect(lab.botToken).not.toBe(botToken);
    first.ada.post({ channel: first.channel, text: 'what is my name?', threadTs: root });
    await first.answered(root, 'Your name is Ada');
  });
});

describe('an installation', () => {
  const outcome = async (browser: Browser, address: string): Promise<[number, string]> => {
    const { status, text } = await browser.open(address);
    return [status, text];
  };

  test('belongs to the browser that began it, works once and only signed by us, and goes back to PUBLIC_URL whatever a request says', async () => {
    const [lab] = await two();
    const { bot, browser } = await start();
    const page = await browser.open('/slack/install', {
      headers: { host: 'evil.example', 'x-forwarded-host': 'evil.example' },
    });
    expect(new URL(page.link).searchParams.get('redirect_uri')).toBe('https://bot.example.org/slack/oauth_redirect');
    expect(page.headers['content-security-policy']).toMatch(/^default-src 'none'; style-src 'sha256-/);
    expect(page.text).not.toMatch(/<script|evil/);
    expect(String(page.headers['set-cookie'])).toMatch(/Secure; HttpOnly; SameSite=Lax/);
    const back = cloud.allow(page.link, lab);
    const stale = english.install.stale;

    const other = new Browser('https://bot.example.org', browser.port);
    expect(await outcome(other, back)).toEqual([400, expect.stringContaining(stale)]);
    await other.open('/slack/install');
    expect(await outcome(other, back)).toEqual([400, expect.stringContaining(stale)]);
    const forged = new URL(back);
    forged.searchParams.set('state', 'AAAA.9999999999999.ä');
    browser.cookies.set('slack-app-oauth-state', 'AAAA.9999999999999.ä');
    expect(await outcome(browser, forged.href)).toEqual([400, expect.stringContaining(stale)]);
    expect(cloud.exchanges).toEqual([]);

    const begun = await browser.open('/slack/install');
    const cookies = new Map(browser.cookies);
    const [once, code] = [cloud.allow(begun.link, lab), cloud.allow(begun.link, lab)];
    expect(await outcome(browser, once)).toEqual([200, expect.stringContaining('lab')]);
    for (const [name, value] of cookies) browser.cookies.set(name, value);
    expect(await outcome(browser, code)).toEqual([400, expect.stringContaining(stale)]);
    expect(cloud.exchanges).toEqual([{ kind: 'code', result: 'ok' }]);
    expect(bot.stdout).not.toMatch(/[?&](?:code|state)=/);
  });

  test('that Slack refuses ends in one sentence, and one line in the log', async () => {
    const [lab] = await two();
    const { bot, browser } = await start();
    const cases: [string, number, string][] = [
      ['access_denied', 403, english.install.denied],
      ['invalid_code', 400, english.install.stale],
      ['code_already_used', 400, english.install.stale],
      ['bad_client_secret', 502, english.install.misconfigured('bad_client_secret')],
      ['bad_redirect_uri', 502, english.install.misconfigured('bad_redirect_uri')],
      ['invalid_team_for_non_distributed_app', 403, english.install.notOpen],
      ['fatal_error', 502, english.install.unanswered],
      ['something_new', 502, english.install.refused('something_new')],
    ];
    for (const [error, status, sentence] of cases) {
      cloud.refusal = error;
      const { link } = await browser.open('/slack/install', { headers: { 'accept-language': 'de;q=0.9, en;q=0.8' } });
      const seen = await browser.open(error === 'access_denied' ? cloud.deny(link) : cloud.allow(link, lab));
      expect([error, seen.status, seen.link]).toEqual([error, status, 'https://bot.example.org/slack/install']);
      expect(seen.text).toContain(sentence);
    }
    const lines = bot.log.filter(({ msg }) => msg === 'a Slack workspace did not install the bot');
    expect(lines).toHaveLength(cases.length);
    expect(JSON.stringify(lines)).not.toMatch(/code=|xoxb|the-client-secret/);
  });

  test('is asked for in Finnish or Swedish where the browser wants that', async () => {
    const { browser } = await start();
    const [fi, sv] = await Promise.all(
      ['fi-FI,fi;q=0.9', 'sv'].map((locale) =>
        browser.open('/slack/install', { headers: { 'accept-language': locale } }),
      ),
    );
    expect(fi?.text).toContain('<html lang="fi">');
    expect(fi?.text).toContain('Lisää Slackiin');
    expect(sv?.text).toContain('Lägg till i Slack');
  });

  test('is what the bot waits for: until then it is not ready, and says where', async () => {
    const [lab] = await two();
    const { bot, browser } = await start();
    const before = await browser.open('/readyz?exclude=aitta');
    expect(before).toMatchObject({ status: 503 });
    expect(before.text).toContain('https://bot.example.org/slack/install');
    expect(bot.stdout).toContain('no Slack workspace has installed the bot');
    await install(browser, lab);
    await until(async () => (await browser.open('/readyz?exclude=aitta')).status === 200);
  });
});

describe('settings', () => {
  test('tokens are only kept encrypted: without STORE_KEY the bot does not start', async () => {
    const bot = new BotProcess({
      SLACK_CLIENT_ID: '1.2',
      SLACK_CLIENT_SECRET: 'secret',
      SLACK_SIGNING_SECRET: 'secret',
      PUBLIC_URL: 'https://bot.example.org',
      AITTA_API_URL: aitta.url,
      AITTA_ACCESS_TOKEN: STANDIN_TOKEN,
      STORE_URL: `sqlite:${path}`,
    });
    bots.push(bot);
    expect(await bot.ended).toBe(2);
    expect(bot.stderr).toContain(
      'STORE_KEY is missing: the tokens of several Slack workspaces are only kept encrypted',
    );
  });
});

const until = async (see: () => Promise<boolean>): Promise<void> => {
  while (!(await see())) await new Promise((resolve) => setImmediate(resolve));
};

/** All that the file holds, the journal included. */
const readFileText = (file: string): string => {
  const database = new DatabaseSync(file, { readOnly: true });
  const tables = database.prepare("select name from sqlite_master where type = 'table'").all() as { name: string }[];
  const rows = tables.flatMap(({ name }) => database.prepare(`select * from "${name}"`).all());
  database.close();
  return JSON.stringify(rows);
};
