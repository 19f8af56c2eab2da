import { columns, lineInFence, type CodeFence } from '../scan/code-fence.ts';
import { sizeOf, type Measure } from '../scan/text-size.ts';

/** What a part must begin with to mean what its place in the whole text means. */
export interface Carry {
  fence?: CodeFence;
  /** Header and delimiter row of the table that goes on, with their line ends. */
  tableHeader?: string;
  /** Block quotes in which a line goes on. */
  quoteDepth?: number;
}

const MAX_INFO = 60;

const quoteMarks = (depth: number): string => '> '.repeat(depth);

/** Begins with a line end. At the column of the fence, or a list item that the fence stands in would end before it. */
export const closingLine = ({ quoteDepth, indent, marker }: CodeFence): string =>
  `\n${quoteMarks(quoteDepth)}${' '.repeat(quoteDepth > 0 ? Math.min(indent, 3) : indent)}${marker}`;

export const openingLines = ({ fence, tableHeader, quoteDepth }: Carry): string => {
  if (tableHeader !== undefined) return tableHeader;
  if (!fence) return quoteMarks(quoteDepth ?? 0);
  const info = fence.info.length <= MAX_INFO ? fence.info : (fence.info.split(/\s/u)[0] ?? '').slice(0, MAX_INFO);
  const indent = fence.indent <= 3 ? ' '.repeat(fence.indent) : '';
  return `${quoteMarks(fence.quoteDepth)}${indent}${fence.marker}${info}\n`;
};

/** Nothing, where it would take more room than it is worth. */
export const affordable = (carry: Carry, max: number, measure: Measure): Carry => {
  const closing = carry.fence ? closingLine(carry.fence) : '';
  return sizeOf(openingLines(carry) + closing, measure) * 3 > max ? {} : carry;
};

const blankOf = (line: string): string => /^[ \t]*/u.exec(line)?.[0] ?? '';

/** From here on the indentation of a line would be code, and would hide the end of a fence (CommonMark 4.4, 4.5). */
const CODE_COLUMNS = 4;

/** Takes away the indentation that made sense under a list item of an earlier part. */
export const dedented = (body: string, { fence }: Carry): string => {
  let cut = fence ? fence.indent : columns(blankOf(body));
  if (cut < CODE_COLUMNS || (fence && fence.quoteDepth > 0)) return body;
  let open = fence;
  const dedentedLine = (line: string): string => {
    const blank = blankOf(line);
    if (blank === line) return line;
    const indent = columns(blank);
    if (!open && indent < cut) cut = indent < CODE_COLUMNS ? 0 : indent;
    if (open && lineInFence(line, open) === 'closes') open = undefined;
    return cut > 0 ? ' '.repeat(Math.max(0, indent - cut)) + line.slice(blank.length) : line;
  };
  return body
    .split(/(\r\n?|\n)/u)
    .map((piece, index) => (index % 2 === 0 ? dedentedLine(piece) : piece))
    .join('');
};
