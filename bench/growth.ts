import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { textTable } from '../src/cli/text-table.ts';
import { People } from '../src/core/memory/people.ts';
import type { Arrival, Json } from '../src/core/ports/arrival.ts';
import type { Memory } from '../src/core/ports/memory.ts';
import type { Place } from '../src/core/ports/platform.ts';
import { openRecords } from '../test/doubles/open-records.ts';
import { hanging } from '../test/doubles/scripted-gateway.ts';
import { RecordingPlatform } from '../test/doubles/recording-platform.ts';
import { SmallBot } from '../test/doubles/small-bot.ts';
import { drawGrowth } from './draw-growth.ts';
import { medianOf } from './measure.ts';

/** What a question costs the core and its store on disk, by how much of something there is. */
export interface Growth {
  what: string;
  /** How much of it, and CPU time of a question, milliseconds. */
  points: { size: number; ms: number }[];
}

const TURNS = [10, 100, 1_000, 10_000];
const CONVERSATIONS = [10, 100, 1_000, 10_000, 100_000];
const OPEN = [1, 10, 100, 1_000, 3_000];
const QUESTIONS = 60;
const WARM_UP = 40;
/** So that no limit of a minute is met. */
const APART_MS = 10_000;
/** Some turns begin at once, and no more before these wait for others, milliseconds: `MAX_BEGINNING` of the queue. */
const BEGINNING_MS = 250;
const BEGIN_AT_ONCE = 6;
const RESULTS = join(import.meta.dirname, 'results');

type Process = Awaited<ReturnType<SmallBot['process']>>;

/** What is shown of the many open turns is kept apart: the double looks for a message among all that it has. */
class CrowdedPlatform extends RecordingPlatform {
  readonly #crowd = new RecordingPlatform();

  override at(address: Json, memory: Memory): Place {
    const { conversation } = address as unknown as Arrival;
    return conversation.startsWith('open-') ? this.#crowd.at(address, memory) : super.at(address, memory);
  }
}
type Fill = (bot: SmallBot, process: Process, size: number) => Promise<void>;

const fillConversation: Fill = async (_bot, { history }, turns) => {
  for (let n = 0; n < turns; n++) await history.add('asked', pastTurn(n));
};

/** @param whose every conversation is of one person, or each of another one */
const fillStore =
  (whose: (n: number) => string): Fill =>
  async (bot, { history }, conversations) => {
    const people = new People(openRecords(bot.database, bot.clock), history);
    for (let n = 0; n < conversations; n++) {
      await history.add(`other-${n}`, shortTurn(n));
      const where = { workspace: 'w', channel: 'c', conversation: `other-${n}` };
      await people.note({ platform: 'test', personId: whose(n) }, where, bot.clock.now());
    }
  };

const openTurns: Fill = async (bot, { platform }, turns) => {
  for (let n = 0; n < turns; n++) {
    bot.gateway.script(hanging({ type: 'phase', name: 'running' }).script);
    await platform.arrive({ id: `open-${n}`, input: 'and now?', conversation: `open-${n}`, personId: `person-${n}` });
    if (n % BEGIN_AT_ONCE !== BEGIN_AT_ONCE - 1) continue;
    await bot.settle();
    await bot.clock.advance(BEGINNING_MS, BEGINNING_MS);
  }
  await bot.clock.advance(APART_MS, APART_MS);
};

const CURVES: readonly { what: string; sizes: readonly number[]; fill: Fill }[] = [
  { what: 'turns in its conversation', sizes: TURNS, fill: fillConversation },
  { what: 'known conversations', sizes: CONVERSATIONS, fill: fillStore((n) => `person-${n}`) },
  { what: 'conversations of its asker', sizes: TURNS, fill: fillStore(() => 'ada') },
  { what: 'turns that are open', sizes: OPEN, fill: openTurns },
];

export const measureGrowth = async (): Promise<string> => {
  const growths: Growth[] = [];
  for (const { what, sizes, fill } of CURVES) growths.push({ what, points: await measureSideBySide(sizes, fill) });
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

/** A bot for each size, asked in turn, so that whatever else the machine and the compiler do meets each of them. */
const measureSideBySide = async (sizes: readonly number[], fill: Fill): Promise<Growth['points']> => {
  const folder = mkdtempSync(join(tmpdir(), 'aitta-bot-bench-'));
  const bots: { size: number; bot: SmallBot; process: Process; times: number[] }[] = [];
  try {
    for (const size of sizes) {
      const bot = new SmallBot(join(folder, `${size}.sqlite`));
      const platform = new CrowdedPlatform(bot.service);
      const process = { platform, ...(await bot.processWith(platform)) };
      await fill(bot, process, size);
      bots.push({ size, bot, process, times: [] });
    }
    for (let n = 0; n < WARM_UP + QUESTIONS; n++)
      for (const { bot, process, times } of n % 2 === 0 ? bots : bots.toReversed())
        times.push(await costOf(bot, process, `question-${n}`));
    return bots.map(({ size, times }) => ({ size, ms: medianOf(times.slice(WARM_UP)) }));
  } finally {
    for (const { bot } of bots) await bot.close();
    rmSync(folder, { recursive: true, force: true });
  }
};

/** Each question in the same conversation, which is as long as it is to be. */
const costOf = async (bot: SmallBot, { platform }: Process, id: string): Promise<number> => {
  const answers = bot.records.length;
  const before = process.cpuUsage();
  await platform.arrive({ id, input: 'why is the sky blue?', conversation: 'asked' });
  await bot.settle();
  const { user, system } = process.cpuUsage(before);
  if (bot.records.length !== answers + 1) throw new Error(`${id} was not answered`);
  await bot.clock.advance(APART_MS, APART_MS);
  return (user + system) / 1_000;
};

/** Ten of them are more than a model's window. */
const pastTurn = (n: number) => ({
  turnId: `turn-${n}`,
  questions: [{ personId: 'ada', who: 'ada', text: `Question ${n}. ${'Why? '.repeat(280)}` }],
  texts: ['Because. '.repeat(250)],
  model: 'acme/chat',
  at: 1_700_000_000_000 + n,
});

const shortTurn = (n: number) => ({ ...pastTurn(n), texts: [`Because of ${n}.`], questions: [] });
