import fc from 'fast-check';

const SENTENCES = [
  'The quick brown fox jumps over the lazy dog. ',
  'Supertietokone LUMI sijaitsee Kajaanissa, ja öisin sielläkin on hiljaista. ',
  'Hyvää päivää! Miten voin auttaa sinua tänään, äidinkielellä vai englanniksi? ',
  'これは日本語の文章です。空の色は、なぜ青いのでしょうか。',
  '👩‍👩‍👧‍👦 on perhe, 🇫🇮🇯🇵 ovat lippuja ja 👍🏽 on peukku. ',
  'e\u0301a\u0308o\u0308 are three letters in six code points. ',
  'x < y && y > z || a & b; 2*3*4 = 24, snake_case_name, 100 $ or 5 €. ',
];

const word = fc.constantFrom(
  'kissa',
  'koira',
  'compute',
  'ja',
  'the',
  'LUMI',
  'öljy',
  '日本',
  '🦊',
  '3.14',
  'a_b',
  'x:y',
);
const words = fc.array(word, { minLength: 1, maxLength: 6 }).map((list) => list.join(' '));

const short = (text: string): string => Array.from(text).slice(0, 20).join('').trim();

/** Pieces that must not be torn apart; short enough to fit into any part that the tests ask for. */
export const link = fc
  .tuple(words, word)
  .map(([label, path]) => `[${short(label)}](https://csc.fi/${encodeURIComponent(path)})`);
export const codeSpan = words.map((text) => `\`${short(text)}\``);

const phrase = fc.oneof(
  { weight: 5, arbitrary: fc.constantFrom(...SENTENCES) },
  { weight: 3, arbitrary: words.map((text) => `${text} `) },
  { weight: 1, arbitrary: link.map((text) => `${text} `) },
  { weight: 1, arbitrary: codeSpan.map((text) => `${text} `) },
  { weight: 1, arbitrary: words.map((text) => `**${text}** `) },
);

const paragraph = fc.array(phrase, { minLength: 1, maxLength: 8 }).map((list) => list.join('').trim());
const heading = fc.tuple(fc.integer({ min: 1, max: 6 }), words).map(([level, text]) => `${'#'.repeat(level)} ${text}`);

const codeLine = fc.constantFrom(
  'const answer = await ask("why?");',
  '  return x < y ? `${x}` : y;',
  '# not a heading',
  '| not | a table |',
  '- not a list',
  '',
  'print("これは何ですか 👩‍💻")',
  'for (const i of [1, 2, 3]) { console.log(i, "ääkköset"); }',
);
const info = fc.constantFrom('', 'js', 'python', 'c++', 'ts title="a b.ts"', 'text');

interface Fenced {
  source: string;
  lang: string;
  code: string;
}

export const fenced = fc
  .tuple(
    fc.constantFrom('```', '````', '~~~', '~~~~~'),
    info,
    fc.array(codeLine, { minLength: 1, maxLength: 14 }),
    fc.boolean(),
  )
  .map(([marker, about, lines, nests]): Fenced => {
    const inner = nests && marker.length > 3 ? [...lines, marker.slice(0, 3), 'inner', marker.slice(0, 3)] : lines;
    const code = inner.join('\n');
    return { source: `${marker}${about}\n${code}\n${marker}`, lang: about.split(' ')[0] ?? '', code };
  });

const indented = (text: string, by: number): string => text.replaceAll(/^(?=.)/gmu, ' '.repeat(by));

const flatList = fc
  .tuple(fc.constantFrom('- ', '* ', '1. ', '2) '), fc.array(paragraph, { minLength: 1, maxLength: 6 }))
  .map(([mark, items]) => items.map((item) => mark + item).join('\n'));

const nestedList = fc
  .tuple(fc.array(words, { minLength: 1, maxLength: 4 }), fenced, fc.boolean())
  .map(([items, code, deep]) => {
    const at = deep ? 4 : 2;
    const inner = `${' '.repeat(at - 2)}- inner\n${indented(code.source, at)}`;
    return items.map((item) => `- ${item}\n${deep ? `  - middle\n${inner}` : indented(code.source, 2)}`).join('\n');
  });

const table = fc
  .tuple(fc.array(fc.tuple(words, words, word), { minLength: 1, maxLength: 12 }))
  .map(([rows]) =>
    ['| Nimi | Value | 値 |', '|:---|:---:|---:|', ...rows.map(([a, b, c]) => `| ${a} | ${b} | ${c} |`)].join('\n'),
  );

const quote = fc
  .array(paragraph, { minLength: 1, maxLength: 3 })
  .map((lines) => lines.map((line) => `> ${line}`).join('\n'));

export const block = fc.oneof(
  { weight: 5, arbitrary: paragraph },
  { weight: 2, arbitrary: fenced.map(({ source }) => source) },
  { weight: 1, arbitrary: heading },
  { weight: 2, arbitrary: flatList },
  { weight: 1, arbitrary: nestedList },
  { weight: 1, arbitrary: table },
  { weight: 1, arbitrary: quote },
  { weight: 1, arbitrary: fc.constant('---') },
);

/** What a well-behaved model writes. */
export const document = fc.array(block, { minLength: 1, maxLength: 12 }).map((blocks) => blocks.join('\n\n'));

const shard = fc.constantFrom(
  '```', '````', '~~~', '`', '``', '\n', '\n\n', '\r\n', '\r', ' ', '    ', '\t', '> ', '>', '- ', '1. ', '# ', '---\n', '|', '|-|-|\n', '| a | b |\n',
  '[', ']', '](', '](https://a.fi)', '(', ')', '<', '>', '<@U123>', '<!channel>', '<@!42>', '<:kissa:42>', '<br>', '<!--', '-->', '**', '__', '~~',
  '||', '\\', '\\(', '\\)', '\\[', '\\]', '$$', '@everyone', '@here', '&lt;', '&amp;', 'https://csc.fi/a?b=c&d', '[1]: https://a.fi\n', '[^1]', '\u200d', '👨‍👩‍👧', '🇫🇮', 'e\u0301', '\u0301',
  '日本語。', 'kissa ', 'word', '. ', 'js\n', ': ', '\u0007', '\u001b[31m', '\u202e',
  '$', '$x$', '\n\\[\n', '\n$$\n', '\\begin{align}', '\\end{align}', '<ul>', '</ul>', '<li>', '</li>', '<table>', '<tr>', '<td>', '</table>', '<pre>', '</pre>', '<h3>', '<details>', '</details>', '<p>', '<blockquote>', '</blockquote>', '서울에서',
); // prettier-ignore

/** What nobody should write. */
export const rubble = fc.array(shard, { maxLength: 120 }).map((shards) => shards.join(''));

export const anyMarkdown = fc.oneof(
  { weight: 3, arbitrary: document },
  { weight: 1, arbitrary: document.map((text) => text.replaceAll('\n', '\r\n')) },
  { weight: 1, arbitrary: fc.tuple(document, fenced).map(([text, { source }]) => `${text}\n\n${source.slice(0, -3)}`) },
  { weight: 3, arbitrary: rubble },
  { weight: 1, arbitrary: fc.tuple(document, rubble, document).map((texts) => texts.join('')) },
  { weight: 1, arbitrary: fc.string({ unit: 'grapheme', maxLength: 400 }) },
  { weight: 1, arbitrary: fc.string({ unit: 'binary', maxLength: 400 }) },
);
