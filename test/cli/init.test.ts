import { spawn } from 'node:child_process';
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { PassThrough } from 'node:stream';
import { describe, expect, onTestFinished, test } from 'vitest';
import { Interview } from '../../src/cli/interview.ts';
import { readConfig } from '../../src/config.ts';
import { readEnvFile } from '../../src/settings/env-file.ts';
import { Secrets } from '../../src/operate/secrets.ts';
import { STANDIN_TOKEN } from '../../src/standin/standin.ts';
import { openAitta, openDiscord, openSlack } from '../doctor/surroundings.ts';

const program = join(import.meta.dirname, '..', '..', 'bin', 'aitta-bot.js');

interface Ended {
  code: number | null;
  out: string;
  err: string;
}

/** The program in an empty folder, or one with this `.env`, with these lines piped in. */
const init = async (
  lines: readonly string[],
  { env = {}, file }: { env?: Readonly<Record<string, string>>; file?: string } = {},
): Promise<Ended & { file: () => string; path: string; folder: string }> => {
  const folder = mkdtempSync(join(tmpdir(), 'aitta-bot-init-'));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  const path = join(folder, '.env');
  if (file !== undefined) writeFileSync(path, file, { mode: 0o644 });
  const child = spawn(process.execPath, [program, 'init'], {
    cwd: folder,
    env: { PATH: process.env['PATH'] ?? '', ...env },
  });
  onTestFinished(() => void child.kill('SIGKILL'));
  const ended: Ended = { code: null, out: '', err: '' };
  child.stdout.on('data', (chunk: Buffer) => (ended.out += chunk.toString()));
  child.stderr.on('data', (chunk: Buffer) => (ended.err += chunk.toString()));
  child.stdin.end(lines.map((line) => `${line}\n`).join(''));
  ended.code = await new Promise((resolve) => child.on('close', resolve));
  return { ...ended, path, folder, file: () => readFileSync(path, 'utf8') };
};

