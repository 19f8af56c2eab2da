import { expect, test } from 'vitest';
import { figuresTable, findWorse, ratiosOf, ratiosTable, readBaseline } from '../../bench/compare.ts';
import { OURS } from '../../bench/contender.ts';
import type { Figures } from '../../bench/contest.ts';

const figuresOf = (name: string, cpuMsByRound: number[], more: Partial<Figures> = {}): Figures => ({
  name,
  cpuMsPerTurn: 3,
  cpuMsByRound,
  requestsPerTurn: 2,
  firstSignMs: { median: 4, p99: 9 },
  ownSignMs: { median: 1.5, p99: 3.25 },
  lastByteMs: 1,
  idleMib: 100,
  loadedMib: 150,
  ...more,
});

test('a ratio is the median of those within a round, because whatever else the machine did met both then', () => {
  // In the second round everything took ten times as long; of the medians alone the ratio would be 3.
  const bare = figuresOf('bare', [2, 20, 3]);
  const ours = figuresOf(OURS, [4, 40, 9], { requestsPerTurn: 3, idleMib: 144 });
  expect(ratiosOf([{ ground: 'Slack', figures: [bare, ours] }])).toEqual({
    'Slack: CPU per turn / bare': 2,
    'Slack: requests per turn / bare': 1.5,
    'Slack: idle memory / bare': 1.44,
  });
});

test('each platform has its peers, and none is compared with itself', () => {
  const contests = [
    { ground: 'Slack' as const, figures: [figuresOf('a', [1]), figuresOf('b', [2]), figuresOf(OURS, [2])] },
    { ground: 'Discord' as const, figures: [figuresOf('c', [4]), figuresOf(OURS, [2])] },
  ];
  const cpu = Object.entries(ratiosOf(contests)).filter(([what]) => what.includes('CPU'));
  expect(cpu).toEqual([
    ['Slack: CPU per turn / a', 2],
    ['Slack: CPU per turn / b', 1],
    ['Discord: CPU per turn / c', 0.5],
  ]);
  const [first] = figuresTable(contests).split('\n');
  expect(first).toMatch(/^ON +BOT +CPU MS\/TURN/);
  expect(figuresTable(contests)).toMatch(/Discord +c +3\.00 +2\.0 +4 +9 +1\.50 +3\.25/);
});

test('what is worse by more than 15 % is told with both figures; what is new, better, or about the same is not', () => {
  const before = { same: 2, slower: 2, faster: 2 };
  expect(findWorse({ same: 2.3, slower: 2.31, faster: 1, unknown: 9 }, before)).toEqual([
    'worse by 16 %: slower is 2.31, and was 2',
  ]);
  expect(ratiosTable({ slower: 2.31, unknown: 9 }, before)).toMatch(/slower +2\.31 +2\.00\nunknown +9\.00 +-/);
});

test('the baseline that is kept has a ratio of each kind for each peer', () => {
  const ratios = Object.entries(readBaseline());
  expect(ratios).toHaveLength(9);
  for (const [what, ratio] of ratios) {
    expect(what).toMatch(/^(?:Slack|Discord): (?:CPU|requests) per turn \/ |: idle memory \/ /);
    expect(ratio).toBeGreaterThan(0);
  }
});
