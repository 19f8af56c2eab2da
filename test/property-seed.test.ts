import fc from 'fast-check';
import { expect, test } from 'vitest';

test('properties are tried with the same examples in every run, unless a seed is asked for', () => {
  const tried = (): number[] => {
    const values: number[] = [];
    fc.assert(
      fc.property(fc.integer(), (value) => {
        values.push(value);
      }),
      { numRuns: 20 },
    );
    return values;
  };
  expect(tried()).toEqual(tried());
  expect(fc.readConfigureGlobal().seed).toBe(Number(process.env['PROPERTY_SEED'] ?? 20_260_101));
});
