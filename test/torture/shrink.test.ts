import { expect, test } from 'vitest';
import type { Outcome, PlayOptions } from '../../tools/torture/play.ts';
import { shrink } from '../../tools/torture/shrink.ts';

const FAILING: PlayOptions = { questions: 40, kills: 4, seed: 1, faults: ['freeze', 'edit', 'stop'] };

/** @param fails does this play fail, the how many-th of these options? */
const played = (fails: (options: PlayOptions, time: number) => boolean) => {
  const times = new Map<string, number>();
  return (options: PlayOptions): Promise<Outcome> => {
    const key = JSON.stringify(options);
    const time = (times.get(key) ?? 0) + 1;
    times.set(key, time);
    const problems = fails(options, time) ? ['q1: never'] : [];
    const judgement = { fates: new Map(), outOfOrder: 0, leftOver: 0, openTurns: 0, holes: 0, problems };
    return Promise.resolve({ ...options, judgement, resumedMs: [], happened: {} });
  };
};

test('what the failure does not need is left away', async () => {
  const needs = ({ questions, faults }: PlayOptions): boolean => questions >= 15 && faults.includes('freeze');
  expect(await shrink(FAILING, played(needs))).toEqual({ questions: 20, kills: 2, seed: 1, faults: ['freeze'] });
});

test('a smaller play that fails only now and then is none', async () => {
  const byChance = (_: PlayOptions, time: number): boolean => time % 2 === 1;
  expect(await shrink(FAILING, played(byChance))).toEqual(FAILING);
});
