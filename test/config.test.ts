import { mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { loadConfig, readConfig, settingNames } from '../src/config.ts';
import { SettingsError } from '../src/settings/settings-error.ts';

const problems = (env: Record<string, string>): readonly string[] => {
  try {
    loadConfig(env);
    return [];
  } catch (error) {
    if (error instanceof SettingsError) return error.mistakes;
    throw error;
  }
};
/** The platforms that are on, as the summary at the start has them. */
const platforms = (env: Record<string, string>, hasTerminal = false): string[] =>
  loadConfig(env, { hasTerminal }).platforms.map(({ summary }) => summary);
const slack = { SLACK_BOT_TOKEN: 'xoxb-1', SLACK_APP_TOKEN: 'xapp-1' };
const several = {
  SLACK_CLIENT_ID: '1.2',
  SLACK_CLIENT_SECRET: 'secret',
  SLACK_SIGNING_SECRET: 'secret',
  PUBLIC_URL: 'https://bot.example.org',
  STORE_KEY: Buffer.alloc(32).toString('base64'),
};

test('with no settings at all the embedded defaults are on', () => {
  expect(loadConfig({})).toMatchObject({
    service: { kind: 'standin' },
    platforms: [{ name: 'web', summary: 'for this machine' }],
    page: { shows: 'chat', token: undefined },
    store: { kind: 'sqlite', path: './data/aitta-bot.sqlite' },
    http: { host: '127.0.0.1', port: 3_000 },
    budget: { requestsPerMinute: 60, concurrency: 8 },
    logLevel: 'info',
    commandName: 'aitta',
  });
});

test('a platform with Aitta is on, and its secrets are known to the scrubber', () => {
  const config = loadConfig({ ...slack, DISCORD_TOKEN: 'd-1', AITTA_ACCESS_TOKEN: 'jwt' });
  expect(config.service).toEqual({ kind: 'aitta', apiUrl: 'https://aitta-api.csc.fi', accessToken: 'jwt' });
  expect(config.platforms.map(({ summary }) => summary)).toEqual(['Socket Mode', 'answers mentions']);
  expect(config.secrets.toSorted()).toEqual(['d-1', 'jwt', 'xapp-1', 'xoxb-1']);
});

test('a terminal is a platform where there is no other', () => {
  expect(platforms({}, true)).toEqual(['for this machine', 'write below; Ctrl-D leaves']);
  expect(platforms({ WEB: 'off' }, true)).toEqual(['write below; Ctrl-D leaves']);
  expect(platforms({ DISCORD_TOKEN: 'd-1', AITTA_API_URL: 'standin:' }, true)).toEqual(['answers mentions']);
});

test('the page is for this machine, or for those who have its token; beside Slack or Discord it has no chat unless asked for', () => {
  const TOKEN = 'a-token-of-24-characters';
  const page = (env: Record<string, string>): unknown => loadConfig({ AITTA_API_URL: 'standin:', ...env }).page.shows;
  expect(page({ HOST: '::1' })).toBe('chat');
  expect(page({ HOST: '0.0.0.0' })).toBe('nothing');
  expect(page({ HOST: '0.0.0.0', WEB: 'chat' })).toBe('nothing');
  expect(platforms({ HOST: '0.0.0.0', WEB: 'chat' })).toEqual([]);
  expect(page({ HOST: '0.0.0.0', WEB_TOKEN: TOKEN })).toBe('chat');
  expect(page(slack)).toBe('status');
  expect(page({ WEB: 'status' })).toBe('status');
  expect(page({ ...slack, HOST: '0.0.0.0' })).toBe('nothing');
  expect(platforms({ ...slack, WEB: 'status', AITTA_API_URL: 'standin:' })).toEqual(['Socket Mode']);
  expect(page({ ...slack, WEB: 'chat' })).toBe('chat');
  expect(page({ WEB: 'off' })).toBe('nothing');
  expect(problems({ WEB: 'yes', WEB_TOKEN: 'short' })).toEqual([
    'WEB must be chat, status or off',
    'WEB_TOKEN must be at least 16 characters',
  ]);
  expect(loadConfig({ WEB_TOKEN: TOKEN }).secrets).toEqual([TOKEN]);
});

test('the password of a proxy is a secret, as it is and as its address has it', () => {
  const proxy = 'http://ada:p%40ss-word@proxy.example:3128';
  expect(loadConfig({ HTTPS_PROXY: proxy, NODE_USE_ENV_PROXY: '1' }).secrets).toEqual(['p%40ss-word', 'p@ss-word']);
});

test('the stand-in beside a platform has to be asked for', () => {
  expect(problems(slack)).toEqual([expect.stringMatching(/^AITTA_ACCESS_TOKEN .*missing/)]);
  expect(loadConfig({ ...slack, AITTA_API_URL: 'standin:' }).service).toEqual({ kind: 'standin' });
});

test('an empty variable is an absent one, as compose files write it', () => {
  const asText = (env: Record<string, string>): string => JSON.stringify(loadConfig(env));
  expect(asText({ AITTA_MODEL: '', PORT: '', SLACK_BOT_TOKEN: ' ' })).toBe(asText({}));
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
    [{ ...several, SLACK_BOT_TOKEN: 'xoxb-1' }, /SLACK_BOT_TOKEN .* and SLACK_CLIENT_ID .* are both set/],
    [{ ...several, SLACK_APP_TOKEN: 'xapp-1' }, /SLACK_APP_TOKEN .* and SLACK_SIGNING_SECRET .* are both set/],
    [{ ...several, SLACK_SIGNING_SECRET: '' }, /SLACK_APP_TOKEN .* is missing; SLACK_CLIENT_ID needs one of them/],
    [{ ...several, SLACK_CLIENT_SECRET: '' }, /SLACK_CLIENT_SECRET is missing; several Slack workspaces need it/],
    [{ ...several, PUBLIC_URL: '' }, /PUBLIC_URL is missing/],
    [{ ...several, PUBLIC_URL: 'http://bot.example.org' }, /PUBLIC_URL must be an https address/],
    [{ ...several, SLACK_CLIENT_ID: 'A0123' }, /SLACK_CLIENT_ID must be two numbers/],
    [{ ...several, STORE_KEY: '' }, /STORE_KEY is missing: the tokens of several Slack workspaces/],
    [{ ...several, SLACK_ALERTS_TO: 'C0123456' }, /SLACK_ALERTS_TO must begin with the id of its workspace/],
    [{ ...slack, SLACK_ALERTS_TO: 'T0123456:C0123456' }, /SLACK_ALERTS_TO names a workspace/],
    [{ ...slack, PUBLIC_URL: 'https://bot.example.org' }, /PUBLIC_URL is only used with SLACK_CLIENT_ID/],
    [{ ...slack, SLACK_SIGNING_SECRET: 's' }, /SLACK_APP_TOKEN .* and SLACK_SIGNING_SECRET .* both set/],
    [{ AITTA_ACCESS_TOKEN: 'a', AITTA_API_KEY: 'b' }, /AITTA_ACCESS_TOKEN and AITTA_API_KEY are both set/],
    [{ AITTA_API_URL: 'standin:', AITTA_ACCESS_TOKEN: 'a' }, /so AITTA_ACCESS_TOKEN .* must not be set/],
    [{ AITTA_API_URL: 'https://aitta.example' }, /AITTA_ACCESS_TOKEN .* is missing/],
    [{ DISCORD_TOKEN: 'd' }, /AITTA_ACCESS_TOKEN .* is missing/],
  ])('%j', (env, message) => {
    const found = problems({
      AITTA_API_URL: Object.keys(env).some((name) => name.startsWith('SLACK_')) ? 'standin:' : '',
      ...env,
    });
    expect(found).toEqual([expect.stringMatching(message)]);
  });
});

