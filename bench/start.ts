import { spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { textTable } from '../src/cli/text-table.ts';
import { createStandin, STANDIN_TOKEN } from '../src/standin/standin.ts';
import { freePort } from './free-port.ts';
import { inMs } from './measure.ts';
import { openDiscord, openSlack } from './playing-field.ts';
import { fillStore } from './stored-history.ts';

const PROGRAM = join(import.meta.dirname, '..', 'bin', 'aitta-bot.js');
const CONVERSATIONS = 100_000;
const RUNS = 7;
const POLL_MS = 5;
const MAX_START_MS = 30_000;
const HOUR_MS = 60 * 60_000;

/** From the start of the process to the first `/readyz` that says 200, with nothing in the store and with much. */
export const measureStarts = async (): Promise<string> => {
  const folder = mkdtempSync(join(tmpdir(), 'aitta-bot-bench-'));
  const aitta = createStandin({ scenario: { models: [{ id: 'acme/talks', window: 32_768 }] } });
  await aitta.listen();
  try {
    const full = join(folder, 'full.sqlite');
    await fillStore(full, CONVERSATIONS, HOUR_MS);
    const rows: string[][] = [];
    for (const [platform, open] of Object.entries({ Slack: openSlack, Discord: () => openDiscord(1) })) {
      const field = await open();
      const access = { AITTA_API_URL: aitta.url, AITTA_ACCESS_TOKEN: STANDIN_TOKEN };
      for (const [store, path] of Object.entries({ nothing: join(folder, `${platform}.sqlite`), full })) {
        const env = { ...field.env, ...access, STORE_URL: `sqlite:${path}` };
        await startOnce(env); // compiles
        const starts: Start[] = [];
        for (let run = 0; run < RUNS; run++) starts.push(await startOnce(env));
        const held = store === 'full' ? `${CONVERSATIONS.toLocaleString('en')} conversations` : store;
        rows.push([
          platform,
          held,
          ...spread(starts.map(({ ms }) => ms)),
          inMs(medianOf(starts.map(({ cpuMs }) => cpuMs))),
        ]);
      }
      await field.close();
    }
    const columns = [
      { title: 'PLATFORM' },
      { title: 'IN THE STORE' },
      ...['FASTEST, MS', 'MEDIAN, MS', 'SLOWEST, MS', 'CPU, MS'].map((title) => ({ title, align: 'right' as const })),
    ];
    const cells = rows.map((row) => row.map((text) => ({ text })));
    return `From the start to /readyz 200, ${RUNS} starts each\n${textTable(columns, cells, (text) => text)}`;
  } finally {
    await aitta.close();
    rmSync(folder, { recursive: true });
  }
};

interface Start {
  ms: number;
  /** What the bot itself has used of the processors until then. */
  cpuMs: number;
}

const medianOf = (values: readonly number[]): number =>
  values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? Number.NaN;

const spread = (values: readonly number[]): string[] =>
  [Math.min(...values), medianOf(values), Math.max(...values)].map(inMs);

const startOnce = async (env: Readonly<Record<string, string>>): Promise<Start> => {
  const port = await freePort();
  const begun = performance.now();
  const bot = spawn(process.execPath, [PROGRAM, 'start'], {
    cwd: tmpdir(),
    env: { PATH: process.env['PATH'] ?? '', HOME: process.env['HOME'] ?? '', PORT: String(port), ...env },
    stdio: 'ignore',
  });
  const ended = new Promise((resolve) => bot.once('close', resolve));
  try {
    while (!(await isReady(port))) {
      if (performance.now() - begun > MAX_START_MS) throw new Error('the bot does not become ready');
      await pause(POLL_MS);
    }
    return { ms: performance.now() - begun, cpuMs: cpuMsOf(bot.pid) };
  } finally {
    bot.kill('SIGTERM'); // a killed one leaves its lease of the bot's one session at Discord behind, which the next one waits for
    await ended;
  }
};

/** Ticks of 10 ms. @see https://man7.org/linux/man-pages/man5/proc_pid_stat.5.html */
const cpuMsOf = (pid: number | undefined): number => {
  const [, fields = ''] = readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ');
  const [user, system] = fields.split(' ').slice(11, 13).map(Number);
  return ((user ?? Number.NaN) + (system ?? Number.NaN)) * 10;
};

const isReady = async (port: number): Promise<boolean> => {
  try {
    const { status } = await fetch(`http://127.0.0.1:${port}/readyz`);
    return status === 200;
  } catch {
    return false; // nobody listens yet
  }
};
