import fc from 'fast-check';
import { expect, test } from 'vitest';
import { writeMarkdown, type MarkdownStyle } from '../../../src/markdown/write/write-markdown.ts';
import { document, rubble } from '../markdown-arbitraries.ts';

/** Writes everything as it was. */
const asItWas: MarkdownStyle = {
  lead: ({ source }) => source,
  rest: (_, __, source) => source,
  prose: (text) => text,
  heading: (level, title) => `${'#'.repeat(level)} ${title}`,
  rule: (source) => source,
  fence: ({ lines }) => lines.join('\n'),
  table: ({ lead, rest, lines }) => lead.source + lines.join(`\n${rest}`),
};

test('what is written as it was is the same text', () => {
  fc.assert(
    fc.property(document, (text) => {
      expect(writeMarkdown(text, asItWas)).toBe(text);
    }),
  );
});

test('of what nobody should write nothing is lost but marks and blanks', () => {
  fc.assert(
    fc.property(rubble, (text) => {
      const words = (each: string): string => each.replaceAll(/[^\p{L}\p{N}]/gu, '');
      expect(words(writeMarkdown(text, asItWas))).toBe(words(text));
    }),
  );
});

/** Names what each stretch was read as. */
const named: MarkdownStyle = {
  lead: ({ quoteDepth, item }, { depth, number }) =>
    '>'.repeat(quoteDepth) +
    ' '.repeat(depth) +
    (item ? `${number ?? '*'}${item.checked === undefined ? '' : item.checked ? 'x' : 'o'} ` : ''),
  rest: () => '',
  prose: (text) => `p(${text})`,
  heading: (level, title) => `h${level}(${title})`,
  rule: () => 'rule',
  fence: ({ closed }) => (closed ? 'code' : 'code…'),
  table: ({ lead: { quoteDepth }, lines }) => `${'>'.repeat(quoteDepth)}table(${lines.join('; ')})`,
};

test.each([
  ['paragraphs', 'a\nb\n\nc', 'p(a\nb)\n\np(c)'],
  ['headings', '# a #\n## b#\n####### c\n#d', 'h1(a)\nh2(b#)\np(####### c\n#d)'],
  ['rules', 'a\n***\n- - -\n* * x', 'p(a)\nrule\nrule\n* p(* x)'],
  ['lists', '- a\n  - b\n    - c\n  - d\n- e', '* p(a)\n * p(b)\n  * p(c)\n * p(d)\n* p(e)'],
  ['items in several lines', '- a\n  b\nc\n\n  d', '* p(a\nb\nc)\n\n p(d)'],
  ['numbers, as Markdown counts', '3. a\n3. b\n   - c\n9. d\n\n1. e', '3 p(a)\n4 p(b)\n * p(c)\n5 p(d)\n\n6 p(e)'],
  ['tasks', '- [ ] a\n- [x] b\n- [y] c', '*o p(a)\n*x p(b)\n* p([y] c)'],
  ['quotes', '> a\n>> b\n> - c\n> > - d', '>p(a)\n>>p(b)\n>* p(c)\n>>* p(d)'],
  ['paragraphs in quotes', '> a\n>\n> b', '>p(a)\n>p()\n>p(b)'],
  ['quotes in lists', '- > a\n  > b\n- >', '* p(a\nb)\n* p()'],
  ['tables', 'x\n| a |\n|---|\n| b |\nc', 'p(x)\ntable(| a |; |---|; | b |)\np(c)'],
  ['tables in quotes', '> a | b\n> --|--\n> c | d\ne | f', '>table(a | b; --|--; c | d)\np(e | f)'],
  ['tables in lists', '- | a |\n  |---|\n  | b |', 'table(| a |; |---|; | b |)'],
  ['no table without a header', '|---|\n| a |', 'p(|---|\n| a |)'],
  ['code', '```\n# a\n```\n- b\n  ~~~\n  c', 'code\n* p(b)\ncode…'],
  ['notes', '[1]: https://a.fi\n[^n]: b\nc [1]: d', 'p([1] https://a.fi\n[n] b\nc [1]: d)'],
])('reads %s', (_, text, read) => {
  expect(writeMarkdown(text, named)).toBe(read);
});
