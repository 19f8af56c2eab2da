import { expect, test } from 'vitest';
import { displayWidth } from '../../../src/markdown/scan/display-width.ts';
import { paddedTable, parseTable, plainTable } from '../../../src/markdown/write/table-text.ts';

test('columns stand under each other, wide characters counted, as the delimiter row aligns them', () => {
  const table = parseTable(['| Nimi | 値 | x |', '|:--|--:|:-:|', '| Käpy | 日本語 | a |', '| 👩‍👩‍👧‍👦 | 1 | bcd |']);
  expect(paddedTable(table)).toBe(
    ['Nimi |     値 |  x', '-----|--------|----', 'Käpy | 日本語 |  a', '👩‍👩‍👧‍👦   |      1 | bcd'].join('\n'),
  );
});

test.each([
  ['escaped pipes', '| a \\| b | c |', ['a | b', 'c']],
  ['pipes in code', '| `a|b` | c |', ['`a|b`', 'c']],
  ['no outer pipes', 'a | b', ['a', 'b']],
  ['empty cells', '| | b | |', ['', 'b', '']],
  ['a backtick of its own', '| ` | b |', ['`', 'b']],
])('a row with %s', (_, row, cells) => {
  expect(parseTable([row, '|-|-|']).header).toEqual(cells);
});

test('rows of other lengths are filled up, and none loses a cell', () => {
  expect(parseTable(['| a | b |', '|-|-|', '| 1 |', '| 1 | 2 | 3 |'])).toEqual({
    header: ['a', 'b', ''],
    align: ['left', 'left'],
    rows: [['1', '', ''], ['1', '2', '3']], // prettier-ignore
  });
});

test('cells that are not rendered read without marks, and keep their addresses', () => {
  const cell = '**bold** `**code**` [CSC](https://csc.fi) \\* a<br>b <!-- c --> <https://a.fi>';
  expect(plainTable(parseTable([`| ${cell} |`, '|-|'])).header).toEqual([
    'bold **code** CSC (https://csc.fi) * a b  https://a.fi',
  ]);
});

test.each([
  ['abc', 3],
  ['äöå', 3],
  ['e\u0301', 1],
  ['日本', 4],
  ['ｱ', 1],
  ['Ａ', 2],
  ['👍🏽', 2],
  ['🇫🇮', 2],
  ['\u200b', 0],
])('%j takes its columns', (text, columns) => {
  expect(displayWidth(text)).toBe(columns);
});
