import { readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { pathToFileURL } from 'node:url';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { placeOf } from '../../src/core/kept-kind.ts';
import { keptKinds } from '../../src/keeps.ts';
import { leaveWordsInSlack, leaveWordsOnDiscord } from './left-words.ts';
import { PrivacyStage } from './privacy-stage.ts';

vi.setConfig({ testTimeout: 180_000, hookTimeout: 180_000 }); // on a busy machine

const WAIT = { timeout: 30_000, interval: 50 };
const DAY_MS = 24 * 60 * 60_000;

let stage: PrivacyStage;
let words: string[];
let hosts: string;
beforeAll(async () => {
  stage = await PrivacyStage.open();
  hosts = join(stage.folder, 'hosts');
  const recorder = pathToFileURL(join(import.meta.dirname, 'record-hosts.ts')).href;
  await stage.start({ NODE_OPTIONS: `--import=${recorder}`, HOSTS_FILE: hosts });
  const left = await Promise.all([leaveWordsInSlack(stage, 'SLACK-KEPT'), leaveWordsOnDiscord(stage, 'DISCORD-KEPT')]);
  words = left.flatMap((each) => each.words);
});
afterAll(() => stage.close());

test('what people say is in the file of the store and its journal, and nowhere else', () => {
  const files = new Set(words.flatMap((each) => stage.holders(each)));
  expect([...files].filter((file) => ![basename(stage.store), `${basename(stage.store)}-wal`].includes(file))).toEqual(
    [],
  );
});

test('the program connects to the chat platforms and to Aitta, and to nobody else', () => {
  const reached = new Set(readFileSync(hosts, 'utf8').trim().split('\n').map(portOf));
  const ours = [stage.slack.apiUrl, stage.discord.apiUrl, stage.aitta.url].map(portOf);
  expect(ours.filter((port) => !reached.has(port))).toEqual([]);
  expect([...reached].filter((port) => !ours.includes(port))).toEqual([]);
});

const portOf = (address: string): string => /:(\d+)(?:\/.*)?$/.exec(address)?.[1] ?? address;

describe('what others wrote is read for an answer and not kept', () => {
  test('in a thread in Slack', async () => {
    const endReading = stage.readStore(); // so that whatever is written stays in the journal
    const { channel, mention, said, person } = stage.inSlack();
    const other = stage.slack.addUser({ name: 'other' });
    other.invite(channel, other.id);
    const root = other.post({ channel, text: 'SLACK-OTHERS' });
    mention('ASKED-BELOW', root);
    await said(root, 'acme/talks');
    await stage.remembered(person.id);
    expect([stage.wasSent('SLACK-OTHERS'), stage.held(['ASKED-BELOW', 'SLACK-OTHERS'])]).toEqual([
      true,
      ['ASKED-BELOW'],
    ]);
    endReading();
  });

  test('in what is replied to on Discord', async () => {
    const endReading = stage.readStore();
    const { person, channel, saidIn } = stage.inDiscord();
    const first = stage.inDiscord().person.post({ channel, content: 'DISCORD-OTHERS' });
    const content = `${stage.discord.mention} ASKED-ABOUT`;
    await saidIn(person.post({ channel, content, replyTo: first }), 'acme/talks');
    await stage.remembered(person.id);
    expect([stage.wasSent('DISCORD-OTHERS'), stage.held(['ASKED-ABOUT', 'DISCORD-OTHERS'])]).toEqual([
      true,
      ['ASKED-ABOUT'],
    ]);
    endReading();
  });
});

test('what somebody quotes is theirs, and stays when the one who is quoted is forgotten', async () => {
  const { person, mention, said, told } = stage.inSlack();
  const other = stage.inSlack();
  await said(mention('WORDS-QUOTED by their author'), 'acme/talks');
  await other.said(other.mention('why did they say WORDS-QUOTED?'), 'acme/talks');
  mention('!forget me --yes');
  await told('Deleted');
  expect(stage.held(['by their author', 'why did they say WORDS-QUOTED?'])).toEqual(['why did they say WORDS-QUOTED?']);
  await vi.waitFor(() => expect(stage.recordsOf(person.id)).toEqual([]), WAIT); // its own command ends last
});

test('what was read of a file that others shared is kept with the question that is asked below it, and goes with it', async () => {
  const { person, channel, mention, said, told } = stage.inSlack();
  const other = stage.slack.addUser({ name: 'sharer' });
  other.invite(channel, other.id);
  const file = { name: 'shared.txt', content: 'FILE-OF-OTHERS' };
  const root = other.post({ channel, text: 'look', files: [file] });
  mention('what is in it?', root);
  await said(root, 'acme/talks');
  await stage.remembered(person.id);
  expect(stage.held(['FILE-OF-OTHERS'])).toEqual(['FILE-OF-OTHERS']);
  expect((await stage.verb('export', 'slack', person.id)).out).toContain('FILE-OF-OTHERS');
  mention('!forget me --yes', root);
  await told('Deleted');
  expect(await stage.leave(['FILE-OF-OTHERS'])).toEqual([]);
});

/** How long each kind of record is kept at most, as its row says; null: until something else ends it. */
const MAX_KEPT_MS: Readonly<Record<string, number | null>> = {
  'limits/salt': null,
  usage: 31 * DAY_MS,
  limits: DAY_MS,
  'aitta/catalogue:': 30 * DAY_MS,
  'aitta/starts:': 90 * DAY_MS,
  'aitta/budget:': DAY_MS / 24,
  'slack-look-again': DAY_MS,
  'slack-conversations': 30 * DAY_MS,
  'slack-greeted': 365 * DAY_MS,
  'discord-look-again': DAY_MS,
  'discord/asked:': 2 * DAY_MS,
  'discord/conversation:': 30 * DAY_MS,
  'discord/place:': 7 * DAY_MS,
};

test('every record is of a kind that is listed, and expires as its row says', () => {
  const now = Date.now();
  const store = new DatabaseSync(stage.store, { readOnly: true });
  const records = store.prepare('SELECT namespace, key, expires FROM records').all();
  store.close();
  const seen = new Set<string>();
  const wrong = records.flatMap(({ namespace, key, expires }) => {
    const name = `${String(namespace)}/${String(key)}`;
    const kind = keptKinds.find((each) => each.namespace === namespace && String(key).startsWith(each.prefix ?? ''));
    if (!kind) return [`${name} is not listed`];
    seen.add(placeOf(kind));
    const most = MAX_KEPT_MS[placeOf(kind)] ?? null;
    const left = typeof expires === 'number' ? expires - now : null;
    if (most === null) return left === null ? [] : [`${name} expires`];
    return left !== null && left <= most ? [] : [`${name} is kept for ${String(left)} ms`];
  });
  expect(wrong).toEqual([]);
  expect([...seen].toSorted()).toEqual(
    expect.arrayContaining([
      'conversations',
      'discord/asked:',
      'footprints',
      'limits',
      'settings/person:',
      'turns',
      'usage',
    ]),
  );
});

test('after `RETENTION_DAYS` nothing is left of what was said, in no file', async () => {
  await stage.bot?.kill();
  const store = new DatabaseSync(stage.store);
  store.exec(`UPDATE records SET expires = expires - ${400 * DAY_MS} WHERE expires IS NOT NULL`);
  store.exec("UPDATE records SET value = json_set(value, '$.value.lastAt', 1) WHERE namespace = 'conversations'");
  store.close();
  await stage.start();
  const answered = words.filter((each) => !/OPEN|SYSTEM$/.test(each));
  expect(answered.length).toBeGreaterThan(5);
  expect(await stage.leave(answered)).toEqual([]);
});
