import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { fixFences } from '../../../src/markdown/write/fix-fences.ts';
import { parseMarkdown, type RootContent } from '../parse-markdown.ts';
import type { PartLimits } from '../../../src/markdown/split/part-limits.ts';
import { markdownParts, splitMarkdown } from '../../../src/markdown/split/split-markdown.ts';
import { sizeOf } from '../../../src/markdown/scan/text-size.ts';
import { anyMarkdown, codeSpan, document, fenced, link } from '../markdown-arbitraries.ts';

const limits = (max: number): PartLimits => ({ max, measure: 'utf16' });
const anyLimits = fc.record({
  max: fc.integer({ min: 120, max: 900 }),
  measure: fc.constantFrom('utf16' as const, 'utf8' as const),
  maxBlocks: fc.integer({ min: 3, max: 50 }),
});
/** As a stream brings it: never half a code point. */
const beginning = (text: string, share: number): string =>
  text.slice(0, Math.floor(text.length * share)).replace(/[\ud800-\udbff]$/u, '');
/** What random texts have found. */
const FOUND = {
  fenceThatEndsAtTheLimit: `- kissa\n  - middle\n  - inner\n    ~~~ts title="a b.ts"\n    # not a heading\n    | not | a table |\n    - not a list
    ~~~\n- kissa\n  - middle\n  - inner\n    ~~~ts title="a b.ts"\n    # not a heading\n    | not | a table |\n    - not a list
    ~~~](https://a.fi)---\n\n~~~python\n# not a heading\nconst answer = await ask("why?");\nprint("これは何ですか 👩‍💻")
const answer = await ask("why?");\n- not a list\nconst answer = await ask("why?");\n~~~`,
  fenceOfAnEarlierItem: `- kissa\n  - middle\n  - inner\n    \`\`\`\n    const answer = await ask("why?");\n    const answer = await ask("why?");
    \`\`\`\n\n- kissa\n  \`\`\`\n  const answer = await ask("why?");\n  \`\`\`\n- kissa\n  \`\`\`\n  const answer = await ask("why?");
  \`\`\`\n\n\`\`\`\nconst answer = await ask("why?");\n\`\`\``,
};
const withoutBlanks = (text: string): string => text.replaceAll(/\s/gu, '');

type Walkable = RootContent | { type: 'root'; children: RootContent[] };
const walk = (node: Walkable): RootContent[] =>
  'children' in node ? node.children.flatMap((child) => [child, ...walk(child)]) : [];
const nodesOf = (texts: string[]): RootContent[] => texts.flatMap((text) => walk(parseMarkdown(text)));

