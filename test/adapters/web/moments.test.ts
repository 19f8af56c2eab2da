import { expect, test } from 'vitest';
import { withMoments } from '../../../src/adapters/web/page/message/moments.ts';
import { timeMark } from '../../../src/core/sentences/time-mark.ts';

test('a moment is told in the reader’s own zone, as their language writes it', () => {
  const at = Date.parse('2026-11-24T14:05:30Z');
  const local = new Date(at);
  const minutes = String(local.getMinutes()).padStart(2, '0');
  expect(withMoments(`Huoltokatko päättyy ${timeMark(at)}.`, 'fi')).toBe(
    `Huoltokatko päättyy 24.11.2026 klo ${local.getHours()}.${minutes}.`,
  );
});
