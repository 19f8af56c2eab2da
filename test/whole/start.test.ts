import { execFileSync } from 'node:child_process';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
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
  await Promise.all(started.splice(0).map((bot) => bot.kill()));
});
afterAll(folder.remove);

describe('with no settings at all', () => {
  test('it runs on embedded defaults, says in three lines what is on, and answers on /healthz and /readyz', async () => {
    const bot = run({});
    const port = await bot.started();
    const lines = bot.stderr.trim().split('\n');
    expect(lines).toHaveLength(3);
    expect(lines[0]).toMatch(/^On: .*stand-in for Aitta/);
    expect(lines[1]).toMatch(/^Off: Slack, Discord, the real Aitta/);
    expect(lines[2]).toMatch(/SLACK_BOT_TOKEN .*DISCORD_TOKEN.*AITTA_ACCESS_TOKEN/);
    const health = await fetch(`http://127.0.0.1:${port}/healthz`);
    expect([health.status, await health.json()]).toEqual([200, { status: 'ok' }]);
    const ready = await fetch(`http://127.0.0.1:${port}/readyz`);
    expect([ready.status, await ready.json()]).toMatchObject([
      200,
      { status: 'ready', parts: { store: { ok: true } } },
    ]);
    const metrics = await (await fetch(`http://127.0.0.1:${port}/metrics`)).text();
    expect(metrics).toContain('aitta_bot_open_turns 0');
    bot.signal('SIGTERM');
    expect(await bot.ended).toBe(0);
  });
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
    writeFileSync(join(folder.path, '.env'), '');
  });

  test('a port that is taken is one line, exit 1', async () => {
    const server = createServer().listen(0, '127.0.0.1');
    await new Promise((resolve) => server.once('listening', resolve));
    const bot = run({ PORT: String((server.address() as AddressInfo).port) });
    expect(await bot.ended).toBe(1);
    expect(bot.stderr).toMatch(/aitta-bot cannot start: .*HOST and PORT.*something else listens there/);
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
