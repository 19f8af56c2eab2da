import type { Fate } from './judge.ts';
import type { Outcome } from './play.ts';

const FATES: readonly Fate[] = [
  'once',
  'told',
  'joined',
  'cut short',
  'stopped',
  'undelivered',
  'unheard',
  'unsaved',
  'twice',
  'never',
  'elsewhere',
];

const sum = (numbers: readonly number[]): number => numbers.reduce((total, number) => total + number, 0);
const countOf = (outcomes: readonly Outcome[], fate: Fate): number =>
  sum(outcomes.map(({ judgement }) => [...judgement.fates.values()].filter((each) => each === fate).length));
const median = (numbers: readonly number[]): number | undefined =>
  numbers.toSorted((a, b) => a - b)[Math.floor(numbers.length / 2)];

/** A row of figures for all plays of a platform, as Markdown. */
export const report = (platform: string, outcomes: readonly Outcome[]): string => {
  const resumed = outcomes.flatMap(({ resumedMs }) => resumedMs);
  const figures: [string, string | number][] = [
    ['platform', platform],
    ['questions', sum(outcomes.map(({ questions }) => questions))],
    ['kills', sum(outcomes.map(({ kills }) => kills))],
    ...FATES.map((fate): [string, number] => [fate, countOf(outcomes, fate)]),
    ['out of order', sum(outcomes.map(({ judgement }) => judgement.outOfOrder))],
    ['left over', sum(outcomes.map(({ judgement }) => judgement.leftOver))],
    ['open turns', sum(outcomes.map(({ judgement }) => judgement.openTurns))],
    ['not in the history', sum(outcomes.map(({ judgement }) => judgement.holes))],
    ['resumed after', resumed.length === 0 ? '' : `${((median(resumed) ?? 0) / 1_000).toFixed(1)} s`],
  ];
  const happened = new Map<string, number>();
  for (const outcome of outcomes)
    for (const [name, times] of Object.entries(outcome.happened)) happened.set(name, (happened.get(name) ?? 0) + times);
  return [
    `| ${figures.map(([name]) => name).join(' | ')} |`,
    `|${'---|'.repeat(figures.length)}`,
    `| ${figures.map(([, figure]) => figure).join(' | ')} |`,
    '',
    `Faults: ${[...happened].map(([name, times]) => `${name} ${times}`).join(', ')}`,
    '',
  ].join('\n');
};
