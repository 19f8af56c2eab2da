import { expect, test } from 'vitest';
import { arrivalId } from '../../src/core/arrival-id.ts';

test('an id is short, stable, and tells parts apart that would run together', () => {
  expect(arrivalId('slack', 'T1', 'C1', '1.2')).toMatch(/^[a-z2-7]{24}$/);
  expect(arrivalId('slack', 'T1', 'C1', '1.2')).toBe(arrivalId('slack', 'T1', 'C1', '1.2'));
  expect(arrivalId('a', 'bc')).not.toBe(arrivalId('ab', 'c'));
});
