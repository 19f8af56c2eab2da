/**
 * Turns per second and processor time per turn, of this bot and of a bare discord.js bot, on the same fake Discord and stand-in Aitta.
 * Run: `node bench/discord-throughput.ts [TURNS]`, on Linux (the times are read from /proc).
 */
import { spawn } from 'node:child_process';
import { readFileSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createStandin, STANDIN_TOKEN } from '../src/standin/standin.ts';
import { FakeDiscord } from '../test/fakes/discord/fake-discord.ts';

const MODEL = 'acme/talks';
const TICKS_PER_SECOND = 100;
const turns = Number(process.argv[2] ?? 100);
const root = join(import.meta.dirname, '..');

/** Processor time of a process so far, seconds. */
const cpuOf = (pid: number): number => {
  const fields = readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ')[1]?.split(' ') ?? [];
  return (Number(fields[11]) + Number(fields[12])) / TICKS_PER_SECOND;
};
const memoryOf = (pid: number): number =>
  Number(/VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1] ?? 0) / 1_024;

const measure = async (name: string, program: string[]): Promise<void> => {
  const discord = await FakeDiscord.start({ validate: false });
  const aitta = createStandin({ scenario: { models: [{ id: MODEL, window: 131_072 }] } });
  await aitta.listen();
  const folder = mkdtempSync(join(tmpdir(), 'aitta-bench-'));
  const bot = spawn(process.execPath, program, {
    env: {
      PATH: process.env['PATH'],
      PORT: '0',
      LOG_LEVEL: 'info',
      DISCORD_TOKEN: discord.token,
      DISCORD_API_URL: discord.apiUrl,
      AITTA_API_URL: aitta.url,
      AITTA_ACCESS_TOKEN: STANDIN_TOKEN,
      AITTA_MODEL: MODEL,
      AITTA_REQUESTS_PER_MINUTE: '100000',
      AITTA_CONCURRENCY: '100',
      STORE_URL: `sqlite:${join(folder, 'bench.sqlite')}`,
    },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const { pid = 0 } = bot;
  try {
    const guild = discord.addGuild();
    const channel = discord.addChannel({ guild });
    const people = Array.from({ length: 20 }, (_, index) => discord.addMember({ guild, name: `person ${index}` }));
    await new Promise<void>((resolve) => {
      bot.stdout.on('data', (chunk: Buffer) => {
        if (chunk.includes('"started"')) resolve();
      });
    });
    const [cpuBefore, startedAt, callsBefore] = [cpuOf(pid), performance.now(), discord.calls.length];
    const asked: { id: string }[] = [];
    for (let index = 0; index < turns; index++) {
      const person = people[index % people.length];
      if (person) asked.push(person.post({ channel, content: `${discord.mention} question ${index}` }));
    }
    const isAnswered = ({ id }: { id: string }): boolean =>
      [...discord.messages({ id }), ...discord.messages(channel).filter(({ replyTo }) => replyTo === id)].some(
        ({ byBot, text, buttons }) => byBot && text !== '' && text !== 'thinking' && buttons.length === 0,
      );
    while (!asked.every(isAnswered)) await new Promise((resolve) => setTimeout(resolve, 100));
    const seconds = (performance.now() - startedAt) / 1_000;
    const row = {
      bot: name,
      turns,
      seconds: seconds.toFixed(1),
      'turns per second': (turns / seconds).toFixed(1),
      'CPU ms per turn': ((1_000 * (cpuOf(pid) - cpuBefore)) / turns).toFixed(1),
      'requests to Discord per turn': ((discord.calls.length - callsBefore) / turns).toFixed(1),
      'memory MB': memoryOf(pid).toFixed(0),
    };
    process.stdout.write(`${JSON.stringify(row)}\n`);
  } finally {
    bot.kill('SIGKILL');
    await discord.close();
    await aitta.close();
    rmSync(folder, { recursive: true, force: true });
  }
};

await measure('bare discord.js', [join(root, 'bench', 'bare-discord-bot.ts')]);
await measure('aitta-bot', [join(root, 'bin', 'aitta-bot.js'), 'start']);
