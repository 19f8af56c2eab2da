import fc from 'fast-check';

/** Any number will do; it must only stay the same, so that a red run is never chance. */
const FIXED_SEED = 20_260_101;

// `npm run explore` sets both. Exploring also ends a search that takes too long, with the smallest example found so far.
const { PROPERTY_SEED, PROPERTY_RUNS } = process.env;
fc.configureGlobal({
  seed: PROPERTY_SEED === undefined ? FIXED_SEED : Number(PROPERTY_SEED),
  ...(PROPERTY_RUNS !== undefined && { numRuns: Number(PROPERTY_RUNS), interruptAfterTimeLimit: 60_000 }),
});