describe('aitta-bot init', () => {
  test('asks for everything, tries each token as it comes, and writes what the bot starts with', async () => {
    const [aitta, slack, discord] = [await openAitta(), await openSlack(), await openDiscord()];
    const urls = {
      AITTA_API_URL: aitta.aitta.url,
      SLACK_API_URL: slack.slack.apiUrl,
      DISCORD_API_URL: discord.discord.apiUrl,
    };
    const answers = [STANDIN_TOKEN, 'y', slack.slack.botToken, slack.slack.appToken, 'yes', discord.discord.token, 'n'];
    const { code, out, err, file, path, folder } = await init(answers, { env: urls });
    expect([code, err]).toEqual([0, '']);
    expect(out).toMatch(/^ok {7}aitta {5}it accepts the access token$/m);
    expect(out.match(/^ok {7}slack {5}the bot token belongs to @/gm)).toHaveLength(1);
    expect(out).toMatch(/^ok {7}slack {5}the app token is accepted, and a socket opens$/m);
    expect(out).toMatch(/^ok {7}discord {3}the bot is in 1 server$/m);
    expect(out).toContain('Next: npm start\nIn Slack: /invite @aitta');
    for (const secret of [STANDIN_TOKEN, slack.slack.botToken, discord.discord.token])
      expect(out).not.toContain(secret);
    expect(statSync(path).mode & 0o777).toBe(0o600);
    expect(readdirSync(folder)).toEqual(['.env']);
    expect(readEnvFile(path)).toEqual({
      AITTA_ACCESS_TOKEN: STANDIN_TOKEN,
      SLACK_BOT_TOKEN: slack.slack.botToken,
      SLACK_APP_TOKEN: slack.slack.appToken,
      DISCORD_TOKEN: discord.discord.token,
      DISCORD_MESSAGE_CONTENT: 'false',
    });
    expect(file()).toMatch(/^# Settings of aitta-bot/);
    expect(readConfig(readEnvFile(path)).mistakes).toEqual([]);
  });

  test('says why a token is refused, and asks for another one; what is kept or skipped is said by a word', async () => {
    const [aitta, slack] = [await openAitta(), await openSlack()];
    const urls = { AITTA_API_URL: aitta.aitta.url, SLACK_API_URL: slack.slack.apiUrl };
    const answers = [
      'wrong-token',
      STANDIN_TOKEN,
      'y',
      'xoxp-of-a-person',
      'xoxb-1-unknown',
      slack.slack.botToken,
      'xapp-1-unknown',
      'keep',
      'n',
    ];
    const { code, out, path } = await init(answers, { env: urls });
    expect(code).toBe(0);
    expect(out).toContain('it refuses the access token (HTTP 401)');
    expect(out).toContain('SLACK_BOT_TOKEN must be a bot token, which begins with xoxb-');
    expect(out).toContain('Slack refuses SLACK_BOT_TOKEN (invalid_auth)');
    expect(out).toContain('Slack refuses SLACK_APP_TOKEN (invalid_auth)');
    expect(readEnvFile(path)).toEqual({
      AITTA_ACCESS_TOKEN: STANDIN_TOKEN,
      SLACK_BOT_TOKEN: slack.slack.botToken,
      SLACK_APP_TOKEN: 'xapp-1-unknown',
    });
  });

  test('"http" asks for the signing secret instead of the app token, and either takes the place of the other', async () => {
    const [, slack] = [await openAitta(), await openSlack()];
    const { botToken, appToken, apiUrl } = slack.slack;
    const signing = '0123456789abcdef'.repeat(2);
    const env = { SLACK_API_URL: apiUrl };
    const http = await init(['', 'y', botToken, 'xapp-1-unknown', 'http', signing, 'n'], { env });
    expect([http.code, http.err]).toEqual([0, '']);
    expect(http.out).toMatch(/^ok {7}slack {5}the signing secret has the right form/m);
    expect(http.out).not.toContain(signing);
    const common = { AITTA_API_URL: 'standin:', SLACK_BOT_TOKEN: botToken };
    expect(readEnvFile(http.path)).toEqual({ ...common, SLACK_SIGNING_SECRET: signing });
    expect(readConfig(readEnvFile(http.path)).mistakes).toEqual([]);
    const kept = await init(['y', '', 'y', '', '', 'n'], { env, file: http.file() });
    expect(readEnvFile(kept.path)).toEqual({ ...common, SLACK_SIGNING_SECRET: signing });
    const socket = await init(['y', '', 'y', '', appToken, 'n'], { env, file: http.file() });
    expect(socket.out).toMatch(/^ok {7}slack {5}the app token is accepted/m);
    expect(readEnvFile(socket.path)).toEqual({ ...common, SLACK_APP_TOKEN: appToken });
  });

  test('a signing secret that does not look like one is named, and what the environment sets is not asked for', async () => {
    const slack = await openSlack();
    const { botToken, apiUrl } = slack.slack;
    const odd = await init(['', 'y', botToken, 'http', 'too-short', 'n'], { env: { SLACK_API_URL: apiUrl } });
    expect(odd.out).toContain('SLACK_SIGNING_SECRET does not have the right form (32 hexadecimal digits)');
    const env = { SLACK_API_URL: apiUrl, SLACK_SIGNING_SECRET: '0'.repeat(32) };
    const fixed = await init(['', 'y', botToken, 'n'], { env });
    expect(fixed.code).toBe(0);
    expect(fixed.out).toContain('SLACK_SIGNING_SECRET is set in the environment');
    expect(readEnvFile(fixed.path)).toEqual({ AITTA_API_URL: 'standin:', SLACK_BOT_TOKEN: botToken });
  });

  test('makes a token for the page and a key for the store where they are wanted, and shows neither', async () => {
    const { code, out, path } = await init(['', 'n', 'n', 'y', '', 'y', '']);
    expect(code).toBe(0);
    const { WEB_TOKEN: token = '', STORE_KEY: key = '', ...rest } = readEnvFile(path);
    expect(rest).toEqual({ AITTA_API_URL: 'standin:' });
    expect(token).toMatch(/^[0-9a-f]{48}$/);
    expect(Buffer.from(key, 'base64')).toHaveLength(32);
    expect(out).not.toContain(token);
    expect(out).not.toContain(key);
    expect(readConfig(readEnvFile(path)).mistakes).toEqual([]);
    const { WEB_TOKEN: other } = readEnvFile((await init(['', 'n', 'n', 'y', ''])).path);
    expect(other).not.toBe(token);
  });

  test('a token or a key of one’s own is looked at; a key that is there stays, a token changes when told to', async () => {
    const key = Buffer.alloc(32, 7).toString('base64');
    const first = await init(['', 'n', 'n', 'y', 'short', 'long-enough-a-token', 'y', 'no-key', key]);
    expect(first.out).toContain('WEB_TOKEN must be at least 16 characters');
    expect(first.out).toContain('STORE_KEY must be one or more keys of 32 bytes in base64');
    expect(readEnvFile(first.path)).toMatchObject({ WEB_TOKEN: 'long-enough-a-token', STORE_KEY: key });
    const again = await init(['y', '', 'n', 'n', 'y', 'another-token-of-16'], { file: first.file() });
    expect(again.out).toContain('The page has a token already. Change it?');
    expect(again.out).not.toContain('kept encrypted');
    expect(readEnvFile(again.path)).toMatchObject({ WEB_TOKEN: 'another-token-of-16', STORE_KEY: key });
  });

  test('without any token asks for scripted answers, and the page is what one opens', async () => {
    const { code, out, path } = await init(['', 'n', 'n']);
    expect(code).toBe(0);
    expect(readEnvFile(path)).toEqual({ AITTA_API_URL: 'standin:' });
    expect(out).toContain('Next: npm start\nIt says at which address the page has a chat');
  });

  test("takes the address of another service where Aitta's token is asked for, and tries it; what was set of Aitta goes", async () => {
    const { aitta } = await openAitta();
    const address = `${aitta.url}/openai/v1`;
    const file = 'AITTA_ACCESS_TOKEN=old\nAITTA_MODEL=m\nRETENTION_DAYS=7\n';
    const { code, out, path } = await init(['y', address, 'wrong-key', STANDIN_TOKEN, 'n', 'n'], { file });
    expect(code).toBe(0);
    expect(out).toMatch(/^failed {3}service {3}127\.0\.0\.1:\d+ refuses the API key \(HTTP 401\)$/m);
    expect(out).toMatch(/^ok {7}service {3}it lists \d+ models$/m);
    expect(out).not.toContain(STANDIN_TOKEN);
    expect(readEnvFile(path)).toEqual({
      RETENTION_DAYS: '7',
      OPENAI_BASE_URL: address,
      OPENAI_API_KEY: STANDIN_TOKEN,
    });
    expect(readConfig(readEnvFile(path)).mistakes).toEqual([]);
  });

  test('changes a file that is there only when told to', async () => {
    const file = 'RETENTION_DAYS=7\n';
    const refused = await init(['n'], { file });
    expect([refused.code, refused.file()]).toEqual([1, file]);
    expect(refused.err).toContain('Nothing was changed in .env.');
  });

  test('changes what it asked about, and nothing else in the file', async () => {
    const { aitta } = await openAitta();
    const file =
      '# ours\r\nRETENTION_DAYS=7 # a week\nAITTA_API_URL=standin:\nexport AITTA_API_KEY="old"\n\nNOTICE=\'a # b\'\n\n';
    const env = { AITTA_API_URL: aitta.url };
    const { code, file: text, path } = await init(['y', 'a-token', 'keep', 'n', 'n'], { env, file });
    expect(code).toBe(0);
    expect(text()).toBe("# ours\r\nRETENTION_DAYS=7 # a week\n\nNOTICE='a # b'\nAITTA_ACCESS_TOKEN=a-token\n");
    expect(statSync(path).mode & 0o777).toBe(0o600);
  });

  test('writes nothing where the answers end early', async () => {
    const { code, err, path } = await init(['', 'y']);
    expect(code).toBe(1);
    expect(err).toContain('Nobody answers any more: nothing was written.');
    expect(existsSync(path)).toBe(false);
  });

  test('shows no secret while it is typed', async () => {
    const [stdin, stdout] = [new PassThrough(), new PassThrough()];
    let shown = '';
    stdout.on('data', (chunk: Buffer) => (shown += chunk.toString()));
    const interview = new Interview({
      env: {},
      stdin: Object.assign(stdin, { isTTY: true, setRawMode: () => stdin }),
      stdout: Object.assign(stdout, { isTTY: true }),
      stderr: stdout,
      secrets: new Secrets(),
      signal: new AbortController().signal,
    });
    onTestFinished(() => interview.close());
    const secret = interview.ask('Token: ', { isSecret: true });
    stdin.write('hidden-words\r');
    expect(await secret).toBe('hidden-words');
    const sure = interview.confirm('Sure?');
    stdin.write('yes\r');
    expect(await sure).toBe(true);
    expect(shown).toContain('Token: \n');
    expect(shown).toContain('Sure? [y/N] ');
    expect(shown).toContain('yes');
    expect(shown).not.toContain('hidden');
  });
});
