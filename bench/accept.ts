import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { SqliteDatabase } from '../src/adapters/storage/sqlite/sqlite-database.ts';
import { SqliteTurnTable } from '../src/adapters/storage/sqlite/sqlite-turn-table.ts';
import { StoredTurnQueue } from '../src/adapters/storage/turns/stored-turn-queue.ts';
import { systemClock } from '../src/async/clock.ts';
import { textTable } from '../src/cli/text-table.ts';
import { arrivalId } from '../src/core/arrival-id.ts';
import { quietLog } from '../test/doubles/quiet-log.ts';
import { inMs, timesOf } from './measure.ts';
import { fillStore } from './stored-history.ts';

const CASES = [0, 100_000];
const RUNS = 2_000;
const HOUR_MS = 60 * 60_000;

/** What it costs to have a question on the disk, before a platform is told so. */
export const measureAcceptance = async (): Promise<string> => {
  const rows: string[][] = [];
  for (const conversations of CASES) {
    const folder = mkdtempSync(join(tmpdir(), 'aitta-bot-bench-'));
    try {
      const path = join(folder, 'bench.sqlite');
      await fillStore(path, conversations, HOUR_MS);
      rows.push([`${conversations.toLocaleString('en')} conversations`, ...(await measureOne(path))]);
    } finally {
      rmSync(folder, { recursive: true });
    }
  }
  const columns = [
    { title: 'IN THE STORE' },
    ...['MEDIAN, MS', '95TH PERCENTILE, MS'].map((title) => ({ title, align: 'right' as const })),
  ];
  const cells = rows.map((row) => row.map((text) => ({ text })));
  return `A durable acceptance, ${RUNS.toLocaleString('en')} times\n${textTable(columns, cells, (text) => text)}`;
};

const measureOne = async (path: string): Promise<string[]> => {
  const database = new SqliteDatabase(path);
  const table = new SqliteTurnTable(database);
  const turns = new StoredTurnQueue({ table, owner: 'bench', clock: systemClock, log: quietLog() });
  try {
    const { median, p95 } = await timesOf(RUNS, (run) => {
      const id = arrivalId('bench', String(run));
      const where = { platform: 'slack', workspace: 'T1', channel: 'C1', conversation: `C1:${run}`, personId: 'U1' };
      const address = { channel: 'C1', thread: String(run), user: 'U1', since: String(run) };
      const arrival = { id, input: 'Why is the sky blue?', address, at: Date.now(), ...where };
      return turns.accept({ id, kind: 'question', arrival });
    });
    return [inMs(median), inMs(p95)];
  } finally {
    database.close();
  }
};
