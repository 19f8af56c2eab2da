/** `npm run bench`: this bot beside its peers, and what its costs are that grow. Figures are of this machine at this moment; ratios last. */
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { measureCalls } from './calls.ts';
import { measureAcceptance } from './accept.ts';
import { BASELINE, figuresTable, findWorse, ratiosOf, ratiosTable, readBaseline } from './compare.ts';
import type { Contest } from './compare.ts';
import { installPeers } from './contender.ts';
import type { Ground } from './contender.ts';
import { FULL, QUICK, runContest } from './contest.ts';
import { measureConversations } from './conversation-turn.ts';
import { drawContests } from './draw-contest.ts';
import { measureFlood } from './flood.ts';
import { measureFullStores } from './full-store.ts';
import { measureGrowth } from './growth.ts';
import { measureMemory } from './memory.ts';
import { measurePage } from './page.ts';
import { measureSplitter } from './splitter.ts';
import { measureStarts } from './start.ts';

const USAGE = `Usage: npm run bench -- [--quick] [--keep] [NAME ...]

Without a name: aitta-bot beside bare bots and Vercel's Chat SDK, in turn on this machine. Ends with 1 where a ratio is worse than in
bench/baseline.json by more than 15 %. The figures and a picture are written to bench/results/.
  --quick  fewer rounds, in less than two minutes
  --keep   makes what was measured the baseline
Names: `;
const BENCHES: Readonly<Record<string, () => Promise<string> | string>> = {
  accept: measureAcceptance,
  growth: measureGrowth,
  conversation: measureConversations,
  calls: measureCalls,
  splitter: measureSplitter,
  store: measureFullStores,
  start: measureStarts,
  memory: measureMemory,
  page: measurePage,
  flood: measureFlood,
};
const RESULTS = join(import.meta.dirname, 'results');
const GROUNDS: readonly Ground[] = ['Slack', 'Discord'];

/** @returns the exit code. */
const comparePeers = async (isQuick: boolean, isKept: boolean): Promise<number> => {
  installPeers();
  const contests: Contest[] = [];
  for (const ground of GROUNDS) contests.push({ ground, figures: await runContest(ground, isQuick ? QUICK : FULL) });
  const [now, before] = [ratiosOf(contests), readBaseline()];
  mkdirSync(RESULTS, { recursive: true });
  writeFileSync(join(RESULTS, 'bench.json'), JSON.stringify({ ratios: now, contests }, undefined, 2));
  writeFileSync(join(RESULTS, 'bench.svg'), drawContests(contests));
  if (isKept) writeFileSync(BASELINE, `${JSON.stringify(now, undefined, 2)}\n`);
  const worse = isKept ? [] : findWorse(now, before);
  const parts = [figuresTable(contests), ratiosTable(now, before), ...worse.map((line) => `${line}\n`)];
  process.stdout.write(parts.join('\n'));
  return worse.length > 0 ? 1 : 0;
};

const main = async (): Promise<number> => {
  const { values, positionals } = parseArgs({
    options: { quick: { type: 'boolean' }, keep: { type: 'boolean' }, help: { type: 'boolean' } },
    allowPositionals: true,
  });
  const unknown = positionals.filter((name) => BENCHES[name] === undefined);
  if (values.help === true || unknown.length > 0) {
    process.stdout.write(`${USAGE}${Object.keys(BENCHES).join(', ')}\n`);
    return unknown.length > 0 ? 2 : 0;
  }
  if (positionals.length === 0) return comparePeers(values.quick === true, values.keep === true);
  for (const name of positionals) process.stdout.write(`${await BENCHES[name]?.()}\n`);
  return 0;
};

process.exitCode = await main();
