import { displayWidth, padToWidth } from '../scan/display-width.ts';
import { inlineTokens, type InlineToken } from '../scan/inline-tokens.ts';

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
      return token.label === token.url ? token.url : `${token.label} (${token.url})`;
    case 'address':
      return token.url;
    case 'escape':
      return token.char;
    case 'comment':
      return '';
    case 'tag':
      return token.name === 'br' ? ' ' : source;
    default:
      return source;
  }
};

/** A cell as it reads where Markdown is not rendered. */
const plainCell = (cell: string): string => {
  let text = '';
  let at = 0;
  for (const token of inlineTokens(cell)) {
    text +=
      cell.slice(at, token.from).replaceAll(/\*\*|__|~~/gu, '') + shownAs(token, cell.slice(token.from, token.to));
    at = token.to;
  }
  return text + cell.slice(at).replaceAll(/\*\*|__|~~/gu, '');
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
      cell += part === '\\|' ? '|' : part;
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
