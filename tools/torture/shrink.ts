import type { Outcome, PlayOptions } from './play.ts';

/** A play decides by its seed but not on the instant: what fails so often in a row will most likely do so for whoever reads of it. */
const TRIES = 2;

/** Leaves away what the failure does not need: half of the questions and kills, then one fault after the other. */
export const shrink = async (
  failing: PlayOptions,
  playAgain: (options: PlayOptions) => Promise<Outcome>,
): Promise<PlayOptions> => {
  const fails = async (options: PlayOptions): Promise<boolean> => {
    for (let n = 0; n < TRIES; n += 1) if ((await playAgain(options)).judgement.problems.length === 0) return false;
    return true;
  };
  let smallest = failing;
  for (;;) {
    const half = { ...smallest, questions: Math.ceil(smallest.questions / 2), kills: Math.ceil(smallest.kills / 2) };
    if (half.questions === smallest.questions || !(await fails(half))) break;
    smallest = half;
  }
  for (const name of smallest.faults) {
    const less = { ...smallest, faults: smallest.faults.filter((each) => each !== name) };
    if (await fails(less)) smallest = less;
  }
  return smallest;
};