describe('hours of models', () => {
  test('several, also over midnight', () => {
    const { warm } = loadConfig({
      WARM_MODELS: 'acme/a@08:00-17:30, b@22:00-6:00 c@0:00-24:00',
      TIME_ZONE: 'Europe/Helsinki',
    });
    expect(warm).toEqual({
      hours: [
        { name: 'acme/a', from: 480, to: 1_050 },
        { name: 'b', from: 1_320, to: 360 },
        { name: 'c', from: 0, to: 1_440 },
      ],
      timeZone: 'Europe/Helsinki',
    });
    expect(loadConfig({}).warm).toEqual({ hours: [], timeZone: undefined });
  });

  test.each([
    'acme/a',
    'acme/a@8-17',
    'acme/a@08:00-25:00',
    '@08:00-17:00',
    'a@08:00-08:00',
    'a@08:00-17:00;b',
    'a@08:00-17:00;b@9:00-10:00',
    'a@24:00-8:00',
    'a@8:00-24:01',
  ])('%j is refused with what it must look like', (WARM_MODELS) => {
    expect(problems({ WARM_MODELS })).toEqual([
      expect.stringMatching(/^WARM_MODELS must be names with hours of the day, such as .*@08:00-17:00$/),
    ]);
  });

  test('a time zone that is none is refused', () => {
    expect(problems({ TIME_ZONE: 'Helsinki' })).toEqual([
      'TIME_ZONE must be the name of a time zone, such as Europe/Helsinki',
    ]);
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
    expect(config.secrets).toEqual(['d-1']);
    expect(config.platforms).toHaveLength(1);
    expect(config.service).toMatchObject({ accessTokenFile: join(folder, 'a') });
  });

  test('what copying leaves around a secret counts as little in a file', () => {
    const { secrets } = loadConfig({
      SLACK_BOT_TOKEN_FILE: file('b', '\uFEFF"xoxb-1"\r\n'),
      SLACK_APP_TOKEN: 'xapp-1',
      AITTA_API_URL: 'standin:',
    });
    expect(secrets).toEqual(['xoxb-1', 'xapp-1']);
  });

  test('one that cannot be read is one mistake, not also a missing secret', () => {
    const found = problems({ SLACK_BOT_TOKEN_FILE: '/nowhere', SLACK_APP_TOKEN: 'xapp-1', AITTA_API_URL: 'standin:' });
    expect(found).toEqual([expect.stringMatching(/^SLACK_BOT_TOKEN_FILE names/)]);
  });

  test.each([
    [{ DISCORD_TOKEN_FILE: join(folder, 'nowhere') }, /DISCORD_TOKEN_FILE names a file that cannot be read \(ENOENT\)/],
    [{ AITTA_ACCESS_TOKEN_FILE: file('quoted', '"jwt"\n') }, /AITTA_ACCESS_TOKEN_FILE names a file with quotes/],
    [{ DISCORD_TOKEN_FILE: file('empty', '\n') }, /DISCORD_TOKEN_FILE names an empty file/],
    [{ DISCORD_TOKEN: 'd', DISCORD_TOKEN_FILE: file('d2', 'd') }, /DISCORD_TOKEN and DISCORD_TOKEN_FILE are both set/],
  ])('%j', (env, message) => {
    expect(problems({ AITTA_API_URL: 'standin:', ...env })).toContainEqual(expect.stringMatching(message));
  });
});

