import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { slackMarkdown } from '../../../../src/adapters/slack/draw/slack-markdown.ts';
import { slackMrkdwn } from '../../../../src/adapters/slack/draw/slack-mrkdwn.ts';
import {
  slackFallback,
  slackLimits,
  slackMrkdwnTexts,
  slackTexts,
} from '../../../../src/adapters/slack/draw/slack-text.ts';
import { isDisguised } from '../../../../src/markdown/scan/disguised-link.ts';
import { parseMarkdown, type RootContent } from '../../../markdown/parse-markdown.ts';
import { sizeOf } from '../../../../src/markdown/scan/text-size.ts';
import { anyMarkdown, document, rubble } from '../../../markdown/markdown-arbitraries.ts';

/** The texts of code in Markdown, by a parser that is not ours. */
const walk = (node: RootContent): RootContent[] => [node, ...('children' in node ? node.children.flatMap(walk) : [])];
const nodes = (markdown: string): RootContent[] => parseMarkdown(markdown).children.flatMap(walk);
const codeIn = (markdown: string): string[] =>
  nodes(markdown).flatMap((node) => (node.type === 'code' || node.type === 'inlineCode' ? [node.value] : []));

const PINGS = [
  '<!channel>', '<!here>', '<!everyone>', '<!here|here>', '<@U0123ABC>', '<@W0123ABC|name>', '<!subteam^S012ABC>', '<!subteam^S012ABC|@ops>',
  '<#C0123ABC>', '<!date^1^{date}^https://a.fi|x>', '<https://evil.com|https://bank.fi>', '\\<!channel>', '&#60;!channel&#62;', '&#x3c;@U0123ABC>',
  '<<b>!channel>', '<!--x-->', '<<!--x-->!here>', '<@U01<!---->23ABC>', '<br><!channel>', '@here', '@channel', '@everyone', '&#64;here', '\\@everyone', '@<b></b>here',
]; // prettier-ignore
const AROUND = [
  (x: string) => x,
  (x: string) => `**${x}**`,
  (x: string) => `text ${x} text`,
  (x: string) => `> ${x}`,
  (x: string) => `- ${x}`,
  (x: string) => `# ${x}`,
  (x: string) => `| a | ${x} |\n|---|---|\n| ${x} | b |`,
  (x: string) => `[${x}](https://a.fi)`,
  (x: string) => `![${x}](https://a.fi/${x})`,
  (x: string) => `[a](https://a.fi "${x}")`,
  (x: string) => `<div title="${x}">${x}</div>`,
  (x: string) => `\`unclosed ${x}`,
  (x: string) => `[^1]: ${x}`,
  (x: string) => `\`${x}\``,
  (x: string) => `\`\`\`${x}\n${x}\n\`\`\``,
  (x: string) => `~~~\n${x}`,
  (x: string) => `    ${x}`,
  (x: string) => `$$${x}$$ \\(${x}\\)`,
];

