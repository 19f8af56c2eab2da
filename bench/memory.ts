import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { textTable } from '../src/cli/text-table.ts';
import { createStandin, STANDIN_TOKEN } from '../src/standin/standin.ts';
import { MeasuredProcess } from './measured-process.ts';
import { openSlack } from './playing-field.ts';
import type { PlayingField } from './playing-field.ts';

const PROGRAM = join(import.meta.dirname, '..', 'bin', 'aitta-bot.js');
const MODEL = 'acme/talks';
const ANSWER = 'Blue light is scattered far more than red light. '.repeat(20);
const AT_ONCE = 50;
const TURNS = 400;
const ROUNDS = 3;
const REST_MS = 10_000;
const SAMPLE_MS = 500;
const MIB = 2 ** 20;

/** What the bot holds before, during and after load: rounds of many questions at once, with a rest after each. */
export const measureMemory = async (): Promise<string> => {
  const folder = mkdtempSync(join(tmpdir(), 'aitta-bot-bench-'));
  const aitta = createStandin({ scenario: { models: [{ id: MODEL, window: 131_072 }] } });
  await aitta.listen();
  const field = await openSlack();
  const access = { AITTA_API_URL: aitta.url, AITTA_ACCESS_TOKEN: STANDIN_TOKEN, AITTA_MODEL: MODEL };
  const plenty = { AITTA_REQUESTS_PER_MINUTE: '100000', AITTA_CONCURRENCY: '64', TURNS_PER_MINUTE: '1000', PORT: '0' };
  const env = { ...field.env, ...access, ...plenty, STORE_URL: `sqlite:${join(folder, 'bench.sqlite')}` };
  const bot = await MeasuredProcess.start([PROGRAM, 'start'], env);
  const curve = new MemoryCurve(bot);
  try {
    const rows = [['before', ...(await atRest(bot))]];
    for (let round = 1; round <= ROUNDS; round++) {
      const most = await curve.during(() => askMany(field));
      rows.push([`${TURNS} questions, ${AT_ONCE} at once`, megabytes(most.memoryBytes), megabytes(most.heapBytes)]);
      await curve.during(() => pause(REST_MS));
      rows.push([`${REST_MS / 1_000} s later`, ...(await atRest(bot))]);
    }
    const file = join(tmpdir(), 'aitta-bot-memory.csv');
    writeFileSync(file, curve.csv());
    const columns = [
      { title: 'WHEN' },
      ...['RSS, MIB', 'HEAP, MIB'].map((title) => ({ title, align: 'right' as const })),
    ];
    const cells = rows.map((row) => row.map((text) => ({ text })));
    return `Memory on Slack: at most in a round, and without garbage at rest\n${textTable(columns, cells, (text) => text)}\nThe curve is in ${file}`;
  } finally {
    await bot.end();
    await field.close();
    await aitta.close();
    rmSync(folder, { recursive: true });
  }
};

/** Each in a conversation of its own. */
const askMany = async (field: PlayingField): Promise<void> => {
  let next = 0;
  const lane = async (): Promise<void> => {
    while ((next += 1) <= TURNS) {
      const mark = `mark-${next}-${Math.random().toString(36).slice(2)}`;
      await field.ask(`repeat: ${ANSWER}${mark}`, 0, new RegExp(`${mark}[^]*${MODEL}`));
    }
  };
  await Promise.all(Array.from({ length: AT_ONCE }, lane));
};

const atRest = async (bot: MeasuredProcess): Promise<string[]> => {
  const { memoryBytes, heapBytes } = await bot.usage('usage without garbage');
  return [megabytes(memoryBytes), megabytes(heapBytes)];
};

const megabytes = (bytes: number): string => (bytes / MIB).toFixed(0);

interface Sample {
  memoryBytes: number;
  heapBytes: number;
}

/** Samples of a process, from the first on. */
class MemoryCurve {
  readonly #bot: MeasuredProcess;
  readonly #samples: (Sample & { seconds: number })[] = [];

  constructor(bot: MeasuredProcess) {
    this.#bot = bot;
  }

  /** @returns the most of each while the work went on. */
  async during(work: () => Promise<void>): Promise<Sample> {
    const most: Sample = { memoryBytes: 0, heapBytes: 0 };
    const working = new AbortController();
    const worked = work().finally(() => working.abort());
    while (!working.signal.aborted) {
      const { memoryBytes, heapBytes } = await this.#bot.usage();
      this.#samples.push({ seconds: performance.now() / 1_000, memoryBytes, heapBytes });
      most.memoryBytes = Math.max(most.memoryBytes, memoryBytes);
      most.heapBytes = Math.max(most.heapBytes, heapBytes);
      await pause(SAMPLE_MS);
    }
    await worked;
    return most;
  }

  csv(): string {
    const first = this.#samples[0]?.seconds ?? 0;
    const lines = this.#samples.map(({ seconds, memoryBytes, heapBytes }) =>
      [(seconds - first).toFixed(1), megabytes(memoryBytes), megabytes(heapBytes)].join(','),
    );
    return ['seconds,rss_mib,heap_mib', ...lines, ''].join('\n');
  }
}
