import { execFileSync } from 'node:child_process';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterAll, afterEach, describe, expect, test } from 'vitest';
import { BotProcess, createFolder } from './bot-process.ts';

const folder = createFolder();
const started: BotProcess[] = [];
const run = (env: Record<string, string>, args?: string[]): BotProcess => {
  const bot = new BotProcess({ STORE_URL: 'memory:', ...env }, args, folder.path);
  started.push(bot);
  return bot;
};
afterEach(async () => {
  rmSync(join(folder.path, '.env'), { force: true });
  await Promise.all(started.splice(0).map((bot) => bot.kill()));
});
afterAll(folder.remove);

describe('with no settings at all', () => {
  test('it runs on embedded defaults, says in a line per part what is on, and answers on /healthz and /readyz', async () => {
    const bot = run({});
    const port = await bot.started();
    expect(bot.stderr.trim().split('\n')).toEqual([
      `Page     http://127.0.0.1:${port}/`,
      'Slack    off (needs SLACK_BOT_TOKEN and SLACK_APP_TOKEN)',
      'Discord  off (needs DISCORD_TOKEN)',
      'Console  off (needs a terminal)',
      'Aitta    a stand-in with scripted answers (the real Aitta needs AITTA_ACCESS_TOKEN)',
      'Store    in memory',
      `Health   http://127.0.0.1:${port}/healthz`,
    ]);
    const health = await fetch(`http://127.0.0.1:${port}/healthz`);
    expect([health.status, await health.json()]).toMatchObject([200, { status: 'ok', parts: { store: { ok: true } } }]);
    const ready = await fetch(`http://127.0.0.1:${port}/readyz`);
    expect([ready.status, await ready.json()]).toMatchObject([
      200,
      { status: 'ready', parts: { store: { ok: true }, web: { ok: true } } },
    ]);
    const metrics = await (await fetch(`http://127.0.0.1:${port}/metrics`)).text();
    expect(metrics).toContain('aitta_bot_open_turns 0');
    bot.signal('SIGTERM');
    expect(await bot.ended).toBe(0);
  });
});

test('a name that looks like a setting is told, and does not keep the bot from starting', async () => {
  const bot = run({ SLACK_TOKEN: 'hush-hush' });
  await bot.started();
  expect(bot.stderr).toContain('Ignored: SLACK_TOKEN is not a setting of aitta-bot; did you mean SLACK_BOT_TOKEN');
  expect(bot.stderr + bot.stdout).not.toContain('hush');
});

test('no secret is in what other users of the machine see of the process', async () => {
  const hidden = {
    STORE_KEY: `${'h'.repeat(43)}=`,
    AITTA_ACCESS_TOKEN: 'hush-hush',
    AITTA_API_URL: 'http://127.0.0.1:9',
  };
  const bot = run(hidden);
  await bot.started();
  const shown = execFileSync('ps', ['-o', 'args=', '-p', String(bot.pid)], { encoding: 'utf8' });
  expect(shown).toContain('aitta-bot');
  expect(shown).not.toMatch(/hush|hhhh/);
});

test('the default port is no reason to fail: where it is taken, a free one is found and said', async () => {
  const other = createServer();
  // Whoever has it, it is taken.
  await new Promise<void>((resolve) => void other.once('error', () => resolve()).listen(3000, '127.0.0.1', resolve));
  const bot = run({ PORT: '' });
  const port = await bot.started();
  other.close();
  expect(port).not.toBe(3000);
  expect(bot.stderr).toContain(`Health   http://127.0.0.1:${port}/healthz (port 3000 is in use)\n`);
});

test.each(['exception', 'rejection'])(
  'an %s that nobody caught is in the log without its words, and ends the process with exit code 1',
  async (kind) => {
    const options = `--import=${pathToFileURL(join(import.meta.dirname, 'stray-error.ts')).href}`;
    const aitta = { AITTA_ACCESS_TOKEN: 'hush-hush', AITTA_API_URL: 'http://127.0.0.1:9' };
    const bot = run({ ...aitta, STRAY: kind, NODE_OPTIONS: options });
    await bot.started();
    bot.signal('SIGUSR2');
    expect(await bot.ended).toBe(1);
    expect(bot.log.at(-1)).toMatchObject({ level: 'error', type: 'TypeError' });
    expect(JSON.stringify(bot.log.at(-1))).toContain('stray-error.ts');
    expect(bot.stderr + bot.stdout).not.toMatch(/hush-hush|private words/);
  },
);

