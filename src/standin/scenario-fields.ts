import { z } from 'zod';

// What may stand in a scenario. The message of each check says what there should be; `check-scenario.ts` makes the sentence of it.

const NON_EMPTY = 'a text that is not empty';
/** What a timer of Node can hold. */
const MAX_MS = 2_000_000_000;
const DURATION = `a number from 0 to ${MAX_MS}`;

export const text = z.string(NON_EMPTY).min(1, NON_EMPTY);
export const flag = z.boolean('true or false');
/** Milliseconds, or whatever a timer can hold. */
export const duration = z.number(DURATION).min(0, DURATION).max(MAX_MS, DURATION);

export const whole = (least: number) => {
  const what = `a whole number of at least ${least}`;
  return z.number(what).refine((value) => Number.isSafeInteger(value) && value >= least, what);
};

export const oneOf = <const T extends readonly (string | number)[]>(...known: T) =>
  z.literal(known, `one of ${known.join(', ')}`);

export const list = <T extends z.ZodType>(item: T) => z.array(item, 'a list');

/** An object with these keys and no others: a misspelt setting must not go unnoticed. */
export const record = <T extends z.core.$ZodLooseShape>(shape: T) =>
  z.strictObject(shape, {
    error: ({ code }) => (code === 'unrecognized_keys' ? Object.keys(shape).join(', ') : 'an object'),
  });
