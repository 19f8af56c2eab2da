import fc from 'fast-check';
import { expect, test } from 'vitest';
import { shortenText } from '../../../src/markdown/split/shorten-text.ts';
import { sizeOf } from '../../../src/markdown/scan/text-size.ts';

test.each([
  ['short', 10, 'short'],
  ['between two words', 14, 'between two…'],
  ['oneverylongwordofmany', 10, 'oneverylo…'],
  ['🇫🇮🇫🇮🇫🇮', 8, '🇫🇮…'],
])('%j within %i', (text, max, short) => {
  expect(shortenText(text, max, 'utf16')).toBe(short);
});

test('never longer than asked for, and the beginning of the text', () => {
  fc.assert(
    fc.property(
      fc.string({ unit: 'grapheme' }),
      fc.nat({ max: 60 }),
      fc.constantFrom('utf16' as const, 'utf8' as const),
      (text, max, measure) => {
        const short = shortenText(text, max, measure);
        expect(sizeOf(short, measure)).toBeLessThanOrEqual(max);
        expect(short === text || text.startsWith(short.replace(/…$/u, ''))).toBe(true);
      },
    ),
  );
});