describe('what copying leaves around a value', () => {
  const clean = loadConfig({ ...slack, AITTA_ACCESS_TOKEN: 'jwt', AITTA_MODEL: 'acme/model', PORT: '8080' });

  test.each([
    ['blanks and line ends', (value: string) => ` ${value}\r\n`],
    ['double quotes', (value: string) => `"${value}"`],
    ['single quotes', (value: string) => `'${value}'`],
    ['quotes and blanks in and around them', (value: string) => ` "${value} "\n`],
    ['a byte-order mark', (value: string) => `\uFEFF${value}`],
    ['characters that do not show', (value: string) => `\u200B${value}\u00A0\u2060`],
  ])('%s', (_what, wrap) => {
    const given = { ...slack, AITTA_ACCESS_TOKEN: 'jwt', AITTA_MODEL: 'acme/model', PORT: '8080', NOTICE: '' };
    const wrapped = loadConfig(Object.fromEntries(Object.entries(given).map(([name, value]) => [name, wrap(value)])));
    expect(wrapped).toMatchObject({
      service: clean.service,
      model: clean.model,
      http: clean.http,
      secrets: clean.secrets,
    });
    expect(wrapped.notice).toBeUndefined();
  });

  test('quotes that belong to the text stay', () => {
    for (const text of ['"Yes" or "no"?', 'Say "hei"', '"', "it's"])
      expect(loadConfig({ NOTICE: text }).notice).toBe(text);
  });

  test('what stands inside a secret is a mistake: a line end, a label, a letter of another alphabet', () => {
    for (const value of ['ey\nJ', 'Bearer eyJ', 'eyJ\u2026'])
      expect(problems({ AITTA_ACCESS_TOKEN: value })).toEqual([
        expect.stringMatching(/^AITTA_ACCESS_TOKEN must be copied in one piece/),
      ]);
    for (const name of ['AITTA_API_KEY', 'SLACK_BOT_TOKEN', 'SLACK_APP_TOKEN', 'SLACK_SIGNING_SECRET', 'DISCORD_TOKEN'])
      expect(problems({ [name]: 'Bot hush' }).join('\n')).toContain(`${name} must be copied in one piece`);
  });

  test('a name with a byte-order mark is the name', () => {
    expect(platforms({ '\uFEFFDISCORD_TOKEN': 'd-1', AITTA_API_URL: 'standin:' })).toEqual(['answers mentions']);
  });
});

