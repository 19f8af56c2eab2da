import { displayWidth, padToWidth } from '../scan/display-width.ts';
import { emphasisIn } from '../scan/emphasis.ts';
import { decodeEntities } from '../scan/entities.ts';
import { inlineTokens, type InlineToken } from '../scan/inline-tokens.ts';
import { htmlToMarkdown } from './html-to-markdown.ts';

type Align = 'left' | 'right' | 'center';

export interface TextTable {
  header: string[];
  align: Align[];
  rows: string[][];
}

// Cells are separated by pipes that are neither escaped nor in a code span.
const CELL_PART = /\\[^]|`[^`]*`|[^|\\`]+|`/uy;

const shownAs = (token: InlineToken, source: string): string => {
  switch (token.type) {
    case 'code':
    case 'math':
      return token.content.trim();
    case 'link':
    case 'image':
      return token.label === token.url ? token.url : `${plainCell(token.label)} (${token.url})`;
    case 'address':
      return token.url;
    case 'escape':
      return token.char;
    default:
      return source;
  }
};

const words = (text: string): string => decodeEntities(text, { escapes: false });

/** Whatever in a cell is not simply text. */
const MAY_HOLD = /[\\`<[$&*_~]|:\/\//u;

/** A cell as it reads where Markdown is not rendered. */
const plainCell = (cell: string): string => {
  if (!MAY_HOLD.test(cell)) return cell;
  const text = htmlToMarkdown(cell, ' ');
  const tokens = inlineTokens(text);
  const marks = emphasisIn(text, tokens).flatMap(({ from, opened, closed, to }) => [
    { from, to: opened, shown: '' },
    { from: closed, to, shown: '' },
  ]);
  const shown = tokens.map((token) => {
    const { from, to } = token;
    return { from, to, shown: shownAs(token, text.slice(from, to)) };
  });
  let plain = '';
  let at = 0;
  for (const piece of [...marks, ...shown].toSorted((one, other) => one.from - other.from)) {
    plain += words(text.slice(at, piece.from)) + piece.shown;
    at = piece.to;
  }
  return plain + words(text.slice(at));
};

/** The table for a place where its cells are not rendered, such as a code block. */
export const plainTable = ({ header, align, rows }: TextTable): TextTable => ({
  header: header.map(plainCell),
  align,
  rows: rows.map((row) => row.map(plainCell)),
});

const cellsOf = (line: string): string[] => {
  const inner = line.trim().replace(/^\|/u, '');
  const cells: string[] = [];
  let cell = '';
  let at = 0;
  while (at < inner.length) {
    if (inner[at] === '|') {
      cells.push(cell);
      cell = '';
      at += 1;
    } else {
      CELL_PART.lastIndex = at;
      const part = CELL_PART.exec(inner)?.[0] ?? inner.slice(at, at + 1);
      // Also in code (GFM 4.10).
      cell += part === '\\|' || part.startsWith('`') ? part.replaceAll('\\|', '|') : part;
      at += part.length;
    }
  }
  if (cell.trim() !== '' || !inner.endsWith('|')) cells.push(cell);
  return cells.map((text) => text.trim());
};

const alignOf = (cell: string): Align => {
  if (!cell.endsWith(':')) return 'left';
  return cell.startsWith(':') ? 'center' : 'right';
};

/** The lines of a table: header, delimiter row, rows. Short rows are filled up, long ones keep what they have. */
export const parseTable = (lines: readonly string[]): TextTable => {
  const [header = '', delimiter = '', ...rows] = lines;
  const table = { header: cellsOf(header), align: cellsOf(delimiter).map(alignOf), rows: rows.map(cellsOf) };
  const width = Math.max(table.header.length, ...table.rows.map((row) => row.length));
  const fill = (row: string[]): string[] => [...row, ...Array.from({ length: width - row.length }, () => '')];
  return { header: fill(table.header), align: table.align, rows: table.rows.map(fill) };
};

/** Columns of the widest line that `paddedTable` makes. */
export const tableWidth = (table: TextTable): number => columnWidths(table).reduce((sum, width) => sum + width + 3, -3);

const columnWidths = ({ header, rows }: TextTable): number[] =>
  header.map((cell, column) => Math.max(1, displayWidth(cell), ...rows.map((row) => displayWidth(row[column] ?? ''))));

/** Wider ones wrap on a desk, and are of no use on a phone, columns. */
const MAX_COLUMNS = 72;

export const isTooWide = (plain: TextTable): boolean => tableWidth(plain) > MAX_COLUMNS;

/** A table that is too wide as a list: an item for each row, and items within it for its other cells. Each line in Markdown. */
export const tableItems = ({ header, rows }: TextTable): { depth: number; text: string }[] => {
  const named = rows.length > 0 ? header : [];
  return (rows.length > 0 ? rows : [header]).flatMap((row) =>
    row
      .map((cell, column) => ({ cell, name: named[column] ?? '', column }))
      .filter(({ cell, column }) => cell !== '' || column === 0)
      .map(({ cell, name }, index) => ({
        depth: Math.min(1, index),
        text: `${name === '' ? '' : `${name}: `}${cell}`,
      })),
  );
};

const gfmRow = (cells: readonly string[]): string =>
  `| ${cells.map((cell) => cell.replaceAll('|', String.raw`\|`)).join(' | ')} |`;

/** The table as GFM reads it (4.10): as many cells in each row, no bare pipe in one. */
export const gfmTable = ({ header, align, rows }: TextTable): string => {
  const rule = header.map((_, column) => ({ left: '---', right: '--:', center: ':-:' })[align[column] ?? 'left']);
  return [gfmRow(header), gfmRow(rule), ...rows.map(gfmRow)].join('\n');
};

/** The table for a fixed-width font, one line per row. */
export const paddedTable = (table: TextTable): string => {
  const widths = columnWidths(table);
  const line = (row: readonly string[]): string =>
    row
      .map((cell, column) => padToWidth(cell, widths[column] ?? 0, table.align[column] ?? 'left'))
      .join(' | ')
      .trimEnd();
  const rule = widths.map((width) => '-'.repeat(width)).join('-|-');
  return [line(table.header), rule, ...table.rows.map(line)].join('\n');
};
