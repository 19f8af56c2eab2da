import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { textTable } from '../src/cli/text-table.ts';
import type { Ground } from './contender.ts';
import { OURS } from './contender.ts';
import type { Figures } from './contest.ts';
import { inMs, medianOf } from './measure.ts';

/** What a run has found, as it is written to a file. */
export interface Contest {
  ground: Ground;
  figures: readonly Figures[];
}
/** How many times as much as a peer this bot takes, by what is compared: `Slack CPU / bare Bolt`. */
export type Ratios = Readonly<Record<string, number>>;

export const BASELINE = join(import.meta.dirname, 'baseline.json');
/** What may be more than it was before somebody has to look. */
const MAX_WORSE = 0.15;

export const ratiosOf = (contests: readonly Contest[]): Ratios => {
  const ratios: Record<string, number> = {};
  for (const { ground, figures } of contests) {
    const ours = figures.find(({ name }) => name === OURS);
    for (const peer of figures) {
      if (!ours || peer === ours) continue;
      const rounds = ours.cpuMsByRound.map((ms, round) => ms / (peer.cpuMsByRound[round] ?? Number.NaN));
      ratios[`${ground}: CPU per turn / ${peer.name}`] = rounded(medianOf(rounds));
      ratios[`${ground}: requests per turn / ${peer.name}`] = rounded(ours.requestsPerTurn / peer.requestsPerTurn);
      ratios[`${ground}: idle memory / ${peer.name}`] = rounded(ours.idleMib / peer.idleMib);
    }
  }
  return ratios;
};

const rounded = (ratio: number): number => Math.round(ratio * 100) / 100;

export const readBaseline = (): Ratios => JSON.parse(readFileSync(BASELINE, 'utf8')) as Ratios;

/** What has become worse since the baseline was kept, in sentences. */
export const findWorse = (now: Ratios, before: Ratios): string[] =>
  Object.entries(now).flatMap(([what, ratio]) => {
    const was = before[what];
    if (was === undefined || ratio <= was * (1 + MAX_WORSE)) return [];
    return [`worse by ${Math.round((ratio / was - 1) * 100)} %: ${what} is ${ratio}, and was ${was}`];
  });

export const figuresTable = (contests: readonly Contest[]): string => {
  const titles = [
    'CPU MS/TURN',
    'REQUESTS/TURN',
    'FIRST SIGN MS',
    'P99',
    'OWN MS',
    'P99',
    'LAST BYTE MS',
    'IDLE MIB',
    'LOADED MIB',
  ];
  const rows = contests.flatMap(({ ground, figures }) =>
    figures.map((bot) => [
      ground,
      bot.name,
      inMs(bot.cpuMsPerTurn),
      bot.requestsPerTurn.toFixed(1),
      ...[bot.firstSignMs.median, bot.firstSignMs.p99].map((n) => n.toFixed(0)),
      ...[bot.ownSignMs.median, bot.ownSignMs.p99].map(inMs),
      ...[bot.lastByteMs, bot.idleMib, bot.loadedMib].map((n) => n.toFixed(0)),
    ]),
  );
  return tableOf(['ON', 'BOT'], titles, rows);
};

export const ratiosTable = (now: Ratios, before: Ratios): string =>
  tableOf(
    ['AITTA-BOT / ITS PEER'],
    ['NOW', 'BASELINE'],
    Object.entries(now).map(([what, ratio]) => [what, ratio.toFixed(2), before[what]?.toFixed(2) ?? '-']),
  );

const tableOf = (names: readonly string[], figures: readonly string[], rows: readonly string[][]): string =>
  textTable(
    [...names.map((title) => ({ title })), ...figures.map((title) => ({ title, align: 'right' as const }))],
    rows.map((row) => row.map((text) => ({ text }))),
    (text) => text,
  );