describe('what cannot start', () => {
  test('wrong settings are listed by name, all at once, exit 2', async () => {
    const bot = run({ SLACK_BOT_TOKEN: 'hush-hush', PORT: 'x', LOG_LEVEL: 'y' });
    expect(await bot.ended).toBe(2);
    for (const name of ['SLACK_BOT_TOKEN', 'SLACK_APP_TOKEN', 'PORT', 'LOG_LEVEL', 'AITTA_ACCESS_TOKEN'])
      expect(bot.stderr).toContain(name);
    expect(bot.stderr + bot.stdout).not.toContain('hush');
  });

  test('a .env file counts, and what is wrong in it is said the same way', async () => {
    writeFileSync(join(folder.path, '.env'), 'LOG_LEVEL=loud\n');
    const bot = run({});
    expect(await bot.ended).toBe(2);
    expect(bot.stderr).toContain('LOG_LEVEL must be one of');
  });

  test.each([
    ['with a byte-order mark', Buffer.from('\uFEFFLOG_LEVEL=loud\r\nPORT="x "\r\n')],
    ['as PowerShell writes it', Buffer.from('\uFEFFLOG_LEVEL=loud\r\nPORT=x\r\n', 'utf16le')],
  ])('the first line of a .env file counts, also %s', async (_how, bytes) => {
    writeFileSync(join(folder.path, '.env'), bytes);
    const bot = run({ PORT: '' });
    expect(await bot.ended).toBe(2);
    expect(bot.stderr).toContain('LOG_LEVEL must be one of');
  });

  test('a .env file that cannot be read is a wrong setting', async () => {
    const place = createFolder();
    mkdirSync(join(place.path, '.env'));
    const bot = new BotProcess({}, ['start'], place.path);
    started.push(bot);
    expect(await bot.ended).toBe(2);
    expect(bot.stderr).toContain('the file .env cannot be read (EISDIR)');
    place.remove();
  });

  test('a misspelt name is named with the right one, exit 2', async () => {
    const bot = run({ SLACK_BOT_TOKN: 'hush-hush' });
    expect(await bot.ended).toBe(2);
    expect(bot.stderr).toContain('SLACK_BOT_TOKN is not a setting; did you mean SLACK_BOT_TOKEN?');
    expect(bot.stderr + bot.stdout).not.toContain('hush');
  });

  test('a port that is taken is one line, exit 1', async () => {
    const server = createServer().listen(0, '127.0.0.1');
    await new Promise((resolve) => server.once('listening', resolve));
    const bot = run({ PORT: String((server.address() as AddressInfo).port) });
    expect(await bot.ended).toBe(1);
    expect(bot.stderr).toMatch(/aitta-bot cannot start: .*HOST and PORT.*another program already uses it/);
    expect(bot.stderr).not.toContain('    at ');
    server.close();
  });

  test('a store that cannot be opened is one line, exit 1', async () => {
    const bot = run({ STORE_URL: 'sqlite:/etc/hostname/bot.sqlite' });
    expect(await bot.ended).toBe(1);
    expect(bot.stderr).toMatch(/cannot start: the database at STORE_URL cannot be opened/);
  });

  test('an Aitta token that has ended is one line with the page for a new one, exit 1', async () => {
    const part = (value: object): string => Buffer.from(JSON.stringify(value)).toString('base64url');
    const bot = run({ AITTA_ACCESS_TOKEN: `${part({ alg: 'none' })}.${part({ exp: 1_600_000_000 })}.x` });
    expect(await bot.ended).toBe(1);
    expect(bot.stderr).toMatch(/AITTA_ACCESS_TOKEN cannot be used: .*https:\/\/aitta-auth\.csc\.fi\/myToken/);
  });

  test.each(['version', '--version'])('%s tells the version', async (verb) => {
    const bot = run({}, [verb]);
    expect(await bot.ended).toBe(0);
    expect(bot.stdout).toMatch(/^\d+\.\d+\.\d+\n$/);
  });

  test('an unknown verb shows the usage, exit 2', async () => {
    const bot = run({}, ['frobnicate']);
    expect(await bot.ended).toBe(2);
    expect(bot.stderr).toMatch(/no verb frobnicate[\s\S]*Usage:/);
  });
});

test('manifest slack prints what is to be pasted', async () => {
  const bot = run({}, ['manifest', 'slack', '--command', 'aitta-test']);
  expect(await bot.ended).toBe(0);
  expect(JSON.parse(bot.stdout)).toMatchObject({ features: { slash_commands: [{ command: '/aitta-test' }] } });
});
