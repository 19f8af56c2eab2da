import { describe, expect, test } from 'vitest';
import { hostBehind } from '../../../src/adapters/web/page/message/host-behind.ts';
import { GrowingBlocks, blockHtml } from '../../../src/adapters/web/page/message/markdown-blocks.ts';

/** As a draft grows to it, and its blocks as HTML. */
const drawn = (text: string): string => {
  const growing = new GrowingBlocks();
  growing.split(text.slice(0, text.length / 2));
  return growing.split(text).map(blockHtml).join('');
};

describe('Markdown on the page', () => {
  test.each([
    ['quotes in quotes', '>'.repeat(20_000)],
    ['lists in lists', '1. '.repeat(8_000)],
    ['emphasis that never ends', '_a'.repeat(10_000)],
    ['hundreds of columns', `|${' a |'.repeat(200)}\n|${' - |'.repeat(200)}\n`],
    ['an address that never ends', `${'a.'.repeat(10_000)}@`],
  ])('that no parser is made for is shown as it was written: %s', (_, text) => {
    expect(drawn(text)).toBe(`<pre>${text.replaceAll('>', '&gt;')}</pre>`);
  });

  test.each([
    ['a long table', `| a | b |\n| - | - |\n${'| 1 | 2 |\n'.repeat(2_000)}`, '<td>2</td>'],
    ['a long list', '- one\n'.repeat(4_000), '<li>one</li>'],
    ['long code', `\`\`\`ts\n${'a < b;\n'.repeat(4_000)}\`\`\`\n`, '<code class="language-ts">a &lt; b;'],
  ])('is drawn however long, where its lines are short: %s', (_, text, part) => {
    expect(drawn(text)).toContain(part);
  });

  test.each([
    ['items', Array.from({ length: 1_500 }, (_, depth) => `${'  '.repeat(depth)}- level ${depth}\n`).join('')],
    ['quotes', Array.from({ length: 1_000 }, (_, depth) => `${'> '.repeat(depth)}level ${depth}\n`).join('')],
    ['quotes in items', `${'- > '.repeat(500)}level 1\n`],
  ])('is nested as deep as people write, and all of it is shown: %s', (_, text) => {
    const html = drawn(`Before.\n\n${text}\n# After\n`);
    let depth = 0;
    let deepest = 0;
    for (const [tag] of html.matchAll(/<\/?(?:ul|ol|blockquote)\b/g)) {
      depth += tag.startsWith('</') ? -1 : 1;
      deepest = Math.max(deepest, depth);
    }
    expect(deepest).toBeLessThanOrEqual(40);
    expect(html.match(/level \d+/g)).toEqual(text.match(/level \d+/g));
    expect(html).toMatch(/^<p>Before\..*<h1>After<\/h1>\n$/s);
  });

  test('quotes in quotes behind what is only nearly a fence are shown as they were written', () => {
    const text = `${' '.repeat(10)}\`\`\`\n\n${'>'.repeat(20_000)}`;
    expect(drawn(text)).toContain('&gt;'.repeat(20_000));
  });

  test('code is drawn as code, however far its lines stand to the right', () => {
    const html = drawn(`- One:\n  \`\`\`\n${' '.repeat(200)}> x\n  \`\`\`\n- Two\n`);
    expect(html).toContain(`<code>${' '.repeat(198)}&gt; x\n</code>`);
    expect(html.match(/<li>/g)).toHaveLength(2);
  });

  test.each([
    '# Title\n\nWords and $x^2$.\n\n\\[ a + b \\]\n\n- one\n- two\n\n```ts\nconst a = 1;\n```\n\nThe end.\n',
    '1. One:\n   ```py\n\n   x = 1\n   ```\n\n2. Two\n   - below\n\nThe end.\n',
    `> - a\n>\n>   b\n\n${'>'.repeat(40)} deep\n\n${'> '.repeat(3)}not deep\n`,
  ])('a draft that grows is the same blocks as the whole text: %j', (text) => {
    const growing = new GrowingBlocks();
    for (let end = 1; end < text.length; end += 1) growing.split(text.slice(0, end));
    expect(growing.split(text)).toEqual(new GrowingBlocks().split(text));
  });

  test.each([
    ['**한국어(Korean)**은', '<strong>한국어(Korean)</strong>은'],
    ['これは**「重要」**です', 'これは<strong>「重要」</strong>です'],
    ['含**“重点”**内容', '含<strong>“重点”</strong>内容'],
    ['含*《书》*内容', '含<em>《书》</em>内容'],
    ['𠮷**「野家」**𠮷', '𠮷<strong>「野家」</strong>𠮷'],
    ['旧~~「価格」~~新', '旧<del>「価格」</del>新'],
    ['**「a」**、**「b」**和`**「c」**d`', '<strong>「a」</strong>、<strong>「b」</strong>和<code>**「c」**d</code>'],
    ['**「a」**。', '<strong>「a」</strong>。'],
    ['**太字の*「斜体」*です**', '<strong>太字の<em>「斜体」</em>です</strong>'],
    ['***「全部」***です', '<em><strong>「全部」</strong></em>です'],
    ['2 ** 3 と a*b*c と snake__case__name', '2 ** 3 と a*b*c と snake__case__name'],
    ['a**"b"**c', 'a**&quot;b&quot;**c'],
  ])('emphasis in scripts without blanks is seen: %s', (text, html) => {
    expect(blockHtml(text)).toBe(`<p>${html}</p>\n`);
  });

  test.each([
    ['a<b and c>d', 'a&lt;b and c&gt;d'],
    ['List<String> x', 'List&lt;String&gt; x'],
    [
      '<b>bold</b> and <br/> and <a href="https://a.example">go</a>',
      '<b>bold</b> and <br/> and <a href="https://a.example">go</a>',
    ],
    ['Use <your-name> here', 'Use &lt;your-name&gt; here'],
    ['[^1]: note', '[1]: note'],
    ['so[^a] it is', 'so[a] it is'],
    [
      'a \\begin{pmatrix}1 & 2\\end{pmatrix} b',
      'a <span data-math="inline">\\begin{pmatrix}1 &amp; 2\\end{pmatrix}</span> b',
    ],
    ['[text][ref]', '[text][ref]'],
    ['[ref]: https://a.example', '[ref]: <a href="https://a.example">https://a.example</a>'],
    ['看 https://a.example/路径”，对吗', '看 <a href="https://a.example/">https://a.example/</a>路径”，对吗'],
    ['링크는 https://a.example입니다', '링크는 <a href="https://a.example">https://a.example</a>입니다'],
    ['so $$a+b$$ is', 'so <span data-math="inline">a+b</span> is'],
  ])('what would vanish or lead astray is shown: %s', (text, html) => {
    expect(drawn(text)).toBe(`<p>${html}</p>\n`);
  });

  test('a formula of several rows needs no dollars', () => {
    expect(drawn('Then\n\n\\begin{align}\na &= b\\\\\n c &= d\n\\end{align}\n\nend')).toBe(
      '<p>Then</p>\n<div data-math="block">\\begin{align}\na &amp;= b\\\\\n c &amp;= d\n\\end{align}</div><p>end</p>\n',
    );
  });

  test('code and a formula in quotes in items end where they end', () => {
    const html = drawn('- > ```sh\n  > ls *\n  > ```\n- > $$\n  > a_1 * b\n  > $$\n\nAfter `it`.');
    expect(html).toContain('<code class="language-sh">ls *\n</code>');
    expect(html).toContain('<div data-math="block">a_1 * b</div>');
    expect(html).toMatch(/<\/ul>\n<p>After <code>it<\/code>\.<\/p>\n$/);
  });

  test('a box of GitHub has its title', () => {
    expect(drawn('> [!WARNING]\n> Hot')).toBe('<blockquote>\n<p><strong>Warning</strong><br>Hot</p>\n</blockquote>\n');
  });

  test('a block of HTML shows what it cannot draw', () => {
    expect(drawn('<script>alert(1)</script>')).toBe('&lt;script&gt;alert(1)&lt;/script&gt;');
    expect(drawn('<details open><summary>More</summary></details>')).toBe(
      '<details open><summary>More</summary></details>',
    );
  });

  test('nothing reorders the text around it', () => {
    expect(drawn('a\u202eb\u2066c')).toBe('<p>abc</p>\n');
  });

  test('a formula without an end is text', () => {
    expect(blockHtml(String.raw`\[ a + b`)).toBe('<p>[ a + b</p>\n');
    expect(blockHtml('$$')).toBe('<p>$$</p>\n');
  });
});

describe('a label that shows another host than its link leads to', () => {
  test.each([
    ['google.com', 'https://evil.example/x', 'evil.example'],
    ['Log in at nordea.fi', 'https://evil.example', 'evil.example'],
    ['https://google.com@evil.example', 'https://google.com@evil.example', 'evil.example'],
    ['goog\u200ble。com', 'https://evil.example', 'evil.example'],
    ['help@bank.example', 'mailto:x@evil.example', 'evil.example'],
    ['https://a.example/b.json?c.d', 'https://www.a.example/b.json?c.d', undefined],
    ['a.example', 'https://docs.a.example', undefined],
    ['the manual', 'https://a.example', undefined],
    ['x@a.example', 'mailto:x@a.example', undefined],
  ])('is followed by that host: %s', (label, href, host) => {
    expect(hostBehind(label, href)).toBe(host);
  });
});
