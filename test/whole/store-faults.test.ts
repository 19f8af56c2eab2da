import { execFileSync } from 'node:child_process';
import { chmodSync, existsSync, mkdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { afterAll, afterEach, expect, onTestFinished, test } from 'vitest';
import { english } from '../../src/core/sentences/english.ts';
import { FakeSlack } from '../fakes/slack/fake-slack.ts';
import { BotProcess, createFolder } from './bot-process.ts';

const folder = createFolder();
const bots: BotProcess[] = [];
let count = 0;
const createVolume = (): string => {
  const path = join(folder.path, `volume-${(count += 1)}`);
  mkdirSync(path);
  return path;
};
afterEach(async () => {
  await Promise.all(bots.splice(0).map((bot) => bot.kill()));
});
afterAll(folder.remove);

const create = (env: Record<string, string>, args = ['start'], through: string[] = []): BotProcess => {
  const bot = new BotProcess({ AITTA_API_URL: 'standin:', ...env }, args, folder.path, through);
  bots.push(bot);
  return bot;
};
/** What `start` and `doctor` say of a store that cannot be used, in this order. */
const tryBoth = async (path: string, through: string[] = []): Promise<[string, string]> => {
  const env = { STORE_URL: `sqlite:${path}` };
  const start = create(env, ['start'], through);
  expect(await start.ended).toBe(1);
  expect(start.stderr).not.toContain('    at ');
  const doctor = create(env, ['doctor'], through);
  expect(await doctor.ended).toBe(2);
  return [start.stderr, doctor.stdout];
};

/** A bot in Slack. */
const inSlack = async (path: string, through: string[] = []) => {
  const slack = await FakeSlack.start();
  onTestFinished(() => slack.close());
  const env = { SLACK_BOT_TOKEN: slack.botToken, SLACK_APP_TOKEN: slack.appToken, SLACK_API_URL: slack.apiUrl };
  const bot = create({ ...env, STORE_URL: `sqlite:${path}` }, ['start'], through);
  const port = await bot.started();
  const ada = slack.addUser({ name: 'ada' });
  const channel = slack.addChannel({ name: 'physics', members: [ada.id] }).id;
  const ask = (text: string): string => ada.post({ channel, text: `<@${slack.botUserId}> ${text}` });
  const said = (thread: string, words: string): Promise<boolean> =>
    slack.waitFor(
      () => slack.messages(channel, thread).some(({ byBot, text }) => byBot && text.includes(words)),
      words,
    );
  /** Resolves once the store's part of /readyz is as wanted. */
  const storeIs = async (wanted: RegExp): Promise<void> => {
    for (;;) {
      const response = await fetch(`http://127.0.0.1:${port}/readyz`);
      const { parts } = (await response.json()) as { parts: { store: { ok: boolean; note: string } } };
      if (wanted.test(`${parts.store.ok} ${parts.store.note}`)) return;
    }
  };
  return { bot, ask, said, storeIs };
};

/** A store in which somebody was answered, closed. */
const usedStore = async (): Promise<string> => {
  const path = join(createVolume(), 'bot.sqlite');
  const { bot, ask, said } = await inSlack(path);
  await said(ask('my name is Ada'), 'Ada');
  bot.signal('SIGTERM');
  expect(await bot.ended).toBe(0);
  return path;
};

const canMount = (() => {
  try {
    execFileSync('unshare', ['-rm', 'sh', '-c', 'mount -t tmpfs tmpfs /mnt'], { stdio: 'ignore' });
    return true;
  } catch {
    return false; // not Linux, or namespaces are switched off
  }
})();

test.runIf(canMount)(
  'a disk that becomes full: askers are told, /readyz says why, and it heals by itself',
  async () => {
    const volume = createVolume();
    const mount = ['unshare', '-rm', 'sh', '-c', `mount -t tmpfs -o size=4m tmpfs ${volume}; exec "$@"`, 'sh'];
    const { bot, ask, said, storeIs } = await inSlack(join(volume, 'bot.sqlite'), mount);
    await said(ask('my name is Ada'), 'Ada');
    const filler = join('/proc', String(bot.pid), 'root', volume, 'filler');
    expect(() => writeFileSync(filler, Buffer.alloc(8e6))).toThrow(/ENOSPC/);
    // As long as its journal has pages left, questions are taken in as always.
    for (let n = 0; n < 40; n++) ask(`question ${n} ${'and more words '.repeat(200)}`);
    await storeIs(/^false .*the disk is full/);
    await said(ask('is there any room?'), english.errors['store-failed']);
    rmSync(filler);
    await storeIs(/^true/);
    await said(ask('my name is Grace'), 'Grace');
  },
);

test('a store that another program keeps locked is named, and goes on afterwards', async () => {
  const path = join(createVolume(), 'bot.sqlite');
  const { ask, said, storeIs } = await inSlack(path);
  await said(ask('my name is Ada'), 'Ada');
  const other = new DatabaseSync(path, { timeout: 10_000 });
  onTestFinished(() => other.close());
  other.exec('BEGIN IMMEDIATE');
  await storeIs(/^false .*another program keeps it locked/);
  other.exec('ROLLBACK');
  await storeIs(/^true/);
  expect(await said(ask('my name is Grace'), 'Grace')).toBe(true);
});

test('a store that may only be read is refused, and is as it was', async () => {
  const path = await usedStore();
  const before = readFileSync(path);
  chmodSync(path, 0o444);
  const powerless = process.getuid?.() === 0 ? ['setpriv', '--bounding-set=-all', '--inh-caps=-all'] : [];
  const [start, doctor] = await tryBoth(path, powerless);
  expect(start).toMatch(
    /cannot start: the database at STORE_URL cannot be opened: this user may not write to it .*Give/,
  );
  expect(doctor).toMatch(/^failed {3}store .*may not write to it.*\n.*Next: Give the user/m);
  expect(readFileSync(path).equals(before)).toBe(true);
});

test('a damaged store is refused, kept as it was found, and copied once', async () => {
  const path = await usedStore();
  const bytes = readFileSync(path);
  const size = bytes.readUInt16BE(16); // of a page
  bytes.fill(0xab, size, size * 4); // behind the header and the list of tables, where a start does not come by
  writeFileSync(path, bytes);
  const [start, doctor] = await tryBoth(path);
  const copy = path.replace('.sqlite', '.damaged.sqlite');
  expect(start).toMatch(/cannot start: .* cannot be opened: it is damaged \(.*restore the last backup/);
  expect(start).toContain(`It is kept as it was found in ${copy}.`);
  expect(doctor).toMatch(/^failed {3}store .*it is damaged.*\n.*Next: Stop the bot and restore the last backup/m);
  expect(readFileSync(path).equals(bytes)).toBe(true);
  expect(readFileSync(copy).equals(bytes)).toBe(true);
  const { mtimeMs } = statSync(copy);
  await tryBoth(path);
  expect(statSync(copy).mtimeMs).toBe(mtimeMs);
});

test('something else than a store is refused, and is as it was', async () => {
  const path = join(createVolume(), 'letter.txt');
  const letter = 'Dear Ada, this is no database. '.repeat(500);
  writeFileSync(path, letter);
  const [start, doctor] = await tryBoth(path);
  expect(start).toMatch(/cannot be opened: it is no database \(.*set it to the right path/);
  expect(doctor).toMatch(/^failed {3}store .*it is no database/m);
  expect(readFileSync(path, 'utf8')).toBe(letter);
});

test('a store of an earlier version is copied as it was, and goes on', async () => {
  const path = await usedStore();
  const former = new DatabaseSync(path);
  former.exec('ALTER TABLE turns DROP COLUMN shown; PRAGMA user_version = 1');
  const kept = former.prepare('SELECT * FROM records ORDER BY namespace, key').all();
  former.close();
  const { ask, said } = await inSlack(path);
  await said(ask('my name is Grace'), 'Grace');
  const copy = new DatabaseSync(path.replace('.sqlite', '.schema-1.sqlite'));
  onTestFinished(() => copy.close());
  expect(copy.prepare('SELECT * FROM records ORDER BY namespace, key').all()).toEqual(kept);
  expect(copy.prepare('PRAGMA user_version').get()).toEqual({ user_version: 1 });
});

test.runIf(canMount)(
  'a store that cannot be copied before it is changed is left as it was, with what to do',
  async () => {
    const path = await usedStore();
    const volume = createVolume();
    const mount = `mount -t tmpfs -o size=1m tmpfs ${volume}; cp ${path} ${volume}/bot.sqlite; head -c $(($(df --output=avail ${volume} | tail -1) * 1024 - 80000)) /dev/zero > ${volume}/filler; exec "$@"`;
    const former = new DatabaseSync(path);
    former.exec('ALTER TABLE turns DROP COLUMN shown; PRAGMA user_version = 1');
    former.close();
    const [start] = await tryBoth(join(volume, 'bot.sqlite'), ['unshare', '-rm', 'sh', '-c', mount, 'sh']);
    expect(start).toMatch(/cannot be copied, as is done before it is changed: the disk is full .*make room on it/);
  },
);

test('a store of a newer version is refused, with what to do, and is as it was', async () => {
  const path = await usedStore();
  const newer = new DatabaseSync(path);
  newer.exec('PRAGMA user_version = 99');
  newer.close();
  const before = readFileSync(path);
  const [start, doctor] = await tryBoth(path);
  expect(start).toMatch(/written by a newer version of aitta-bot \(schema 99\)\. Run the newer version again/);
  expect(doctor).toMatch(/^failed {3}store .*newer version.*\n.*Next: Run the newer version again/m);
  expect(readFileSync(path).equals(before)).toBe(true);
  expect(existsSync(`${path}-wal`)).toBe(false);
});