describe('whatever is split', () => {
  test('keeps every part within its limit, and none is blank', () => {
    fc.assert(
      fc.property(anyMarkdown, anyLimits, (text, some) => {
        for (const part of splitMarkdown(text, some)) {
          expect(sizeOf(part, some.measure)).toBeLessThanOrEqual(some.max);
          expect(part).toMatch(/\S/u);
        }
      }),
    );
  });

  test('loses nothing but whitespace and the ends of fences that it closed itself', () => {
    fc.assert(
      fc.property(anyMarkdown, anyLimits, (text, some) => {
        let at = 0;
        for (const part of markdownParts(text, some)) {
          expect(text.slice(at, part.from)).toMatch(/^\s*(?:(?:>\s*)*(?:`{3,}|~{3,}))?\s*$/u);
          expect(withoutBlanks(part.text)).toContain(withoutBlanks(text.slice(part.from, part.to)));
          at = part.to;
        }
        expect(text.slice(at)).toMatch(/^\s*(?:(?:>\s*)*(?:`{3,}|~{3,}))?\s*$/u);
      }),
    );
  });

  test('stays as it is, but for its last part, while the text grows', () => {
    fc.assert(
      fc.property(
        anyMarkdown,
        anyLimits,
        fc.array(fc.double({ min: 0, max: 1, noNaN: true }), { maxLength: 6 }),
        (text, some, shares) => {
          const whole = splitMarkdown(text, some);
          for (const share of shares) {
            const early = splitMarkdown(beginning(text, share), some);
            expect(whole.slice(0, Math.max(0, early.length - 1))).toEqual(early.slice(0, -1));
          }
        },
      ),
      { numRuns: 300 },
    );
  });

  test('never has more blocks in a part than the platform takes', () => {
    fc.assert(
      fc.property(anyMarkdown, anyLimits, (text, some) => {
        for (const part of splitMarkdown(fixFences(text), some)) {
          expect(parseMarkdown(part).children.length).toBeLessThanOrEqual(some.maxBlocks);
        }
      }),
      { examples: [[FOUND.fenceOfAnEarlierItem, { max: 120, measure: 'utf16', maxBlocks: 3 }]] },
    );
  });

  test('counts the paragraph that is still being written', () => {
    const paragraphs = Array.from({ length: 40 }, (_, index) => `kissa ${index}`);
    for (let count = 1; count <= 40; count += 1) {
      const text = paragraphs.slice(0, count).join('\n\n');
      const parts = splitMarkdown(text, { max: 2000, measure: 'utf16', maxBlocks: 10 });
      expect(Math.max(...parts.map((part) => part.split('\n\n').length))).toBeLessThanOrEqual(10);
      expect(parts.length).toBeLessThanOrEqual(Math.ceil(count / 9));
    }
  });

  test('is cut between graphemes only', () => {
    const segmenter = new Intl.Segmenter('en', { granularity: 'grapheme' });
    fc.assert(
      fc.property(document, fc.integer({ min: 60, max: 200 }), (text, max) => {
        const boundaries = new Set([...segmenter.segment(text)].map(({ index }) => index)).add(text.length);
        for (const part of markdownParts(text, limits(max))) {
          expect(boundaries).toContain(part.from);
          expect(boundaries).toContain(part.to);
        }
      }),
    );
  });
});

describe('what belongs together', () => {
  test('code stays code: fences are closed and opened again with their marker and info string', () => {
    const code = (texts: string[]): string[] =>
      nodesOf(texts).flatMap((node) =>
        node.type === 'code' ? [`${node.lang ?? ''} ${withoutBlanks(node.value)}`] : [],
      );
    fc.assert(
      fc.property(
        fc.array(fenced, { minLength: 1, maxLength: 4 }),
        fc.integer({ min: 150, max: 400 }),
        (blocks, max) => {
          const text = blocks.map(({ source }) => `Here:\n\n${source}`).join('\n\nThen, with some more words:\n\n');
          const parts = splitMarkdown(text, limits(max));
          const found = nodesOf(parts).filter((node) => node.type === 'code');
          expect(found.map(({ value }) => withoutBlanks(value)).join('')).toBe(
            blocks.map((block) => withoutBlanks(block.code)).join(''),
          );
          expect(new Set(code(parts).map((line) => line.split(' ')[0]))).toEqual(
            new Set(code([text]).map((line) => line.split(' ')[0])),
          );
          expect(nodesOf(parts).filter(({ type }) => type === 'heading')).toEqual([]);
        },
      ),
    );
  });

  test('links, code spans and mentions are never torn apart', () => {
    const whole = fc.oneof(link, codeSpan, fc.constant('<@U0123ABC>'), fc.constant('<#C1|a name>'));
    const text = fc.array(fc.oneof(whole, fc.constantFrom('kissa', 'käveli.', 'and then it went', '日本語')), {
      minLength: 5,
      maxLength: 60,
    });
    fc.assert(
      fc.property(text, fc.integer({ min: 120, max: 300 }), fc.constantFrom(' ', '\n'), (pieces, max, gap) => {
        const parts = splitMarkdown(pieces.join(gap), limits(max));
        const rest = [...parts];
        for (const piece of pieces.filter((each) => /^[[`<]/u.test(each))) {
          while (rest[0]?.includes(piece) === false) rest.shift();
          expect(rest[0]).toContain(piece);
        }
      }),
    );
  });

  test('a table that is split repeats its header', () => {
    const rows = Array.from({ length: 40 }, (_, index) => `| ${index} | kissa ${index} |`);
    const parts = splitMarkdown(
      ['Before.', '', '| a | b |', '|---|---|', ...rows, '', 'After.'].join('\n'),
      limits(200),
    );
    const tables = nodesOf(parts).filter(({ type }) => type === 'table');
    expect(tables.length).toBeGreaterThan(3);
    expect(parts.filter((part) => part.startsWith('| a | b |\n|---|---|\n|')).length).toBeGreaterThanOrEqual(3);
    expect(tables.flatMap((table) => walk(table).filter(({ type }) => type === 'tableRow')).length).toBe(
      rows.length + tables.length,
    );
  });

  test('a table that fits into a message of its own is not split', () => {
    const table = ['| a | b |', '|---|---|', ...Array.from({ length: 8 }, (_, row) => `| ${row} | kissa |`)].join('\n');
    const [before, after] = splitMarkdown(`${'Words. '.repeat(25)}\n\n${table}`, limits(250));
    expect(before).toBe('Words. '.repeat(25).trim());
    expect(after).toBe(table);
  });

  test('a heading stays with what it heads, and a list item whole', () => {
    const item = `- ${'kissa '.repeat(12).trim()}`;
    const parts = splitMarkdown(`${'Words. '.repeat(20)}\n\n## Cats\n\n${`${item}\n`.repeat(5)}`, limits(180));
    expect(parts.slice(1).join('\n')).toBe(`## Cats\n\n${`${item}\n`.repeat(5).trim()}`);
    expect(parts[1]).toMatch(/^## Cats\n\n- /u);
  });

  test('a heading never ends a part', () => {
    const before = `${'kissa '.repeat(8)}kot`;
    const parts = splitMarkdown(`${before}\n\n## Cats\n\n${'mau '.repeat(20)}`, limits(100));
    expect(parts).toEqual([before, `## Cats\n\n${'mau '.repeat(20).trim()}`]);
  });

  test('a link that goes on in the next line stays whole', () => {
    const whole = '[the documentation of\nthe whole system](https://csc.fi/docs)';
    const parts = splitMarkdown(`${'kissa\n'.repeat(9)}see ${whole} and\n${'koira\n'.repeat(9)}`, limits(90));
    expect(parts.some((part) => part.includes(whole))).toBe(true);
  });

  test('bold text stays whole where it is short', () => {
    const bold = '**bold words that stand together**';
    expect(splitMarkdown(`${'kissa '.repeat(12)}${bold} ${'koira '.repeat(12)}`, limits(90))[1]).toContain(bold);
  });

  test('flags and families are never taken apart', () => {
    const signs = ['🇫🇮', '👩‍👩‍👧‍👦', 'e\u0301', '👍🏽'];
    for (const sign of signs) {
      for (let max = 60; max < 72; max += 1) {
        for (const part of splitMarkdown(sign.repeat(100), limits(max))) {
          expect(part.replaceAll(sign, '')).toBe('');
        }
      }
    }
  });

  test('a fence in a nested list is still a fence in a part of its own', () => {
    const lines = Array.from({ length: 30 }, (_, index) => `        line(${index})`);
    const text = ['- outer', '    - inner:', '', '        ```py', ...lines, '        ```', '    - last one'].join('\n');
    const parts = splitMarkdown(text, limits(150));
    const code = nodesOf(parts).filter((node) => node.type === 'code');
    expect(code.map(({ value }) => value).join('\n')).toBe(lines.map((line) => line.trim()).join('\n'));
    expect(code.every(({ lang }) => lang === 'py')).toBe(true);
    expect(nodesOf(parts.slice(-1)).filter(({ type }) => type === 'listItem').length).toBe(1);
  });

  test('a fence in a quote is opened again in a quote', () => {
    const code = Array.from({ length: 20 }, (_, index) => `> line(${index})`).join('\n');
    for (const part of splitMarkdown(`> \`\`\`js\n${code}\n> \`\`\``, limits(100))) {
      expect(part).toMatch(/^> ```js\n(?:> line\(\d+\)\n)+> ```$/u);
    }
  });

  test('a fence that a quote leaves open ends with it', () => {
    const parts = splitMarkdown(`> \`\`\`\n> code\n\n${'Words after it. '.repeat(20)}`, limits(120));
    expect(parts.slice(1).join('')).not.toContain('`');
  });

  test('a fence that the model never closed is closed in every part', () => {
    const parts = splitMarkdown(`\`\`\`js\n${'let a = 1;\n'.repeat(30)}`, limits(100));
    for (const part of parts) expect(part).toMatch(/^```js\n(?:let a = 1;\n)+```$/u);
  });

  test('no part begins with the end of a fence', () => {
    fc.assert(
      fc.property(fc.integer({ min: 60, max: 130 }), (max) => {
        const parts = splitMarkdown(`\`\`\`js\n${'let a = 1;\n'.repeat(9)}\`\`\`\n\nAfter.`, limits(max));
        for (const part of parts) expect(part).not.toMatch(/^```js\n```/u);
      }),
    );
  });

  test.each([
    [
      'paragraphs',
      'One two three. Four five six.\n\nSeven eight nine ten.',
      ['One two three. Four five six.', 'Seven eight nine ten.'],
    ],
    [
      'lines',
      'One two three four five\nsix seven eight nine ten',
      ['One two three four five', 'six seven eight nine ten'],
    ],
    [
      'sentences',
      'One two three four five. Six seven eight nine ten.',
      ['One two three four five.', 'Six seven eight nine ten.'],
    ],
    [
      'words',
      'One two three four five six seven eight nine ten',
      ['One two three four five six seven eight', 'nine ten'],
    ],
    [
      'Japanese sentences',
      '空の色はなぜ青いのですか、と先生に聞いた。太陽の光が空気に当たるからです。',
      ['空の色はなぜ青いのですか、と先生に聞いた。', '太陽の光が空気に当たるからです。'],
    ],
  ])('prefers the end of %s', (_, text, parts) => {
    expect(splitMarkdown(text, limits(text.length > 40 ? 40 : 30))).toEqual(parts);
  });
});

describe('monsters', () => {
  const MEGABYTE = 1_000_000;
  const fill = (piece: string, length = MEGABYTE): string =>
    piece.repeat(Math.ceil(length / piece.length)).slice(0, length);
  test.each([
    ['one word', fill('a', 40_000)],
    ['prose', fill('Some words go here, and some there. ')],
    ['short lines', fill('x\n')],
    ['code', `\`\`\`js\n${fill('const a = 1;\n')}`],
    ['one line of code', `\`\`\`js\n${fill('a(b);', 100_000)}\n\`\`\``],
    ['100,000 backticks', fill('`', 100_000)],
    [
      'backticks of all lengths',
      Array.from({ length: 1500 }, (_, index) => `${'`'.repeat((index % 300) + 1)}a`).join(''),
    ],
    ['10,000 nested quotes', `${fill('>', 10_000)} x`],
    ['10,000 nested lists', `${fill('- ', 20_000)}x`],
    ['opening brackets', fill('[', 100_000)],
    ['half links', fill('[a](b ', 100_000)],
    ['half links with a title', fill('[a](b "', 100_000)],
    ['nested links', `${fill('[', 50_000)}a${fill('](b)', 200_000)}`],
    ['half tags', fill('<a ', 100_000)],
    ['half comments', fill('<!-- ', 100_000)],
    ['half formulas', fill('\\(', 100_000)],
    ['backslashes', fill('\\', 100_000)],
    ['emphasis', fill('**a __b ~~c ', 100_000)],
    ['an address that ends in brackets', `https://a.fi/${fill(')', 100_000)}`],
    ['table rows', fill('|\n', 100_000)],
    ['a wide table', `| a |\n|---|\n|${fill(' x |', 100_000)}`],
    ['one endless grapheme', `e${fill('\u0301', 40_000)}`],
    ['one endless emoji', fill('👨\u200d', 60_000)],
    ['flags', fill('🇫🇮', 40_000)],
    ['spaces', `a${fill(' ', 100_000)}b`],
    ['blank lines', `a${fill('\n \n', 100_000)}b`],
    ['a fence deep in a list', `- a\n${fill(' ', 5000)}\`\`\`\nb\n${fill(' ', 5000)}\`\`\`\n`],
    ['an endless info string', `\`\`\`${fill('js ', 10_000)}\n${fill('x\n', 10_000)}\`\`\``],
  ])('%s', (_, text) => {
    for (const some of [
      limits(2000),
      { max: 11_500, measure: 'utf16' as const, maxBlocks: 45 },
      { max: 3900, measure: 'utf8' as const },
    ]) {
      const parts = splitMarkdown(text, some);
      expect(Math.max(...parts.map((part) => sizeOf(part, some.measure)))).toBeLessThanOrEqual(some.max);
      expect(parts.every((part) => /\S/u.test(part))).toBe(true);
    }
  });

  test('nothing makes nothing', () => {
    expect(['', ' ', '\n\n', '\t\r\n'].flatMap((text) => splitMarkdown(text, limits(100)))).toEqual([]);
  });
});

describe('what a platform makes of a part', () => {
  test('fits, also where less text makes more of it', () => {
    const render = (part: string): string => (part.endsWith('kissa') ? part + '!'.repeat(120) : part);
    for (let lines = 10; lines < 30; lines += 1) {
      const text = `${'koira\n'.repeat(lines)}kissa\n\n${'koira\n'.repeat(60)}`;
      for (const part of splitMarkdown(text, { max: 200, measure: 'utf16', render })) {
        expect(render(part).length).toBeLessThanOrEqual(200);
      }
    }
  });

  const longer: PartLimits = { ...limits(300), render: (part) => part.replaceAll('<', '&lt;').replaceAll('|', '|  ') };

  test('fits too, and stays as it is while the text grows', () => {
    fc.assert(
      fc.property(anyMarkdown, fc.double({ min: 0, max: 1, noNaN: true }), (text, share) => {
        const whole = splitMarkdown(text, longer);
        for (const part of whole) expect(longer.render?.(part).length).toBeLessThanOrEqual(longer.max);
        const early = splitMarkdown(beginning(text, share), longer);
        expect(whole.slice(0, Math.max(0, early.length - 1))).toEqual(early.slice(0, -1));
      }),
      { examples: [[FOUND.fenceThatEndsAtTheLimit, 0.993]] },
    );
  });
});