/** What Slack would act on, wherever it stands (code too, to be safe), and plain mass mentions outside code. */
const SLACK_TOKEN = /<(?:!(?!--|doctype)|@[UW]|#[CG]|[a-z]+:[^|<>\s]*\|)/iu;
const MASS = /(?<![\w.])@(?:here|channel|everyone)/iu;
const withoutCode = (text: string): string => text.replaceAll(/```[^]*?```|`[^`\n]*`/gu, '');

/** Bare addresses have no brackets to hide behind. */
const showsAnotherAddress = (node: RootContent, markdown: string): boolean => {
  if (node.type !== 'link' || markdown[node.position?.start.offset ?? -1] !== '[') return false;
  return isDisguised(walk(node).flatMap((inner) => ('value' in inner ? [inner.value] : [])).join(''), node.url); // prettier-ignore
};

describe('what a model writes', () => {
  test.each(PINGS)('%s pings nobody, whatever surrounds it', (ping) => {
    for (const around of AROUND) {
      for (const { markdown, text } of slackTexts(`Before.\n\n${around(ping)}\n\nAfter.`)) {
        expect(markdown).not.toMatch(SLACK_TOKEN);
        expect(withoutCode(markdown)).not.toMatch(MASS);
        expect(withoutCode(text).replaceAll(/<(?:https?:\/\/|mailto:)[^<>|]+(?:\|[^<>]*)?>/gu, '')).not.toMatch(
          /<|(?<![`\w.])@(?:here|channel|everyone)[^\n]*$/imu,
        );
      }
    }
  });

  test('no mark-up of Slack, no control character and no disguised link comes through, whatever it is made of', () => {
    const piece = fc.oneof(
      fc.constantFrom(...PINGS),
      fc.constantFrom(
        '[https://bank.fi]',
        '(https://evil.com)',
        '](',
        '[1]',
        '[1]: https://evil.com\n',
        '&#8238;',
        '&#27;',
        '&#x5d;(https://evil.com)',
      ),
      rubble,
    );
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 12 }), (pieces) => {
        for (const { markdown, text } of slackTexts(pieces.join(''))) {
          expect(markdown).not.toMatch(SLACK_TOKEN);
          expect(`${markdown}${text}`).not.toMatch(/[^\P{Cc}\t\n]|[\u202a-\u202e\u2066-\u2069]/u);
          for (const node of nodes(markdown)) {
            expect(showsAnotherAddress(node, markdown)).toBe(false);
            expect(['linkReference', 'definition', 'image', 'imageReference']).not.toContain(node.type);
          }
        }
      }),
      { numRuns: 100 },
    );
  });

  test('code can be copied as it was written', () => {
    fc.assert(
      fc.property(document, (text) => {
        const written = slackMarkdown(text);
        expect(codeIn(written)).toEqual(codeIn(text));
      }),
      { numRuns: 40 },
    );
    const code = '```ts\nconst a: Map<string, List<T>> = b < c && d > e; // <div> &lt; @here <!doctype html>\n```';
    expect(slackMarkdown(code)).toBe(code);
    expect(slackMarkdown('`Vec<T>` and `<!--` and `a & b`')).toBe('`Vec<T>` and `<!--` and `a & b`');
  });

  test.each([
    ['brackets as entities', 'a <b> c < d > e <x y>', 'a &lt;b> c &lt; d > e &lt;x y>'],
    ['entities that Slack would show', '&ouml; &ast;a* &lt;b&gt; &amp;lt;', 'ö \\*a* &lt;b&gt; &amp;lt;'],
    ['quotes', '> a\n> b', '> a\n> b'],
    ['links', '[Aitta](https://aitta.csc.fi/a_(b)?c=d&e)', '[Aitta](https://aitta.csc.fi/a_(b)?c=d&e)'],
    ['links that show another address', '[https://bank.fi](https://evil.com)', 'https://bank.fi (https://evil.com)'],
    [
      'links by reference',
      '[https://bank.fi][1]\n\n[1]: https://evil.com "t"',
      '[https://bank.fi ][1]\n\n[1] https://evil.com "t"',
    ],
    [
      'links to other places',
      '[a](javascript:alert(1)) [b](docs/a.md) [c](slack://open)',
      'a (javascript:alert(1)) b (docs/a.md) c (slack://open)',
    ],
    [
      'images',
      '![a cat](https://a.fi/cat.png) ![](https://a.fi/x.png)',
      '[a cat](https://a.fi/cat.png) [image](https://a.fi/x.png)',
    ],
    ['images in links', '[![badge](https://a.fi/b.svg)](https://a.fi)', '[badge](https://a.fi)'],
    ['addresses', '<https://a.fi> and https://b.fi/c. And <me@a.fi>', 'https://a.fi and https://b.fi/c. And me@a.fi'],
    ['addresses in Japanese', '詳細はhttps://a.fi/bを参照', '詳細はhttps://a.fi/b を参照'],
    ['HTML', 'a<br>b <b>c</b> <sup>2</sup> <!-- d --> <T> <kbd>x</kbd>', 'a\nb **c** ²  &lt;T> `x`'],
    [
      'HTML links',
      '<a href="https://a.fi" class=x>the <b>docs</b></a> <a href="https://evil.com">bank.fi</a> <a>',
      '[the docs](https://a.fi) bank.fi (https://evil.com) &lt;a>',
    ],
    ['unknown tags', '<x y="https://a.fi" @here>', '&lt;x y="https://a.fi" @\u2060here>'],
    ['formulas', 'so \\(a < b\\) and $$c$$', 'so `a < b` and `c`'],
    ['footnotes', 'a[^1]\n\n[^1]: b', 'a[1]\n\n[1] b'],
    ['tildes', '~~~js title="a"\n`a`\n```\n~~~', '````js\n`a`\n```\n````'],
    ['tables', '| a | b<br>c |\n|---|---|\n| `x` | <d> |', '| a | b c |\n| --- | --- |\n| `x` | &lt;d> |'],
    [
      'definitions out of sight',
      '[https://bank.fi] and - [https://bank.fi\n]: https://evil.com',
      '[https://bank.fi] and - [https://bank.fi\n]\u2060: https://evil.com',
    ],
    ['code beside backticks and formulas', '``a `b`$$c$$', '\\`\\`a `b` `c`'],
    ['addresses beside code', 'https://a.fi)`b`', 'https://a.fi )`b`'],
    ['code in two lines', '> `a\n> b`', '> `a b`'],
    ['a text of nothing', '<!-- a -->', '&lt;!-- a -->'],
  ])('%s', (_, text, written) => {
    expect(slackMarkdown(text)).toBe(written);
  });

  test('a table that Slack would refuse becomes code, or a list where that is too wide', () => {
    const wide = `|${' a |'.repeat(21)}\n|${'---|'.repeat(21)}\n|${' 1 |'.repeat(21)}`;
    const long = `| a |\n|---|\n${'| 1 |\n'.repeat(120)}`;
    expect(slackMarkdown(long)).toMatch(/^```\na\n-\n1\n[^|]*```$/u);
    expect(slackMarkdown(wide)).toMatch(/^- a: 1\n( {2}- a: 1\n?){20}$/u);
  });

  test('fits into messages, blocks and fall-backs', () => {
    fc.assert(
      fc.property(fc.array(anyMarkdown, { maxLength: 8 }), (texts) => {
        for (const { markdown, text, source } of slackTexts(texts.join('\n\n'))) {
          expect(markdown.length).toBeLessThanOrEqual(slackLimits.markdownUnits);
          expect(parseMarkdown(markdown).children.length).toBeLessThanOrEqual(slackLimits.blocks);
          expect(sizeOf(text, 'utf8')).toBeLessThanOrEqual(slackLimits.textBytes);
          expect(sizeOf(slackFallback(source, 100), 'utf8')).toBeLessThanOrEqual(100);
          expect(markdown.trim()).not.toBe('');
        }
      }),
      { numRuns: 20 },
    );
  });

  test('a long answer arrives whole, and its first messages stay as they are while it grows', () => {
    const whole = Array.from({ length: 800 }, (_, index) => `Line ${index} with <b>, a & b, and \`code\`.`).join(
      '\n\n',
    );
    const sent = slackTexts(whole).map(({ markdown }) => markdown);
    for (let index = 0; index < 800; index += 1) expect(sent.join('\n')).toContain(`Line ${index} with`);
    for (const length of [3000, 9000, 14_000, 20_000, 30_000]) {
      const early = slackTexts(whole.slice(0, length)).map(({ markdown }) => markdown);
      expect(sent.slice(0, early.length - 1)).toEqual(early.slice(0, -1));
    }
  });

  test('careless fences in lists do not swallow what follows', () => {
    const [message] = slackTexts('1. Do:\n   ```py\nx = 1\n```\n2. More');
    expect(nodes(message?.markdown ?? '').filter(({ type }) => type === 'listItem')).toHaveLength(2);
  });
});

