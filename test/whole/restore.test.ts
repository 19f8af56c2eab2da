import { execFileSync } from 'node:child_process';
import { mkdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, afterEach, expect, onTestFinished, test } from 'vitest';
import { FakeSlack } from '../fakes/slack/fake-slack.ts';
import { BotProcess, createFolder } from './bot-process.ts';

const root = join(import.meta.dirname, '..', '..');
const folder = createFolder();
const bots: BotProcess[] = [];
afterEach(async () => {
  await Promise.all(bots.splice(0).map((bot) => bot.kill()));
});
afterAll(folder.remove);

/** The commands of a block in docs/operate.md, by the mark above it. */
const commandsOf = (mark: string): string => {
  const page = readFileSync(join(root, 'docs', 'operate.md'), 'utf8');
  const block = new RegExp(`<!-- test: ${mark} -->\\n+\`\`\`sh\\n([^]*?)\`\`\``).exec(page)?.[1];
  if (block === undefined) throw new Error(`docs/operate.md has no block "${mark}"`);
  return block;
};

/** As somebody who follows the page in the project's folder; \`npx\` runs the program here. */
const follow = (mark: string, home: string): string => {
  const tools = join(folder.path, 'tools');
  mkdirSync(tools, { recursive: true });
  const program = join(root, 'bin', 'aitta-bot.js');
  writeFileSync(join(tools, 'npx'), `#!/bin/sh\nshift\nexec '${process.execPath}' '${program}' "$@"\n`, {
    mode: 0o755,
  });
  const env = { PATH: `${tools}:${process.env['PATH'] ?? ''}` };
  return execFileSync('sh', ['-e', '-c', commandsOf(mark)], { cwd: home, env, encoding: 'utf8' });
};

test('a backup that is made while the bot runs brings back what was known then, by the commands of docs/operate.md', async () => {
  const slack = await FakeSlack.start();
  onTestFinished(() => slack.close());
  const home = join(folder.path, 'home');
  mkdirSync(home);
  const start = async (): Promise<BotProcess> => {
    const env = { SLACK_BOT_TOKEN: slack.botToken, SLACK_APP_TOKEN: slack.appToken, SLACK_API_URL: slack.apiUrl };
    const bot = new BotProcess({ ...env, AITTA_API_URL: 'standin:' }, ['start'], home);
    bots.push(bot);
    await bot.started();
    return bot;
  };
  const ada = slack.addUser({ name: 'ada' });
  const channel = slack.addChannel({ name: 'physics', members: [ada.id] }).id;
  const ask = async (text: string, answer: string, threadTs?: string): Promise<string> => {
    const ts = ada.post({ channel, text: `<@${slack.botUserId}> ${text}`, ...(threadTs && { threadTs }) });
    const isAnswer = ({ byBot, ts: at, text: said }: { byBot: boolean; ts: string; text: string }): boolean =>
      byBot && at > ts && said.includes(answer);
    await slack.waitFor(() => slack.messages(channel, threadTs ?? ts).some(isAnswer), answer);
    return threadTs ?? ts;
  };

  const bot = await start();
  const thread = await ask('my name is Ada', 'Ada');
  expect(follow('back up', home)).toMatch(/^backup\.sqlite: \d+ kB\n$/);
  expect(statSync(join(home, 'backup.sqlite')).mode & 0o777).toBe(0o600);
  await ask('my name is Grace', 'Grace', thread);
  bot.signal('SIGTERM');
  expect(await bot.ended).toBe(0);

  follow('restore', home);
  await start();
  await ask('what is my name?', 'Your name is Ada', thread);
});

test('a backup never overwrites, and there is none of nothing', async () => {
  const run = async (args: string[], env: Record<string, string> = {}): Promise<[number | null, string]> => {
    const bot = new BotProcess(env, args, folder.path);
    bots.push(bot);
    return [await bot.ended, bot.stderr];
  };
  expect(await run(['backup', 'copy.sqlite'])).toEqual([1, expect.stringContaining('there is no store at')]);
  writeFileSync(join(folder.path, 'there.sqlite'), 'something');
  const store = join(folder.path, 'home', 'data', 'aitta-bot.sqlite');
  const taken = await run(['backup', 'there.sqlite'], { STORE_URL: `sqlite:${store}` });
  expect(taken).toEqual([1, expect.stringContaining('there.sqlite cannot be created: it exists already')]);
  expect(readFileSync(join(folder.path, 'there.sqlite'), 'utf8')).toBe('something');
  expect(await run(['backup'])).toEqual([2, expect.stringContaining('Name one file')]);
  expect(await run(['backup', 'x'], { STORE_URL: 'memory:' })).toEqual([1, expect.stringContaining('memory:')]);
});
