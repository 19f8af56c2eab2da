import { spawn } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { createStandin, STANDIN_TOKEN } from '../src/standin/standin.ts';
import { FakeSlack } from '../test/fakes/slack/fake-slack.ts';

// Throughput and CPU per turn of the whole bot, beside a bare Bolt app that does a mention, a placeholder, one call and an update.
// Run: npx node bench/slack-turns.ts [TURNS]
const turns = Number(process.argv[2] ?? '300');
const AT_ONCE = 30;
const root = join(import.meta.dirname, '..');
const model = 'acme/talks';

/** CPU time used so far, seconds, and resident memory, MB (proc(5)). */
const usage = (pid: number): { cpu: number; rss: number } => {
  const stat = readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ')[1]?.split(' ') ?? [];
  const pages = Number(readFileSync(`/proc/${pid}/statm`, 'utf8').split(' ')[1]);
  return { cpu: (Number(stat[11]) + Number(stat[12])) / 100, rss: (pages * 4_096) / 1_048_576 };
};

const heard = (child: ChildProcess, words: string): Promise<void> =>
  new Promise((resolve, reject) => {
    let output = '';
    child.stdout?.on('data', (chunk: Buffer) => {
      output += chunk.toString();
      if (output.includes(words)) resolve();
    });
    child.on('close', (code) => reject(new Error(`ended with ${code}: ${output}`)));
  });

const run = async (name: string, args: readonly string[], ready: string): Promise<void> => {
  const slack = await FakeSlack.start();
  const aitta = createStandin({ scenario: { models: [{ id: model, window: 32_768 }] } });
  await aitta.listen();
  const child = spawn(process.execPath, args, {
    cwd: root,
    env: {
      ...process.env,
      SLACK_BOT_TOKEN: slack.botToken,
      SLACK_APP_TOKEN: slack.appToken,
      SLACK_API_URL: slack.apiUrl,
      AITTA_API_URL: aitta.url ?? '',
      AITTA_ACCESS_TOKEN: STANDIN_TOKEN,
      AITTA_MODEL: model,
      AITTA_REQUESTS_PER_MINUTE: '100000',
      AITTA_CONCURRENCY: '64',
      CHAT_URL: `${aitta.url}/openai/v1/chat/completions`,
      STORE_URL: 'memory:',
      PORT: '0',
    },
    stdio: ['ignore', 'pipe', 'ignore'],
  });
  await heard(child, ready);
  const ada = slack.addUser({ name: 'ada' });
  const channel = slack.addChannel({ name: 'physics', members: [ada.id] }).id;
  const isAnswered = (ts: string): boolean => {
    const last = slack.messages(channel, ts).at(-1);
    return last?.byBot === true && !last.text.includes('…');
  };
  const ask = async (index: number): Promise<void> => {
    const ts = ada.post({ channel, text: `<@${slack.botUserId}> question ${index}` });
    await slack.waitFor(() => isAnswered(ts), 'an answer');
  };
  for (let index = 0; index < 20; index += 1) await ask(-index); // warm
  const [before, from] = [usage(child.pid ?? 0), performance.now()];
  let next = 0;
  const worker = async (): Promise<void> => {
    while (next < turns) await ask((next += 1));
  };
  await Promise.all(Array.from({ length: AT_ONCE }, worker));
  const [after, seconds] = [usage(child.pid ?? 0), (performance.now() - from) / 1_000];
  const perTurn = ((after.cpu - before.cpu) / turns) * 1_000;
  process.stdout.write(
    `${name}: ${turns} turns, ${(turns / seconds).toFixed(1)} a second, ${perTurn.toFixed(1)} ms of CPU each, ${after.rss.toFixed(0)} MB\n`,
  );
  child.kill('SIGKILL');
  await slack.close();
  await aitta.close();
};

await run('bare Bolt', [join(root, 'bench', 'bare-bolt.ts')], 'started');
await run('aitta-bot', [join(root, 'bin', 'aitta-bot.js'), 'start'], '"started"');