describe('Slack mark-up', () => {
  test.each([
    ['bold, italic, struck', '**a** *b* ~~c~~ ***d***', '*a* _b_ ~c~ _*d*_'],
    ['headings', '## A **b** c', '*A b c*'],
    ['marks within words, which Slack would show', 'これは**重要**です a**b**c', 'これは重要です abc'],
    [
      'lists',
      '- a\n  - b\n\n    c\n3. d\n4. e\n\n- [x] f\n- [ ] g',
      '• a\n    ◦ b\n\n      c\n3. d\n4. e\n\n• ☑ f\n• ☐ g',
    ],
    ['quotes', '> a\n> b', '> a\n> b'],
    ['quotes in lists, which Slack would show', '- > a\n  > b\n- >\n1. c\n   > d', '• a\n  b\n• \n1. c\n> d'],
    [
      'code, escaped, without its language',
      '```js\na < b && c\n```\n\n`d > e`',
      '```\na &lt; b &amp;&amp; c\n```\n\n`d &gt; e`',
    ],
    ['links', '[a|**b** `c`](https://a.fi/?b=c&d)', '<https://a.fi/?b=c&amp;d|a|b c>'],
    ['links that show another address', '[bank.fi](https://evil.com)', 'bank.fi (<https://evil.com>)'],
    ['links by reference', '[a][1] [b][2]\n\n[1]: https://a.fi', 'a [1] b [2]\n\n[1] <https://a.fi>'],
    ['addresses', 'https://a.fi/b <mailto:me@a.fi> <me@a.fi>', '<https://a.fi/b> <mailto:me@a.fi|me@a.fi> me@a.fi'],
    ['other schemes', '[a](javascript:x)', 'a (javascript:x)'],
    ['images', '![a](https://a.fi/b.png)', '<https://a.fi/b.png|a>'],
    ['rules', 'a\n\n---\n\nb', 'a\n\n──────────\n\nb'],
    [
      'tables',
      '| a | b |\n|:-:|--:|\n| [c](https://a.fi) | **d** |',
      '```\n       a         | b\n-----------------|--\nc (https://a.fi) | d\n```',
    ],
    ['footnotes', 'a[^n]\n\n[^n]: b', 'a[n]\n\n[n] b'],
    ['HTML', 'a<br>b <b>c</b> <x>', 'a\nb *c* &lt;x&gt;'],
    ['character references', '&#8238;a &lt;!here&gt; &#60;!channel>', 'a &lt;!here&gt; &lt;!channel&gt;'],
  ])('%s', (_, text, written) => {
    expect(slackMrkdwn(text)).toBe(written);
  });

  test('nothing in it is a token of Slack but the links that we write', () => {
    fc.assert(
      fc.property(
        fc.oneof(
          rubble,
          fc.array(fc.constantFrom(...PINGS)).map((all) => all.join(' ')),
        ),
        (text) => {
          const rest = slackMrkdwn(text).replaceAll(/<(?:https?:\/\/|mailto:)[^<>|\s]+(?:\|[^<>\n]*)?>/giu, '');
          // A quote begins its lines with such a mark, and an empty one is nothing else.
          expect(rest.replaceAll(/^(?:> )*>$|^(?:> )+/gmu, '')).not.toMatch(/[<>]/u);
        },
      ),
      { numRuns: 100, examples: [['- >'], ['> ']] },
    );
  });

  test('a text of any length arrives in messages of 4,000 bytes', () => {
    const text = `${'Tämä on rivi < & >. '.repeat(300)}\n\n\`\`\`\n${'let ä = 1 < 2;\n'.repeat(500)}\`\`\``;
    const texts = slackMrkdwnTexts(text);
    expect(Math.max(...texts.map((each) => sizeOf(each, 'utf8')))).toBeLessThanOrEqual(slackLimits.textBytes);
    expect(texts.join('').match(/let ä/gu)).toHaveLength(500);
    expect(texts.join('').match(/Tämä on/gu)).toHaveLength(300);
  });

  test.each(['*a_ ', '[', '- ', '> ', '`', '<a ', '|-'])(
    '4,000 characters of %j take no time worth naming',
    (piece) => {
      expect(slackFallback(piece.repeat(4000 / piece.length))).not.toBe('');
    },
  );
});
