import { mkdtempSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { SqliteDatabase } from '../src/adapters/storage/sqlite/sqlite-database.ts';
import { textTable } from '../src/cli/text-table.ts';
import { freePort } from './free-port.ts';
import { inMs } from './measure.ts';
import { MeasuredProcess } from './measured-process.ts';
import { fillStore } from './stored-history.ts';

const PROGRAM = join(import.meta.dirname, '..', 'bin', 'aitta-bot.js');
const HOUR_MS = 60 * 60_000;
const CASES = [
  { name: 'nothing', conversations: 0, agoMs: 0 },
  { name: '100,000 conversations', conversations: 100_000, agoMs: HOUR_MS },
  { name: '20,000 whose time is over', conversations: 20_000, agoMs: 40 * 24 * HOUR_MS },
];
/** So long is watched what goes on after the start, milliseconds. */
const WATCHED_MS = 45_000;

/** What a start costs with much in the store, how long the bot is deaf while what has expired is removed, and what the file is then. */
export const measureFullStores = async (): Promise<string> => {
  const rows: string[][] = [];
  for (const { name, conversations, agoMs } of CASES) {
    const folder = mkdtempSync(join(tmpdir(), 'aitta-bot-bench-'));
    try {
      const path = join(folder, 'bench.sqlite');
      await fillStore(path, conversations, agoMs);
      rows.push([name, ...(await measureOne(path))]);
    } finally {
      rmSync(folder, { recursive: true });
    }
  }
  const titles = [
    'READY, MS',
    'LONGEST SILENCE, MS',
    'LONGEST WORK, MS OF CPU',
    'LEFT',
    'FILE BEFORE, MB',
    'AFTER, MB',
    'MEMORY, MB',
  ];
  const columns = [{ title: 'IN THE STORE' }, ...titles.map((title) => ({ title, align: 'right' as const }))];
  const cells = rows.map((row) => row.map((text) => ({ text })));
  return `The bot with a full store\n${textTable(columns, cells, (text) => text)}`;
};

const measureOne = async (path: string): Promise<string[]> => {
  const port = await freePort();
  const before = statSync(path).size;
  const begun = performance.now();
  const env = { STORE_URL: `sqlite:${path}`, AITTA_API_URL: 'standin:', PORT: String(port), HOST: '127.0.0.1' };
  const bot = await MeasuredProcess.start([PROGRAM, 'start'], env);
  try {
    const readyMs = performance.now() - begun;
    let silenceMs = Number.NaN;
    const { longestMs } = await bot.watch(async () => {
      silenceMs = await longestSilence(`http://127.0.0.1:${port}/healthz`);
    });
    const { memoryBytes } = await bot.usage();
    const after = statSync(path).size;
    return [
      inMs(readyMs),
      inMs(silenceMs),
      inMs(longestMs),
      left(path),
      megabytes(before),
      megabytes(after),
      megabytes(memoryBytes),
    ];
  } finally {
    await bot.end();
  }
};

/** As a health check meets it: from question to answer, the longest of all. */
const longestSilence = async (url: string): Promise<number> => {
  let longest = 0;
  for (const end = performance.now() + WATCHED_MS; performance.now() < end; await pause(5)) {
    const asked = performance.now();
    await (await fetch(url)).text();
    longest = Math.max(longest, performance.now() - asked);
  }
  return longest;
};

const left = (path: string): string => {
  const database = new SqliteDatabase(path);
  const count = "SELECT count(*) AS n FROM records WHERE namespace = 'conversations'";
  const found = Number(database.get(count)?.['n'] ?? 0);
  database.close();
  return found.toLocaleString('en');
};

const megabytes = (bytes: number): string => (bytes / 1e6).toFixed(1);
