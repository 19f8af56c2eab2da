import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { SqliteDatabase } from '../src/adapters/storage/sqlite/sqlite-database.ts';
import { textTable } from '../src/cli/text-table.ts';
import { systemClock } from '../src/async/clock.ts';
import { History } from '../src/core/memory/history.ts';
import type { PastTurn } from '../src/core/memory/past-turn.ts';
import { fitPrompt } from '../src/core/prompt/prompt.ts';
import { openRecords } from '../test/doubles/open-records.ts';
import { inMs, timesOf } from './measure.ts';

const LENGTHS = [10, 100, 1_000, 10_000];
const WINDOWS = [8_192, 131_072];
const RUNS = 200;
const CONVERSATION = 'slack:T1:C1:1700000000.000100';

/** What a turn costs beside the model, in a conversation of so many turns: the prompt from the history, and the turn added to it. */
export const measureConversations = async (): Promise<string> => {
  const folder = mkdtempSync(join(tmpdir(), 'aitta-bot-bench-'));
  const database = new SqliteDatabase(join(folder, 'bench.sqlite'));
  try {
    const history = new History(openRecords(database, systemClock), systemClock);
    const rows: string[][] = [];
    let turns = 0;
    for (const length of LENGTHS) {
      for (; turns < length; turns++) await history.add(CONVERSATION, turnNumber(turns));
      const adding = await timesOf(RUNS, (run) => history.add(CONVERSATION, turnNumber(length - 1 - (run % 10))));
      for (const contextTokens of WINDOWS) {
        let taken = 0;
        const prompting = await timesOf(RUNS, async () => {
          taken = (await promptOf(history, contextTokens)) ?? 0;
        });
        const figures = [prompting.median, prompting.p95, adding.median, adding.p95].map(inMs);
        rows.push([length, contextTokens, taken].map((n) => n.toLocaleString('en')).concat(figures));
      }
    }
    return `A turn in a conversation, SQLite on disk, ms\n${tableOf(rows)}`;
  } finally {
    database.close();
    rmSync(folder, { recursive: true });
  }
};

const promptOf = async (history: History, contextTokens: number): Promise<number | undefined> => {
  const prompt = await fitPrompt({
    system: 'You are a helpful assistant in a chat.',
    scene: {
      person: {
        name: 'Ada',
        standing: 'member',
        groups: [],
        workspaces: { here: ['w'], all: ['w'] },
        managesChannel: false,
      },
      text: 'And now?',
      where: '#general',
      direct: false,
      files: [],
      earlier: [],
    },
    questions: [{ personId: 'U1', who: 'Ada', text: 'And now?' }],
    past: history.newest(CONVERSATION),
    openFiles: async () => [],
    sees: false,
    contextTokens,
    estimate: (text) => text.length / 4,
  });
  return prompt?.turns;
};

const turnNumber = (n: number): PastTurn => ({
  turnId: `turn-${n}`,
  questions: [{ personId: 'U1', who: 'Ada', text: `Question number ${n}. ${'Why is that so? '.repeat(10)}` }],
  texts: [`Answer number ${n}. ${'Because it is so, and it has been for a while. '.repeat(30)}`],
  model: 'acme/talks',
  at: 1_700_000_000_000 + n,
});

const tableOf = (rows: readonly string[][]): string => {
  const titles = ['TURNS', 'WINDOW', 'TURNS IN PROMPT', 'PROMPT', 'P95', 'ADD', 'P95'];
  return textTable(
    titles.map((title) => ({ title, align: 'right' as const })),
    rows.map((row) => row.map((text) => ({ text }))),
    (text) => text,
  );
};
