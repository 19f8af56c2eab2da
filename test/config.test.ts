import { mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { loadConfig, settingNames, SettingsError } from '../src/config.ts';

const problems = (env: Record<string, string>): readonly string[] => {
  try {
    loadConfig(env);
    return [];
  } catch (error) {
    if (error instanceof SettingsError) return error.problems;
    throw error;
  }
};
const slack = { SLACK_BOT_TOKEN: 'xoxb-1', SLACK_APP_TOKEN: 'xapp-1' };

test('with no settings at all the embedded defaults are on', () => {
  expect(loadConfig({})).toMatchObject({
    aitta: { kind: 'standin' },
    slack: undefined,
    discord: undefined,
    store: { kind: 'sqlite', path: './data/aitta-bot.sqlite' },
    http: { host: '127.0.0.1', port: 3_000 },
    budget: { requestsPerMinute: 60, concurrency: 8 },
    logLevel: 'info',
    commandName: 'aitta',
  });
});

test('a platform with Aitta is on, and its secrets are known to the scrubber', () => {
  const config = loadConfig({ ...slack, DISCORD_TOKEN: 'd-1', AITTA_ACCESS_TOKEN: 'jwt' });
  expect(config.aitta).toEqual({ kind: 'service', apiUrl: 'https://aitta-api.csc.fi', accessToken: 'jwt' });
  expect(config.slack).toEqual({ botToken: 'xoxb-1', appToken: 'xapp-1', commandName: 'aitta' });
  expect(config.secrets.toSorted()).toEqual(['d-1', 'jwt', 'xapp-1', 'xoxb-1']);
});

test('the password of a proxy is a secret, as it is and as its address has it', () => {
  const proxy = 'http://ada:p%40ss-word@proxy.example:3128';
  expect(loadConfig({ HTTPS_PROXY: proxy, NODE_USE_ENV_PROXY: '1' }).secrets).toEqual(['p%40ss-word', 'p@ss-word']);
});

test('the stand-in beside a platform has to be asked for', () => {
  expect(problems(slack)).toEqual([expect.stringMatching(/^AITTA_ACCESS_TOKEN .*missing/)]);
  expect(loadConfig({ ...slack, AITTA_API_URL: 'standin:' }).aitta).toEqual({ kind: 'standin' });
});

test('an empty variable is an absent one, as compose files write it', () => {
  expect(loadConfig({ AITTA_MODEL: '', PORT: '', SLACK_BOT_TOKEN: ' ' })).toEqual(loadConfig({}));
});

test('all mistakes come at once, by name, and never with a value', () => {
  const found = problems({
    AITTA_API_URL: 'ftp://hush-hush',
    AITTA_REQUESTS_PER_MINUTE: 'hush-hush',
    SLACK_BOT_TOKEN: 'hush-hush',
    DISCORD_MESSAGE_CONTENT: 'hush-hush',
    STORE_URL: 'mongodb://hush-hush',
    PORT: '99999999',
    LOG_LEVEL: 'hush-hush',
    COMMAND_NAME: 'hush hush',
  });
  for (const name of [
    'AITTA_API_URL',
    'AITTA_REQUESTS_PER_MINUTE',
    'SLACK_BOT_TOKEN',
    'SLACK_APP_TOKEN',
    'DISCORD_MESSAGE_CONTENT',
    'STORE_URL',
    'PORT',
    'LOG_LEVEL',
    'COMMAND_NAME',
    'AITTA_ACCESS_TOKEN',
  ])
    expect(found.join('\n')).toContain(name);
  expect(found.join('\n')).not.toMatch(/hush|9999/);
});

describe('half-given and contradicting settings', () => {
  test.each([
    [{ SLACK_BOT_TOKEN: 'xoxb-1' }, /SLACK_APP_TOKEN .* or SLACK_SIGNING_SECRET .* is missing/],
    [{ SLACK_APP_TOKEN: 'xapp-1' }, /SLACK_BOT_TOKEN is missing/],
    [{ ...slack, SLACK_SIGNING_SECRET: 's' }, /SLACK_APP_TOKEN .* and SLACK_SIGNING_SECRET .* both set/],
    [{ AITTA_ACCESS_TOKEN: 'a', AITTA_API_KEY: 'b' }, /AITTA_ACCESS_TOKEN and AITTA_API_KEY are both set/],
    [{ AITTA_API_URL: 'standin:', AITTA_ACCESS_TOKEN: 'a' }, /takes no AITTA_ACCESS_TOKEN/],
    [{ AITTA_API_URL: 'https://aitta.example' }, /AITTA_ACCESS_TOKEN .* is missing/],
    [{ DISCORD_TOKEN: 'd' }, /AITTA_ACCESS_TOKEN .* is missing/],
  ])('%j', (env, message) => {
    const found = problems({
      AITTA_API_URL: 'SLACK_BOT_TOKEN' in env || 'SLACK_APP_TOKEN' in env ? 'standin:' : '',
      ...env,
    });
    expect(found).toEqual([expect.stringMatching(message)]);
  });
});

describe('secrets in files', () => {
  const folder = mkdtempSync(join(tmpdir(), 'aitta-bot-'));
  const file = (name: string, text: string): string => {
    writeFileSync(join(folder, name), text);
    return join(folder, name);
  };

  test('a file stands for its variable, without its last line break', () => {
    const config = loadConfig({ DISCORD_TOKEN_FILE: file('d', 'd-1\n'), AITTA_ACCESS_TOKEN_FILE: file('a', 'jwt\n') });
    expect(config.discord?.token).toBe('d-1');
    expect(config.aitta).toMatchObject({ accessTokenFile: join(folder, 'a') });
  });

  test.each([
    [{ DISCORD_TOKEN_FILE: join(folder, 'nowhere') }, /DISCORD_TOKEN_FILE names a file that cannot be read \(ENOENT\)/],
    [{ DISCORD_TOKEN_FILE: file('empty', '\n') }, /DISCORD_TOKEN_FILE names an empty file/],
    [{ DISCORD_TOKEN: 'd', DISCORD_TOKEN_FILE: file('d2', 'd') }, /DISCORD_TOKEN and DISCORD_TOKEN_FILE are both set/],
  ])('%j', (env, message) => {
    expect(problems({ ...env, AITTA_API_URL: 'standin:' })[0]).toMatch(message);
  });
});

test('.env.example names every setting and nothing else', () => {
  const example = readFileSync(join(import.meta.dirname, '..', '.env.example'), 'utf8');
  const named = [...example.matchAll(/^#?\s?([A-Z][A-Z0-9_]+)=/gm)].map(([, name = '']) => name);
  expect(new Set(named)).toEqual(new Set(settingNames));
  expect(named).toHaveLength(settingNames.length);
});
