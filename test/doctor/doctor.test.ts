import { chmodSync, mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { checkSecrecy } from '../../src/doctor/check-secrecy.ts';
import { consult, run } from './consultation.ts';
import { openAitta, openDiscord, openSlack } from './surroundings.ts';

describe('the doctor', () => {
  test('finds nothing wrong where nothing is, and says what it looked at; exit 0', async () => {
    const [aitta, slack, discord] = [await openAitta(), await openSlack(), await openDiscord()];
    const env = { ...aitta.env, ...slack.env, ...discord.env };
    const { code, status, findings } = await consult(env);
    expect([code, status]).toEqual([0, 'ok']);
    const parts = findings.map(({ part }) => part);
    expect([...new Set(parts)]).toEqual(['settings', 'server', 'store', 'aitta', 'slack', 'discord', 'clock']);
    expect(findings.filter(({ verdict }) => verdict !== 'ok')).toEqual([]);
    expect(slack.slack.sockets.open).toBe(0);
    expect(discord.discord.gateway.sessionStarts.remaining).toBe(discord.discord.gateway.sessionStarts.total);
  });

  test('finds five different things at once, each with its next step; exit 2', async () => {
    const [aitta, slack, discord] = [await openAitta(), await openSlack(), await openDiscord()];
    aitta.aitta.rejectTokens();
    slack.slack.access.scopes.delete('channels:history');
    const { code, of } = await consult({
      ...aitta.env,
      ...slack.env,
      ...discord.env,
      DISCORD_MESSAGE_CONTENT: 'true',
      STORE_URL: 'sqlite:/proc/nowhere/bot.sqlite',
      AITTA_TOKEN: 'x',
      AITTA_BOT_PORT: 'tcp://10.0.0.1:3000',
    });
    expect(code).toBe(2);
    expect(of('settings')).toContainEqual(
      expect.stringMatching(/^warning: AITTA_TOKEN is not a setting .*\.env\.example/),
    );
    expect(of('settings').join('\n')).not.toContain('AITTA_BOT_PORT');
    expect(of('store')[0]).toMatch(/^failed: .* \| Mount a writable volume there/);
    expect(of('aitta')).toContainEqual(expect.stringMatching(/^failed: it refuses the access token .*myToken/));
    expect(of('slack')).toContainEqual(
      expect.stringMatching(/^failed: scopes are missing: channels:history .*install/),
    );
    expect(of('discord')).toContainEqual(expect.stringMatching(/^failed: DISCORD_MESSAGE_CONTENT is true.*Privileged/));
  });

  test('warns of tokens that everybody on the machine can read, or everybody on the way', () => {
    const folder = mkdtempSync(join(tmpdir(), 'aitta-bot-'));
    const file = join(folder, '.env');
    const look = (env: Record<string, string>): string[] => [...checkSecrecy(env, file)].map(({ note }) => note);
    expect(look({})).toEqual([]);
    writeFileSync(file, 'SLACK_BOT_TOKEN=x', { mode: 0o600 });
    expect(look({ AITTA_API_URL: 'https://a.example', SLACK_API_URL: 'http://127.0.0.1:1/api/' })).toEqual([]);
    chmodSync(file, 0o644);
    expect(look({ AITTA_API_URL: 'http://a.example' })).toEqual([
      `everybody on this machine can read the tokens in ${file}`,
      expect.stringContaining('AITTA_API_URL goes to a.example without encryption'),
    ]);
  });

  test('shows a line for each finding, and the next step below it', async () => {
    const { env, aitta } = await openAitta();
    aitta.rejectTokens();
    const { code, text } = await run(env);
    expect(code).toBe(2);
    expect(text).toMatch(
      /^ok {7}settings {2}complete: Page \(for this machine\), Aitta \(http:\/\/127\.0\.0\.1:\d+\), store \(/m,
    );
    expect(text).toMatch(
      /^failed {3}aitta {5}it refuses the access token \(HTTP 401\)\n {19}Next: Get a new token at /m,
    );
    expect(text).toMatch(/\n\n1 failed, 1 warning, \d+ ok\.\n$/);
    expect(text).not.toContain('\u001b');
  });

  test('reports every wrong setting by name, and looks at the rest all the same', async () => {
    const [aitta, slack] = [await openAitta(), await openSlack()];
    const { code, of } = await consult({
      ...aitta.env,
      ...slack.env,
      SLACK_BOT_TOKEN: 'xoxp-a-token-of-a-person',
      LOG_LEVEL: 'loud',
      PORT: 'x',
    });
    expect(code).toBe(2);
    const settings = of('settings').join('\n');
    for (const name of ['SLACK_BOT_TOKEN', 'LOG_LEVEL', 'PORT']) expect(settings).toContain(`failed: ${name} must be`);
    expect(of('aitta')[0]).toMatch(/^ok: /);
    expect(of('slack')).toEqual([]);
  });

  test('ends after the settings where these do not suffice', async () => {
    const { code, findings } = await consult({ SLACK_BOT_TOKEN: 'xoxb-1' });
    expect([code, new Set(findings.map(({ part }) => part))]).toEqual([2, new Set(['settings'])]);
  });

  test('with no settings at all it warns of what is only for trying out; exit 1', async () => {
    const { code, of } = await consult({ PORT: '0', STORE_URL: 'memory:' });
    expect(code).toBe(1);
    expect(of('settings').slice(1).join('\n')).toMatch(
      /only the page is on, for this machine[\s\S]*answers are scripted[\s\S]*a restart forgets/,
    );
  });

  test('no secret is in what it says, whatever the servers answer', async () => {
    const [aitta, slack, discord] = [await openAitta(), await openSlack(), await openDiscord()];
    Object.assign(slack.slack.world.bot, { name: slack.slack.botToken });
    discord.discord.addGuild(discord.discord.token);
    const { text } = await run({ ...aitta.env, ...slack.env, ...discord.env });
    expect(text).toContain('@[secret]');
    for (const secret of [slack.slack.botToken, slack.slack.appToken, discord.discord.token])
      expect(text).not.toContain(secret);
  });

  test('an unknown option is wrong usage, and --help is none', async () => {
    expect(await run({}, { args: ['--fix'] })).toMatchObject({ code: 2, errors: expect.stringContaining('--fix') });
    expect(await run({}, { args: ['--help'] })).toMatchObject({ code: 0, text: expect.stringContaining('Usage:') });
  });
});
