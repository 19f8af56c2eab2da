import fc from 'fast-check';
import { expect, test } from 'vitest';
import { slackTexts } from '../../src/adapters/slack/draw/slack-text.ts';
import { blockHtml } from '../../src/adapters/web/page/message/markdown-blocks.ts';
import { parseMarkdown, type RootContent } from '../markdown/parse-markdown.ts';

const NAMES: Readonly<Record<string, string>> = { strong: 'strong', emphasis: 'em', delete: 'del' };
const emphasised = (node: RootContent): string[] => [
  ...(node.type in NAMES ? [NAMES[node.type] ?? ''] : []),
  ...('children' in node ? node.children.flatMap(emphasised) : []),
];
const atSlack = (text: string): string[] =>
  slackTexts(text).flatMap(({ markdown }) => parseMarkdown(markdown).children.flatMap(emphasised));
const onPage = (text: string): string[] =>
  Array.from(blockHtml(text).matchAll(/<(strong|em|del)>/g), ([, name = '']) => name);

test('the page sees emphasis where Slack is told to see it', () => {
  const piece = fc.constantFrom(
    '2*3*4',
    'x**2',
    'a*b*c',
    '__init__',
    '__main__.py',
    '*.ts',
    '**/*.md',
    '____',
    '~5~',
    'snake_case_name',
    'foo*bar*baz',
    '**bold**',
    '*one*',
    '_two_',
    '~~gone~~',
    '**「太字」**です',
    '含**“重点”**内容',
    '`2*3*4`',
    '[a*b](https://a.fi/x*y)',
    'tea',
    '(3)*2',
  );
  fc.assert(
    fc.property(fc.array(piece, { minLength: 1, maxLength: 5 }), (pieces) => {
      const text = `Tea ${pieces.join(' and ')} end`;
      expect(onPage(text)).toEqual(atSlack(text));
    }),
    { numRuns: 500 },
  );
});