describe('names that nobody knows', () => {
  test.each([
    ['SLACK_BOT_TOKN', 'SLACK_BOT_TOKEN'],
    ['slack_bot_token', 'SLACK_BOT_TOKEN'],
    ['SLACK-APP-TOKEN', 'SLACK_APP_TOKEN'],
    ['DISCORD_TOEKN', 'DISCORD_TOKEN'],
    ['AITTA_ACESS_TOKN', 'AITTA_ACCESS_TOKEN'],
    ['AITTA_MODLE', 'AITTA_MODEL'],
    ['AITTA_ACCESS_TOKEN_FIEL', 'AITTA_ACCESS_TOKEN_FILE'],
    ['ALLOWED_CHANELS', 'ALLOWED_CHANNELS'],
    ['BLOCKED_PEOPEL', 'BLOCKED_PEOPLE'],
    ['RETENTION_DAY', 'RETENTION_DAYS'],
    ['SYSTEM_PROMT', 'SYSTEM_PROMPT'],
    ['STORE_URI', 'STORE_URL'],
  ])('%s is a mistake: did you mean %s?', (name, meant) => {
    expect(problems({ [name]: 'hush-hush' })).toEqual([`${name} is not a setting; did you mean ${meant}?`]);
    expect(problems({ [name]: '' })).toEqual([`${name} is not a setting; did you mean ${meant}?`]);
  });

  test.each([
    ['SLACK_TOKEN', /did you mean SLACK_BOT_TOKEN or SLACK_APP_TOKEN\?/],
    ['DISCORD_BOT_TOKEN', /did you mean DISCORD_TOKEN\?/],
    ['AITTA_TOKEN', /did you mean AITTA_ACCESS_TOKEN\?/],
    ['SLACK_WEBHOOK_URL', /^SLACK_WEBHOOK_URL is not a setting of aitta-bot$/],
  ])('%s may be another program’s: a remark', (name, remark) => {
    const { mistakes, remarks } = readConfig({ [name]: 'hush-hush' });
    expect([mistakes, remarks]).toEqual([[], [expect.stringMatching(remark)]]);
  });

  test.each([
    ['fi', 'fi', []],
    ['sv_FI.UTF-8', 'sv', []],
    ['de_DE:fi:en', 'fi', []],
    ['', 'en', []],
    ['de_DE:de', 'en', [expect.stringMatching(/^LANGUAGE names none of en, fi, sv/)]],
  ])('LANGUAGE=%j, which a desktop may have set for all its programs, is %s', (value, language, remarks) => {
    expect(readConfig({ LANGUAGE: value })).toMatchObject({ mistakes: [], remarks, config: { language } });
  });

  test.each(['AITTA_BOT_PORT', 'LOGLEVEL', 'HOSTS', 'PORTS', 'HOSTNAME', 'PATH', 'npm_config_port', 'http_proxy'])(
    '%s is another program’s: not a word',
    (name) => {
      expect(readConfig({ [name]: 'x' })).toMatchObject({ mistakes: [], remarks: [] });
    },
  );

  test('only secrets may stand in files', () => {
    expect(problems({ SYSTEM_PROMPT_FILE: '/a' })).toEqual([
      'SYSTEM_PROMPT_FILE is not a setting; only secrets may come from a file',
    ]);
  });
});

