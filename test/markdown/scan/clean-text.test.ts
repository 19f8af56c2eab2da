import fc from 'fast-check';
import { expect, test } from 'vitest';
import { cleanText } from '../../../src/markdown/scan/clean-text.ts';
import { document, rubble } from '../markdown-arbitraries.ts';

test.each([
  ['colours', '\u001b[1;31mred\u001b[0m \u009b32mgreen', 'red green'],
  ['a window title', 'a\u001b]0;you are root\u0007b\u001b]8;;https://a.fi\u001b\\c\u009d0;x\u009cd', 'abcd'],
  ['an unfinished sequence, and keeps its text', 'a\u001b]0;all the rest\nof the text', 'a0;all the rest\nof the text'],
  ['other escapes', 'a\u001bcb\u001b(0d\u001b', 'abd'],
  ['control characters', 'a\u0000b\u0008c\u007fd\u0085e\u0003f', 'abcd\nef'],
  ['bidi overrides, embeddings and isolates', 'a\u202eb\u202ac\u2066d\u2069e', 'abcde'],
  ['hidden tags', `a${String.fromCodePoint(0xe0041, 0xe0042, 0xe007f)}b`, 'ab'],
  ['byte order marks and lone surrogates', '\ufeffa\ud83db', 'a\ufffdb'],
])('takes out %s', (_, text, clean) => {
  expect(cleanText(text)).toBe(clean);
});

test.each([
  ['tabs and line ends', 'a\tb\nc', 'a\tb\nc'],
  ['line ends of other systems as its own', 'a\r\nb\rc\u2028d', 'a\nb\nc\nd'],
  ['emoji, joined and coloured', '👨‍👩‍👧‍👦 👍🏽 🇫🇮', '👨‍👩‍👧‍👦 👍🏽 🇫🇮'],
  ['the flag of Scotland', '🏴󠁧󠁢󠁳󠁣󠁴󠁿', '🏴󠁧󠁢󠁳󠁣󠁴󠁿'],
  ['marks of right-to-left writing', 'שלום\u200f! می‌خواهم', 'שלום\u200f! می‌خواهم'],
])('keeps %s', (_, text, clean) => {
  expect(cleanText(text)).toBe(clean);
});

test('what is clean stays as it is, and nothing has to be cleaned twice', () => {
  fc.assert(
    fc.property(document, (text) => {
      expect(cleanText(text)).toBe(text);
    }),
  );
  fc.assert(
    fc.property(fc.oneof(rubble, fc.string({ unit: 'binary' })), (text) => {
      expect(cleanText(cleanText(text))).toBe(cleanText(text));
    }),
  );
});

test.each(['\u001b]', '\u001b[', '\u001b[1;', '\u009d', '\u001b', '\r', '\u{e0041}'])(
  '200,000 of %j take no time worth naming',
  (piece) => {
    expect(
      cleanText(piece.repeat(200_000))
        .trim()
        .replaceAll(/[1;[\]]/gu, ''),
    ).toBe('');
  },
);
