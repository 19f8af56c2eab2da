import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { createStandin, STANDIN_TOKEN } from '../src/standin/standin.ts';
import type { Standin } from '../src/standin/standin.ts';
import { MeasuredProcess } from './measured-process.ts';
import { openDiscord, openSlack } from './playing-field.ts';
import type { PlayingField } from './playing-field.ts';

const USAGE = `Usage: npm run bench:platforms -- [--turns N] [--lanes N]

Turns per second and CPU per turn of aitta-bot beside the least that a bot can be, against fake platforms and a model that answers at once.
The fakes run in this process, on the same machine: compare the rows, and trust the CPU times more than the rates.
`;
const MODEL = 'acme/talks';
/** Asked before anything is measured, so that compilers have warmed up and caches are filled. */
const WARM_UP = 40;
/** The bot writes history and closes turns after an answer: that is part of them, milliseconds. */
const SETTLE_MS = 1_000;
const ANSWER = 'Blue light is scattered far more than red light. '.repeat(8);
const PLENTY = '100000';

interface Contender {
  name: string;
  program: string[];
  field: PlayingField;
}
interface Result {
  name: string;
  turnsPerS: number;
  cpuMsPerTurn: number;
  medianMs: number;
  requestsPerTurn: number;
  memoryBytes: number;
}

const here = (file: string): string => join(import.meta.dirname, file);
const BOT = [join(import.meta.dirname, '..', 'bin', 'aitta-bot.js'), 'start'];

/** Each lane asks the next question as soon as its last one is answered. @returns how long each took, milliseconds. */
const askAll = async (field: PlayingField, { turns, lanes }: { turns: number; lanes: number }): Promise<number[]> => {
  const tookMs: number[] = [];
  let next = 0;
  const run = async (lane: number): Promise<void> => {
    while (next < turns) {
      const mark = `mark-${(next += 1)}-${Math.random().toString(36).slice(2)}`;
      const askedAt = performance.now();
      await field.ask(`repeat: ${ANSWER}${mark}`, lane, new RegExp(`${mark}[^]*${MODEL}`));
      tookMs.push(performance.now() - askedAt);
    }
  };
  await Promise.all(Array.from({ length: lanes }, (_, lane) => run(lane)));
  return tookMs;
};

const measure = async (
  { name, program, field }: Contender,
  env: Record<string, string>,
  load: { turns: number; lanes: number },
): Promise<Result> => {
  const bot = await MeasuredProcess.start(program, { ...env, ...field.env });
  try {
    await askAll(field, { ...load, turns: WARM_UP });
    await settle();
    const [before, requestsBefore, startedAt] = [await bot.usage(), field.requests(), performance.now()];
    const tookMs = await askAll(field, load);
    const seconds = (performance.now() - startedAt) / 1_000;
    await settle();
    const after = await bot.usage();
    return {
      name,
      turnsPerS: load.turns / seconds,
      cpuMsPerTurn: (after.cpuMs - before.cpuMs) / load.turns,
      medianMs: tookMs.toSorted((a, b) => a - b)[Math.floor(tookMs.length / 2)] ?? 0,
      requestsPerTurn: (field.requests() - requestsBefore) / load.turns,
      memoryBytes: after.memoryBytes,
    };
  } finally {
    await bot.end();
    await field.close();
  }
};

const settle = (): Promise<void> => new Promise((resolve) => setTimeout(resolve, SETTLE_MS));

const print = (results: readonly Result[]): void => {
  const rows = results.map((result) => [
    result.name,
    result.turnsPerS.toFixed(1),
    result.cpuMsPerTurn.toFixed(1),
    result.medianMs.toFixed(0),
    result.requestsPerTurn.toFixed(1),
    (result.memoryBytes / 2 ** 20).toFixed(0),
  ]);
  const table = [['', 'turns/s', 'CPU ms/turn', 'median ms', 'requests/turn', 'memory MiB'], ...rows];
  const widths = (table[0] ?? []).map((_, column) => Math.max(...table.map((row) => row[column]?.length ?? 0)));
  for (const row of table) {
    const cells = row.map((cell, column) =>
      column === 0 ? cell.padEnd(widths[0] ?? 0) : cell.padStart(widths[column] ?? 0),
    );
    process.stdout.write(`${cells.join('  ')}\n`);
  }
};

const main = async (): Promise<void> => {
  const { values } = parseArgs({
    options: {
      turns: { type: 'string', default: '200' },
      lanes: { type: 'string', default: '8' },
      help: { type: 'boolean' },
    },
  });
  const load = { turns: Number(values.turns), lanes: Number(values.lanes) };
  if (values.help === true || !(load.turns > 0 && load.lanes > 0)) {
    process.stdout.write(USAGE);
    return;
  }
  const aitta = createStandin({ scenario: { models: [{ id: MODEL, window: 131_072 }] } });
  await aitta.listen();
  const folder = mkdtempSync(join(tmpdir(), 'aitta-bot-bench-'));
  try {
    const results: Result[] = [];
    for (const platform of ['Slack', 'Discord'] as const) {
      const open = platform === 'Slack' ? openSlack : () => openDiscord(load.lanes);
      const bare = platform === 'Slack' ? 'bare Bolt app' : 'bare discord.js bot';
      const file = platform === 'Slack' ? 'bare-bolt.ts' : 'bare-discord.ts';
      const store = join(folder, `${platform}.sqlite`);
      results.push(await measure({ name: bare, program: [here(file)], field: await open() }, bareEnv(aitta), load));
      results.push(
        await measure(
          { name: `aitta-bot on ${platform}`, program: BOT, field: await open() },
          botEnv(aitta, store),
          load,
        ),
      );
    }
    process.stdout.write(`${load.turns} turns, ${load.lanes} at a time, answers of ${ANSWER.length} characters\n\n`);
    print(results);
  } finally {
    await aitta.close();
    rmSync(folder, { recursive: true, force: true });
  }
};

const bareEnv = (aitta: Standin): Record<string, string> => ({
  OPENAI_BASE_URL: `${aitta.url}/openai/v1`,
  OPENAI_API_KEY: STANDIN_TOKEN,
  MODEL,
});
const botEnv = (aitta: Standin, store: string): Record<string, string> => ({
  AITTA_API_URL: aitta.url,
  AITTA_ACCESS_TOKEN: STANDIN_TOKEN,
  AITTA_MODEL: MODEL,
  AITTA_REQUESTS_PER_MINUTE: PLENTY,
  AITTA_CONCURRENCY: '64',
  STORE_URL: `sqlite:${store}`,
  PORT: '0',
});

await main();
