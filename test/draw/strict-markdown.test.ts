import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { slackTexts } from '../../src/adapters/slack/draw/slack-text.ts';
import { parseMarkdown, type RootContent } from '../markdown/parse-markdown.ts';

// Slack reads Markdown by rules of its own; what a strict parser sees as it is meant is safe with any.
const walk = (node: RootContent): RootContent[] => [node, ...('children' in node ? node.children.flatMap(walk) : [])];
const nodesAtSlack = (text: string): RootContent[] =>
  slackTexts(text).flatMap(({ markdown }) => parseMarkdown(markdown).children.flatMap(walk));

describe('a strict parser sees at Slack', () => {
  test('emphasis between words without blanks', () => {
    const word = fc.constantFrom(
      '中文',
      'これは',
      '한국어',
      '「引用」',
      '（注）',
      '内容。',
      '、',
      '：',
      '(note)',
      '"a"',
      '✅',
    );
    const marked = fc.tuple(fc.constantFrom('**', '*', '~~'), fc.array(word, { minLength: 1, maxLength: 3 }));
    // Two marks beside each other would be one.
    const text = fc.array(fc.tuple(fc.constantFrom('前', '的', '은'), marked), { minLength: 1, maxLength: 5 });
    fc.assert(
      fc.property(text, (pieces) => {
        const written = pieces.map(([before, [mark, words]]) => `${before}${mark}${words.join('')}${mark}`).join('');
        const kinds = nodesAtSlack(`${written}末`).map(({ type }) => type);
        expect(kinds.filter((kind) => ['strong', 'emphasis', 'delete'].includes(kind))).toEqual(
          pieces.map(([, [mark]]) => ({ '**': 'strong', '*': 'emphasis', '~~': 'delete' })[mark]),
        );
      }),
      { numRuns: 200 },
    );
  });

  test('lists in lists, however little they are indented', () => {
    const marker = fc.constantFrom('- ', '* ', '1. ', '12. ', '3) ', '- [ ] ');
    fc.assert(
      fc.property(fc.array(marker, { minLength: 1, maxLength: 6 }), fc.constantFrom(2, 3, 4), (markers, step) => {
        const text = markers.map((each, depth) => `${' '.repeat(step * depth)}${each}item ${depth}`).join('\n');
        const nodes = nodesAtSlack(text);
        expect(nodes.filter(({ type }) => type === 'listItem')).toHaveLength(markers.length);
        const deepest = nodes.filter(
          (node) => node.type === 'listItem' && node.children.every(({ type }) => type !== 'list'),
        );
        expect(deepest).toHaveLength(1);
      }),
    );
  });

  test('as many cells in each row of a table, and nothing of what stands beside it', () => {
    const cell = fc.constantFrom('a', '', '`b | c`', 'd \\| e', '**f**', '$x|y$', '[g](https://a.fi)', '日本');
    const row = fc.array(cell, { minLength: 2, maxLength: 5 }).map((cells) => `| ${cells.join(' | ')} |`);
    fc.assert(
      fc.property(fc.array(row, { minLength: 1, maxLength: 6 }), (rows) => {
        const table = nodesAtSlack(`Before\n| h | i |\n|---|---|\n${rows.join('\n')}\nAfter`).find(
          ({ type }) => type === 'table',
        );
        const widths = table?.type === 'table' ? table.children.map(({ children }) => children.length) : [];
        expect(widths).toHaveLength(rows.length + 1);
        expect(new Set(widths).size).toBe(1);
      }),
    );
  });
});
