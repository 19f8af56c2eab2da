import { columns, type CodeFence } from '../scan/code-fence.ts';
import { sizeOf, type Measure } from '../scan/text-size.ts';

/** What a part must begin with to mean what its place in the whole text means. */
export interface Carry {
  fence?: CodeFence;
  /** Header and delimiter row of the table that goes on, with their line ends. */
  tableHeader?: string;
  /** Block quotes in which a line goes on. */
  quoteDepth?: number;
}

const INFO_MAX = 60;

const quoteMarks = (depth: number): string => '> '.repeat(depth);

/** Begins with a line end. At the column of the fence, or a list item that the fence stands in would end before it. */
export const closingLine = ({ quoteDepth, indent, marker }: CodeFence): string =>
  `\n${quoteMarks(quoteDepth)}${' '.repeat(quoteDepth > 0 ? Math.min(indent, 3) : indent)}${marker}`;

export const openingLines = ({ fence, tableHeader, quoteDepth }: Carry): string => {
  if (tableHeader !== undefined) return tableHeader;
  if (!fence) return quoteMarks(quoteDepth ?? 0);
  const info = fence.info.length <= INFO_MAX ? fence.info : (fence.info.split(/\s/u)[0] ?? '').slice(0, INFO_MAX);
  const indent = fence.indent <= 3 ? ' '.repeat(fence.indent) : '';
  return `${quoteMarks(fence.quoteDepth)}${indent}${fence.marker}${info}\n`;
};

/** Nothing, where it would take more room than it is worth. */
export const affordable = (carry: Carry, max: number, measure: Measure): Carry => {
  const closing = carry.fence ? closingLine(carry.fence) : '';
  return sizeOf(openingLines(carry) + closing, measure) * 3 > max ? {} : carry;
};

/**
 * Takes away the indentation that made sense under a list item of an earlier part. Left alone, four columns of it would be code,
 * and would hide the end of a fence (CommonMark 4.4, 4.5).
 */
export const dedented = (body: string, { fence }: Carry): string => {
  const cut = fence ? fence.indent : columns(/^[ \t]*/u.exec(body)?.[0] ?? '');
  if (cut < 4 || (fence && fence.quoteDepth > 0)) return body;
  let inside = true;
  return body.replaceAll(/^([ \t]*)([^\r\n]?)/gmu, (line, blank: string, first: string) => {
    if (first === '' || !inside) return line;
    inside = fence !== undefined || columns(blank) >= cut;
    return inside ? ' '.repeat(Math.max(0, columns(blank) - cut)) + first : line;
  });
};
