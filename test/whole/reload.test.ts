import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { english } from '../../src/core/sentences/english.ts';
import { LIVE_SETTINGS } from '../../src/live-settings.ts';
import { settingNames } from '../../src/config.ts';
import { FakeSlack } from '../fakes/slack/fake-slack.ts';
import { BotProcess } from './bot-process.ts';

let slack: FakeSlack;
let bot: BotProcess;
let folder: string;
const write = (...lines: string[]): void => writeFileSync(join(folder, 'settings.env'), `${lines.join('\n')}\n`);

beforeAll(async () => {
  slack = await FakeSlack.start();
  folder = mkdtempSync(join(tmpdir(), 'aitta-bot-reload-'));
  write('AITTA_MODEL=standin/remembers');
  bot = new BotProcess({
    SETTINGS_FILE: join(folder, 'settings.env'),
    SLACK_BOT_TOKEN: slack.botToken,
    SLACK_APP_TOKEN: slack.appToken,
    SLACK_API_URL: slack.apiUrl,
    AITTA_API_URL: 'standin:',
    STORE_URL: 'memory:',
    FOOTER: 'model',
  });
  await bot.started();
});
afterAll(async () => {
  await bot.kill();
  await slack.close();
  rmSync(folder, { recursive: true });
});

/** Sends the signal, and waits for what the bot says of it then. */
const reload = async (message: string): Promise<Record<string, unknown>> => {
  const lines = (): Record<string, unknown>[] => bot.log.filter((line) => line['msg'] === message);
  const before = lines().length;
  bot.signal('SIGHUP');
  await bot.logged(() => lines().length > before);
  return lines().at(-1) ?? {};
};

let people = 0;
const ask = (text: string): Promise<string> => {
  const person = slack.addUser({ name: `person${(people += 1)}` });
  const { directMessage } = person;
  const ts = person.post({ channel: directMessage, text: `repeat: ${text}` });
  return slack.waitFor(() => {
    const said = slack.messages(directMessage, ts).filter((message) => message.byBot);
    const all = [...said, ...person.ephemerals].map((message) => message.text);
    return all.find((each) => each.includes(text) || Object.values(english.denials).some((why) => each.includes(why)));
  }, 'an answer or a refusal');
};

test('SIGHUP has access lists and the default model count at once', async () => {
  expect(await ask('hello')).toContain('standin/remembers');
  write('AITTA_MODEL=standin/writes-slowly', 'ALLOW_GUESTS=false', 'FOOTER=quiet');
  const { changed } = await reload('the settings were read again');
  expect(changed).toEqual(['AITTA_MODEL', 'ALLOW_GUESTS']); // the environment wins: FOOTER stays
  expect(await ask('again')).toContain('standin/writes-slowly');
  write('ALLOWED_PEOPLE=U0000NOBODY');
  await reload('the settings were read again');
  expect(await ask('and now')).toContain(english.denials.person);
  write('');
  await reload('the settings were read again');
  expect(await ask('open again')).toContain('open again');
});

test('a mistake is named and leaves everything as it was', async () => {
  write('ALOWED_PEOPLE=U0000NOBODY', 'ALLOWED_CHANNELS=C0000000', 'TURNS_PER_MINUTE=many');
  const { level, mistakes } = await reload('the settings that were read again have mistakes; the old ones stay');
  expect(level).toBe('error');
  expect(mistakes).toEqual([
    expect.stringMatching(/^ALOWED_PEOPLE is not a setting; did you mean ALLOWED_PEOPLE\?$/),
    'TURNS_PER_MINUTE must be a whole number from 1 to 1000',
  ]);
  expect(await ask('still open')).toContain('still open');
  rmSync(join(folder, 'settings.env'));
  expect(await reload('the settings that were read again have mistakes; the old ones stay')).toMatchObject({
    mistakes: ['SETTINGS_FILE names a file that is not there'],
  });
});

test('what needs a restart is named, by name only, each time', async () => {
  for (let n = 0; n < 2; n++) {
    write('RETENTION_DAYS=9', 'COMMAND_NAME=helper');
    const said = await reload('these settings have changed too, and need a restart');
    expect(said['restart']).toEqual(['COMMAND_NAME', 'RETENTION_DAYS']);
  }
});

test('every setting that is live is one', () => {
  expect([...LIVE_SETTINGS].filter((name) => !settingNames.includes(name))).toEqual([]);
});
