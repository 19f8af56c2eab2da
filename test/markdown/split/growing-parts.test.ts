import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { GrowingParts } from '../../../src/markdown/split/growing-parts.ts';
import type { PartLimits } from '../../../src/markdown/split/part-limits.ts';
import { splitMarkdown } from '../../../src/markdown/split/split-markdown.ts';
import { prepareText } from '../../../src/markdown/write/prepare-text.ts';
import { document, rubble } from '../markdown-arbitraries.ts';

const limits: PartLimits = { max: 300, measure: 'utf16', maxBlocks: 12 };
const beginnings = (text: string, step: number): string[] =>
  Array.from({ length: Math.ceil(text.length / step) }, (_, index) => text.slice(0, (index + 1) * step));
/** As a stream brings it: never half a code point. */
const drafts = (text: string, step: number): string[] =>
  beginnings(text, step).map((each) => each.replace(/[\ud800-\udbff]$/u, ''));

describe('a draft that grows', () => {
  test('stands where all of it, split at once, would stand', () => {
    fc.assert(
      fc.property(fc.oneof(document, rubble), fc.integer({ min: 5, max: 400 }), (text, step) => {
        const growing = new GrowingParts(limits);
        for (const draft of drafts(text.replaceAll(/\p{Cc}(?<!\n)/gu, ' '), step)) {
          const parts = splitMarkdown(prepareText(draft), limits);
          expect(growing.open(draft)).toEqual(
            parts.length === 0 ? undefined : { text: parts.at(-1), finished: parts.length - 1 },
          );
        }
      }),
    );
  });

  test('begins anew with another text', () => {
    const growing = new GrowingParts(limits);
    growing.open('one\ntwo\n');
    expect(growing.open('three\n')).toEqual({ text: 'three', finished: 0 });
  });

  const ROW = '| 12345 | some words in a row | 0.25 |\n';
  const LONG: [string, string][] = [
    ['a table', `| a | b | c |\n|---|---|---|\n${ROW.repeat(6_000)}`],
    ['a list', '- an item of some words\n'.repeat(9_000)],
    ['code', `\`\`\`js\n${'const answer = 42;\n'.repeat(12_000)}`],
    ['one line', 'some words '.repeat(20_000)],
    ['one word', '語'.repeat(200_000)],
  ];
  test.each(LONG)('of %s is drawn as often as new parts ask for, however long it is', (_, text) => {
    const drawn = (draft: string): number => {
      let units = 0;
      const growing = new GrowingParts({
        max: 11_500,
        measure: 'utf16',
        render: (part) => {
          units += part.length;
          return part;
        },
      });
      for (const each of beginnings(draft, 2_000)) growing.open(each);
      return units;
    };
    const half = drawn(text.slice(0, text.length / 2));
    expect(drawn(text)).toBeLessThan(2.3 * half);
  });

  const ENDS: [string, string, RegExp][] = [
    ['a table', LONG[0]?.[1] ?? '', /^\| a \| b \| c \|\n\|---\|---\|---\|\n\| 12345 .*\| 0\.25 \|$/su],
    ['code', LONG[2]?.[1] ?? '', /^```js\nconst answer = 42;\n.*\n```$/su],
    ['code that has ended', `\`\`\`js\n1\n\`\`\`\n${'words\n'.repeat(40_000)}`, /^(?:words\n?)+$/u],
    ['one word', LONG[4]?.[1] ?? '', /^語+$/u],
  ];
  test.each(ENDS)('of %s that comes all at once is drawn near its end alone, as what it is', (_, text, end) => {
    let units = 0;
    const render = (part: string): string => {
      units += part.length;
      return part;
    };
    const part = new GrowingParts({ max: 2_000, measure: 'utf16', render }).open(text);
    expect(part?.text).toMatch(end);
    expect(part?.finished).toBeGreaterThan(0);
    expect(units).toBeLessThan(30 * 2_000);
  });
});
