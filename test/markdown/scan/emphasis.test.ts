import fc from 'fast-check';
import { expect, test } from 'vitest';
import { emphasisIn } from '../../../src/markdown/scan/emphasis.ts';
import { inlineTokens } from '../../../src/markdown/scan/inline-tokens.ts';
import { parseMarkdown, type RootContent } from '../parse-markdown.ts';

const ours = (text: string): string[] =>
  emphasisIn(text, inlineTokens(text))
    .map(({ kind, from, to }) => `${kind} ${text.slice(from, to)}`)
    .toSorted();

const KINDS: Readonly<Record<string, string>> = { strong: 'strong', emphasis: 'emphasis', delete: 'strike' };
const inside = (node: RootContent, text: string): string[] => [
  ...(node.type in KINDS
    ? [`${KINDS[node.type]} ${text.slice(node.position?.start.offset, node.position?.end.offset)}`]
    : []),
  ...('children' in node ? node.children.flatMap((child) => inside(child, text)) : []),
];
const theirs = (text: string): string[] =>
  parseMarkdown(text)
    .children.flatMap((node) => inside(node, text))
    .toSorted();

const piece = fc.constantFrom('a', 'b c', ' ', '.', '(', '*', '**', '_', '__', '~~', '`d*`', '\\*', '"', '\n');
const paragraph = fc
  .array(piece, { maxLength: 24 })
  .map((pieces) => `x ${pieces.join('').replaceAll(/\s*\n\s*/gu, '\nx ')}`);

// In longer runs the other parser counts what is left of a run, where CommonMark counts all of it; and beside another sign it asks for no blank.
const isReadOtherwise = (text: string): boolean => /[*]{3}|_{3}|~{3}|[*][_~]|_[*~]|~[*_]/u.test(text);

test('emphasis is what another parser sees in the same paragraph', () => {
  fc.assert(
    fc.property(paragraph, (text) => {
      fc.pre(!isReadOtherwise(text));
      expect(ours(text)).toEqual(theirs(text));
    }),
    { numRuns: 500 },
  );
});

test.each([
  ['***a***', ['emphasis ***a***', 'strong **a**']],
  ['***a** b*', ['emphasis ***a** b*', 'strong **a**']],
  ['*a **b***', ['emphasis *a **b***', 'strong **b**']],
])('%s is both', (text, pairs) => {
  expect(ours(text)).toEqual(pairs);
});

test.each([
  ['a bracket beside a letter', '含**「重点」**内容', ['strong **「重点」**']],
  ['a full stop before a letter', '**重要。**次', ['strong **重要。**']],
])('where words have no blanks between them, %s is no obstacle', (_, text, pairs) => {
  expect(ours(text)).toEqual(pairs);
});

test.each(['*a ', 'a* ', '**a _b ~~c ', '*_', '_a*', '***'])('100,000 characters of %j are read once', (sign) => {
  expect(ours(sign.repeat(100_000 / sign.length)).length).toBeLessThan(100_000);
});