describe('AITTA_API_URL', () => {
  const refused = (url: string): readonly string[] => problems({ AITTA_API_URL: url, AITTA_ACCESS_TOKEN: 'jwt' });

  test.each([
    'https://aitta-api.csc.fi/openai/v1',
    'https://aitta-api.csc.fi/openai/v1/',
    'https://aitta-api.csc.fi/openai/v1/chat/completions',
    'https://proxy.example/aitta/v1',
    'https://aitta-api.csc.fi/docs',
    'https://aitta-api.csc.fi/model/LumiOpen~Poro',
  ])('%s is refused with the shape of the right one', (url) => {
    expect(refused(url)).toEqual([
      expect.stringMatching(
        /^AITTA_API_URL must be the base address .* such as https:\/\/aitta-api\.csc\.fi, without \/openai\/v1/,
      ),
    ]);
  });

  test('of a page, or with a password, is refused', () => {
    expect(refused('https://aitta-auth.csc.fi/myToken')).toEqual([expect.stringMatching(/address of a web page/)]);
    for (const url of ['https://hush:hush@aitta.example', 'https://aitta.example/?hush', 'https://aitta.example/#hush'])
      expect(refused(url)).toEqual([expect.stringMatching(/^AITTA_API_URL must be .* without user name(?!.*hush)/)]);
  });

  test('of the API, also behind a path of a proxy, is taken', () => {
    for (const url of ['https://aitta-api.csc.fi', 'https://aitta-api.csc.fi/', 'http://10.0.0.1:8400/aitta'])
      expect(refused(url)).toEqual([]);
  });
});

describe('another service than Aitta', () => {
  const url = 'http://llm.example:8000/v1';

  test('is named by its address alone; a key, a model and limits may follow', () => {
    expect(loadConfig({ ...slack, OPENAI_BASE_URL: url })).toMatchObject({
      service: { kind: 'openai', baseUrl: url, key: undefined },
      model: undefined,
      budget: { requestsPerMinute: 600, concurrency: 8 },
    });
    const config = loadConfig({
      OPENAI_BASE_URL: url,
      OPENAI_API_KEY: 'sk-1',
      OPENAI_MODEL: 'm',
      OPENAI_CONCURRENCY: '2',
    });
    expect(config).toMatchObject({ service: { key: { text: 'sk-1' } }, model: 'm', budget: { concurrency: 2 } });
    expect(config.secrets).toEqual(['sk-1']);
  });

  test.each([
    ['http://localhost:11434', 'http://localhost:11434/v1'],
    ['http://localhost:11434/', 'http://localhost:11434/v1'],
    ['https://llm.example/v1/', 'https://llm.example/v1'],
    ['https://llm.example/v1beta/openai', 'https://llm.example/v1beta/openai'],
  ])('%s is asked at %s', (given, baseUrl) => {
    expect(loadConfig({ OPENAI_BASE_URL: given }).service).toMatchObject({ baseUrl });
  });

  test.each([
    ['llm.example/v1', /^OPENAI_BASE_URL must be an http or https address/],
    [
      'https://llm.example/v1/chat/completions',
      /^OPENAI_BASE_URL must be the address that \/chat\/completions is added to/,
    ],
    ['https://llm.example/v1/models/', /^OPENAI_BASE_URL must be the address that/],
    ['https://me:word@llm.example/v1', /^OPENAI_BASE_URL must be an address like .* without user name/],
  ])('%s is a mistake, and the only one', (given, mistake) => {
    expect(problems({ ...slack, OPENAI_BASE_URL: given })).toEqual([expect.stringMatching(mistake)]);
  });

  test('what is set of Aitta beside it would be half ignored, and is a mistake', () => {
    expect(problems({ OPENAI_BASE_URL: url, AITTA_ACCESS_TOKEN: 'jwt', AITTA_MODEL: 'm' })).toEqual([
      'OPENAI_BASE_URL and AITTA_ACCESS_TOKEN, AITTA_MODEL are both set; keep the settings of one service',
    ]);
  });

  test('a key of other programs is none of our business; what else is set without an address does nothing, which is told', () => {
    const { config, mistakes, remarks } = readConfig({ OPENAI_API_KEY: 'sk-1', OPENAI_MODEL: 'm' });
    expect([config?.service.kind, mistakes]).toEqual(['standin', []]);
    expect(remarks).toEqual(['OPENAI_MODEL does nothing without OPENAI_BASE_URL']);
  });
});

