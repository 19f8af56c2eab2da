import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { discordMarkdown } from '../../../../src/adapters/discord/draw/discord-markdown.ts';
import { discordLimits } from '../../../../src/adapters/discord/draw/discord-text.ts';
import { cleanText } from '../../../../src/markdown/scan/clean-text.ts';
import { splitMarkdown } from '../../../../src/markdown/split/split-markdown.ts';
import { anyMarkdown, document, fenced, rubble } from '../../../markdown/markdown-arbitraries.ts';

const ESCAPE = /\\[^0-9A-Za-z\s]/uy;
const BLOCK = /```(?:([\w+.#-]+?)\n)?\n*([^\n][^]*?)\n*```/uy;
const INLINE = /(`+)(?:[^]*?[^`])\1(?!`)/uy;
const matchAt = (pattern: RegExp, text: string, at: number): RegExpExecArray | null => {
  pattern.lastIndex = at;
  return pattern.exec(text);
};

/** What Discord finds, reading from left to right: by pairs of backticks, wherever they stand. */
const readAsDiscord = (text: string): { blocks: { language: string; code: string }[]; rest: string } => {
  const blocks: { language: string; code: string }[] = [];
  let rest = '';
  for (let at = 0; at < text.length;) {
    const escape = matchAt(ESCAPE, text, at);
    const code = escape ? null : matchAt(BLOCK, text, at);
    const found = escape ?? code ?? matchAt(INLINE, text, at);
    if (code) blocks.push({ language: code[1] ?? '', code: code[2] ?? '' });
    if (!found || escape) rest += found?.[0] ?? text.charAt(at);
    at += found?.[0].length ?? 1;
  }
  return { blocks, rest };
};
const withoutCode = (text: string): string => readAsDiscord(text).rest;

const MENTIONS = ['<@123>', '<@!123>', '<@&123>', '<#123>', '@everyone', '@here', '\\<@123>', '&lt;@123&gt;', '&#60;@&#49;23>', '<<b></b>@123>', '@<!---->everyone', '&#64;here', '\\@everyone', '@<b></b>here']; // prettier-ignore
const MENTION = /<(?:@[!&]?|#)\d+>|@(?:everyone|here)/u;

describe('what a model writes', () => {
  test.each(MENTIONS)('%s does not look like a ping outside code', (mention) => {
    const around = [
      mention,
      `**${mention}**`,
      `> ${mention}`,
      `- [x] ${mention}`,
      `#### ${mention}`,
      `[${mention}](https://a.fi)`,
      `[a](https://a.fi/${mention})`,
      `| ${'wide '.repeat(20)} | ${mention} |\n|---|---|\n| a | ${mention} |`,
      `\`unclosed ${mention}`,
    ];
    for (const text of around) expect(withoutCode(discordMarkdown(text))).not.toMatch(MENTION);
  });

  test('no mention, control character or address that unfurls comes through outside code, whatever it is made of', () => {
    const piece = fc.oneof(
      fc.constantFrom(...MENTIONS, '](', '[https://bank.fi]', '(https://evil.com)', '&#8238;', '&#27;'),
      rubble,
    );
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 12 }), (pieces) => {
        const shown = discordMarkdown(cleanText(pieces.join('')));
        expect(shown).not.toMatch(/[^\P{Cc}\t\n]|[\u202a-\u202e\u2066-\u2069]/u);
        expect(withoutCode(shown)).not.toMatch(MENTION);
        expect(withoutCode(shown).replaceAll(/<https?:[^>\s]*>/giu, '')).not.toMatch(
          /(?<![A-Za-z0-9])https?:\/\/[^/\s]/iu,
        );
      }),
      { numRuns: 200 },
    );
  });

  test('code is what Discord shows as code, and can be copied as it was written', () => {
    fc.assert(
      fc.property(fc.array(fenced, { minLength: 1, maxLength: 4 }), (blocks) => {
        const text = blocks.map(({ source }) => `Stray \` and \`\`\` here, \`x\`:\n\n${source}`).join('\n\n');
        expect(readAsDiscord(discordMarkdown(text)).blocks).toEqual(
          blocks.map(({ lang, code }) => ({
            language: lang,
            code: (/\S/u.test(code) ? code : ' ')
              .replace(/^\n+|\n+$/gu, '')
              .replaceAll(/`{3,}/gu, (run) => '~'.repeat(run.length)),
          })),
        );
      }),
    );
    const code = '```ts\nconst a: Map<string, T> = b || c; // @everyone <@123> &lt; __init__ https://a.fi\n```';
    expect(discordMarkdown(code)).toBe(code);
    expect(discordMarkdown('`a || __b__ @here <@1> &lt;`')).toBe('`a || __b__ @here <@1> &lt;`');
  });

  test.each([
    ['headings that Discord has', '# A\n ## B\n### C', '# A\n## B\n### C'],
    ['headings that it has not', '#### A **b** `c**d**`\n###### E ######', '**A b `c**d**`**\n**E**'],
    ['bold that it would underline', '__a b__ and __c__ x__y__z', '**a b** and **c** x__y__z'],
    ['rules', 'a\n\n---\n\n***', 'a\n\n──────────\n\n──────────'],
    ['lists', '* a\n+ b\n  1) c\n- [ ] d\n- [x] e', '- a\n- b\n  1. c\n- ☐ d\n- ☑ e'],
    ['quotes within quotes', '>a\n>> b\n> > c\n>>> d\n> #### e', '> a\n> b\n> c\n> d\n> **e**'],
    ['spoilers that are none', 'if a || b and c || d', 'if a \\|\\| b and c \\|\\| d'],
    ['small print, which is the bot’s own', '-# acme/chat · Session expired', '\\-# acme/chat · Session expired'],
    ['small print in a quote and in an item', '> -# a\n\n- -# b\n\n &#45;# c', '> \\-# a\n\n- \\-# b\n\n \\-# c'],
    ['images', '![a cat](https://a.fi/cat.png)', '[a cat](<https://a.fi/cat.png>)'],
    ['links', '[Aitta](https://a.fi/b_(c))', '[Aitta](<https://a.fi/b_(c)>)'],
    [
      'links that show another address',
      '[https://bank.fi](https://evil.com)',
      '<https://bank.fi> (<https://evil.com>)',
    ],
    [
      'addresses',
      'https://a.fi/b?c=d&e. (https://c.fi) <https://d.fi> <me@a.fi>',
      '<https://a.fi/b?c=d&e>. (<https://c.fi>) <https://d.fi> me@a.fi',
    ],
    ['formulas', 'so \\(a^2\\), $$b_1$$ and\n\\[ c\n= d \\]', 'so `a^2`, `b_1` and\n`c = d`'],
    [
      'footnotes and references',
      'a[^1] [b][2]\n\n[^1]: c\n[2]: https://d.fi',
      'a[1] b [2]\n\n[1] c\n[2] <https://d.fi>',
    ],
    [
      'HTML and entities',
      'a<br>b <b>c</b> <sup>2</sup> <T> &lt;x&gt; &amp; &nbsp;y &ouml;',
      'a\nb **c** ² <T> <x> & \u00a0y ö',
    ],
    ['backticks that open nothing', 'a ` b\n\nc ``` d', 'a \\` b\n\nc \\`\\`\\` d'],
    ['code in a line between many backticks', 'a ```b``` ```` c ```d``` ````', 'a `b` `c ~~~d~~~`'],
    ['other fences', '~~~~js title="a"\nx\n```\ny\n~~~~', '```js\nx\n~~~\ny\n```'],
    ['fences in lists', '- a\n  ```py\n  if b:\n    c\n  ```', '- a\n  ```py\nif b:\n  c\n  ```'],
    ['tables', '| Nimi | 値 |\n|:--|--:|\n| a | 日本 |', '```\nNimi |   値\n-----|-----\na    | 日本\n```'],
    ['tables without outer pipes', 'see:\na | b\n--|--\n1 | 2', 'see:\n```\na | b\n--|--\n1 | 2\n```'],
    ['code of nothing', '```js\n\n```\n\n`a`', '```js\n\n \n```\n\n`a`'],
    ['code that is still being written', '> ```js\n> a', '> ```js\n> a\n> ```'],
    ['a text of nothing', '<!-- a -->', '<!-- a -->'],
  ])('%s', (_, text, written) => {
    expect(discordMarkdown(text)).toBe(written);
  });

  test('tables that are too wide become groups', () => {
    const text = `| Model | What it is good for | |\n|---|---|---|\n| Poro | ${'Finnish '.repeat(10).trim()} | |\n| **Viking** | [all](https://a.fi) ${'Nordic '.repeat(8)} | x |`;
    expect(discordMarkdown(text)).toBe(
      [
        '- Model: Poro',
        `  - What it is good for: ${'Finnish '.repeat(10).trim()}`,
        '- Model: **Viking**',
        `  - What it is good for: [all](<https://a.fi>) ${'Nordic '.repeat(8).trim()}`,
        '  - x',
      ].join('\n'),
    );
  });
});

describe('split into messages', () => {
  const split = (text: string): string[] =>
    splitMarkdown(cleanText(text), { max: discordLimits.content, measure: 'utf16', render: discordMarkdown }).map(
      discordMarkdown,
    );

  test('every message fits and says something', () => {
    fc.assert(
      fc.property(fc.array(anyMarkdown, { maxLength: 12 }), (texts) => {
        for (const message of split(texts.join('\n\n'))) {
          expect(message.length).toBeLessThanOrEqual(discordLimits.content);
          expect(message.trim()).not.toBe('');
        }
      }),
    );
  });

  test('earlier messages stay as they are while the answer grows', () => {
    const long = fc.array(document, { minLength: 4, maxLength: 12 }).map((texts) => texts.join('\n\n'));
    fc.assert(
      fc.property(long, fc.double({ min: 0, max: 1, noNaN: true }), (text, share) => {
        const early = split(text.slice(0, Math.floor(text.length * share)).replace(/[\ud800-\udbff]$/u, ''));
        expect(split(text).slice(0, Math.max(0, early.length - 1))).toEqual(early.slice(0, -1));
      }),
      { numRuns: 40 },
    );
  });

  test('a long table arrives whole, each part with its header', () => {
    const rows = Array.from({ length: 200 }, (_, index) => `| row ${index} | ${'x'.repeat(index % 30)} |`);
    const messages = split(['| a | b |', '|---|---|', ...rows].join('\n'));
    for (const message of messages) expect(message).toMatch(/^```\na +\| b *\n-+\|-+\nrow /u);
    expect(messages.join('').match(/row \d+/gu)).toHaveLength(200);
  });

  test.each([
    '`',
    '[',
    '<a ',
    '| x ',
    '|x\n',
    '@everyone',
    '&lt;@1',
    '**a ',
    '\\(',
    '<!--',
    '> ',
    'https://a.fi/((',
    '|a\n|-\n|b\n\n',
  ])('100,000 characters of %j take no time worth naming', (piece) => {
    for (const message of split(piece.repeat(100_000 / piece.length))) {
      expect(message.length).toBeLessThanOrEqual(discordLimits.content);
    }
  });
});
