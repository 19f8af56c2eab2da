import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { textTable } from '../src/cli/text-table.ts';
import { People } from '../src/core/memory/people.ts';
import { openRecords } from '../test/doubles/open-records.ts';
import { hanging } from '../test/doubles/scripted-gateway.ts';
import { SmallBot } from '../test/doubles/small-bot.ts';
import { drawGrowth } from './draw-growth.ts';
import { medianOf } from './measure.ts';

/** What a question costs the core and its store on disk, by how much of something there is. */
export interface Growth {
  what: string;
  /** How much of it, and CPU time of a question, milliseconds. */
  points: { size: number; ms: number }[];
}

const SIZES = [10, 100, 1_000, 10_000];
const OPEN = [1, 10, 100, 1_000, 3_000];
const QUESTIONS = 60;
const WARM_UP = 40;
/** So that no limit of a minute is met. */
const APART_MS = 10_000;
const RESULTS = join(import.meta.dirname, 'results');

type Process = Awaited<ReturnType<SmallBot['process']>>;
type Fill = (bot: SmallBot, process: Process, size: number) => Promise<void>;

const fillConversation: Fill = async (_bot, { history }, turns) => {
  for (let n = 0; n < turns; n++) await history.add('asked', pastTurn(n));
};

const fillStore: Fill = async (bot, { history }, conversations) => {
  const people = new People(openRecords(bot.database, bot.clock), history);
  for (let n = 0; n < conversations; n++) {
    await history.add(`other-${n}`, pastTurn(n));
    const where = { workspace: 'w', channel: 'c', conversation: `other-${n}` };
    await people.note({ platform: 'test', personId: 'ada' }, where, bot.clock.now());
  }
};

const openTurns: Fill = async (bot, { platform }, turns) => {
  for (let n = 0; n < turns; n++) {
    bot.gateway.script(hanging({ type: 'phase', name: 'running' }).script);
    await platform.arrive({ id: `open-${n}`, input: 'and now?', conversation: `open-${n}`, personId: `person-${n}` });
    if (n % 20 === 19) await bot.settle();
  }
  await bot.settle();
};

const CURVES: readonly { what: string; sizes: readonly number[]; fill: Fill }[] = [
  { what: 'turns in its conversation', sizes: SIZES, fill: fillConversation },
  { what: 'other conversations of the asker', sizes: SIZES, fill: fillStore },
  { what: 'turns that are open', sizes: OPEN, fill: openTurns },
];

export const measureGrowth = async (): Promise<string> => {
  await measureOne(fillStore, 1); // the first is the compiler's
  const growths: Growth[] = [];
  for (const { what, sizes, fill } of CURVES) {
    const points: Growth['points'] = [];
    for (const size of sizes) points.push({ size, ms: await measureOne(fill, size) });
    growths.push({ what, points });
  }
  mkdirSync(RESULTS, { recursive: true });
  writeFileSync(join(RESULTS, 'growth.svg'), drawGrowth(growths));
  const rows = growths.flatMap(({ what, points }) =>
    points.map(({ size, ms }) => [
      what,
      size.toLocaleString('en'),
      ms.toFixed(2),
      (ms / (points[0]?.ms ?? 1)).toFixed(2),
    ]),
  );
  const columns = [
    { title: 'A QUESTION WITH SO MANY' },
    ...['', 'CPU, MS', 'TIMES THE FIRST'].map((title) => ({ title, align: 'right' as const })),
  ];
  const cells = rows.map((row) => row.map((text) => ({ text })));
  return `${textTable(columns, cells, (text) => text)}The picture is bench/results/growth.svg`;
};

/** Each question in the same conversation, which is as long as it is to be. */
const measureOne = async (fill: Fill, size: number): Promise<number> => {
  const folder = mkdtempSync(join(tmpdir(), 'aitta-bot-bench-'));
  const bot = new SmallBot(join(folder, 'bench.sqlite'));
  try {
    const process = await bot.process();
    await fill(bot, process, size);
    const times: number[] = [];
    for (let n = 0; n < WARM_UP + QUESTIONS; n++) times.push(await costOf(bot, process, `question-${n}`));
    return medianOf(times.slice(WARM_UP));
  } finally {
    await bot.close();
    rmSync(folder, { recursive: true, force: true });
  }
};

const costOf = async (bot: SmallBot, { platform }: Process, id: string): Promise<number> => {
  const before = process.cpuUsage();
  await platform.arrive({ id, input: 'why is the sky blue?', conversation: 'asked' });
  await bot.settle();
  const { user, system } = process.cpuUsage(before);
  await bot.clock.advance(APART_MS, APART_MS);
  return (user + system) / 1_000;
};

/** Ten of them are more than a model's window. */
const pastTurn = (n: number) => ({
  turnId: `turn-${n}`,
  questions: [{ personId: 'ada', who: 'ada', text: `Question ${n}. ${'Why? '.repeat(1_000)}` }],
  texts: ['Because. '.repeat(1_000)],
  model: 'acme/chat',
  at: 1_700_000_000_000 + n,
});