test('.env.example names every setting and nothing else', () => {
  const example = readFileSync(join(import.meta.dirname, '..', '.env.example'), 'utf8');
  const named = [...example.matchAll(/^#?\s?([A-Z][A-Z0-9_]+)=/gm)].map(([, name = '']) => name);
  expect(new Set(named)).toEqual(new Set(settingNames));
  expect(named).toHaveLength(settingNames.length);
});

describe('STORE_URL names a PostgreSQL', () => {
  const store = (url: string, env: Record<string, string> = {}): unknown =>
    loadConfig({ STORE_URL: url, ...env }).store;

  test('with a password from its own setting or a file, which nobody is shown', () => {
    const file = join(mkdtempSync(join(tmpdir(), 'aitta-bot-')), 'password');
    writeFileSync(file, 'p@ss/word\n');
    const url = 'postgres://bot@db.example:5433/aitta?sslmode=verify-full';
    const expected = {
      kind: 'postgres',
      url: 'postgres://bot:p%40ss%2Fword@db.example:5433/aitta?sslmode=verify-full&uselibpqcompat=true',
      name: 'postgres://bot@db.example:5433/aitta',
    };
    expect(store(url, { STORE_PASSWORD: 'p@ss/word' })).toEqual(expected);
    expect(store(url, { STORE_PASSWORD_FILE: file })).toEqual(expected);
    expect(loadConfig({ STORE_URL: url.replace('bot@', 'bot:hush%2Fhush@') })).toMatchObject({
      store: { name: expected.name },
      secrets: expect.arrayContaining(['hush%2Fhush', 'hush/hush']) as unknown,
    });
    expect(store('postgresql://db.example/aitta?sslrootcert=system')).toMatchObject({
      url: 'postgresql://db.example/aitta?sslmode=verify-full&uselibpqcompat=true',
    });
  });

  test.each([
    ['postgres://bot:p#ss@db.example/aitta', /STORE_URL is no URL|STORE_URL names no database/],
    ['postgres://bot@db.example', /STORE_URL names no database/],
    ['postgres://bot@db.example/aitta?sslmode=prefer', /STORE_URL has an sslmode that is none of disable, require/],
    ['postgres://bot@db.example/aitta?sslmode=verify-ca', /sslmode=verify-ca, which needs sslrootcert/],
    ['postgres://bot@db.example/aitta?sslrootcert=/nowhere', /by sslrootcert that cannot be read \(ENOENT\)/],
    ['postgres://bot@db.example/aitta?pool=3', /STORE_URL has an option pool, which is not known/],
  ])('%s is refused', (url, mistake) => {
    expect(problems({ STORE_URL: url })).toEqual([expect.stringMatching(mistake)]);
  });

  test('a password without one is a mistake', () => {
    expect(problems({ STORE_PASSWORD: 'hush' })).toEqual(['STORE_PASSWORD is set, but STORE_URL names no PostgreSQL']);
  });
});
