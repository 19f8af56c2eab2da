import type { ScannedLine } from '../scan/scan-lines.ts';

/** How good a place is to end a part; `poor` tears apart what belongs together. */
export type Seam = 'section' | 'paragraph' | 'block' | 'row' | 'line' | 'sentence' | 'word' | 'sign' | 'poor';

export interface CutPoint {
  at: number;
  seam: Seam;
}

interface Before {
  /** The line that ends here. */
  line: ScannedLine;
  /** The last line that is not blank. */
  full: ScannedLine;
  /** Table lines up to here, the carried header included. */
  rows: number;
}

const textOf = (text: string, line: ScannedLine): string => text.slice(line.start, line.textEnd);
const isBlank = (text: string, line: ScannedLine | undefined): boolean =>
  line !== undefined && !/\S/u.test(textOf(text, line));

const seamInCode = (text: string, before: Before, next: ScannedLine | undefined): Seam => {
  if (before.line.kind === 'opens') return 'poor';
  return isBlank(text, before.line) || isBlank(text, next) ? 'row' : 'line';
};

const seamAfterGap = (before: Before, next: ScannedLine | undefined, leadsIn: boolean): Seam => {
  if (before.full.inList && next?.inList) return next.kind === 'item' && next.indent < 2 ? 'block' : 'line';
  if (leadsIn) return 'row';
  return next?.kind === 'heading' ? 'section' : 'paragraph';
};

const seamBetween = (text: string, before: Before, next: ScannedLine | undefined): Seam => {
  const { line, full, rows } = before;
  if (line.fenceAfter) return seamInCode(text, before, next);
  if (full.kind === 'heading') return 'poor';
  if (line.kind === 'table' && (!next || next.kind === 'table')) return rows > 2 ? 'row' : 'poor';
  const leadsIn = /[:：]\s*$/u.test(textOf(text, full).slice(-8));
  if (line.kind === 'blank') return seamAfterGap(before, next, leadsIn);
  if (next?.kind === 'heading') return 'paragraph';
  const edge =
    line.kind === 'closes' ||
    line.kind === 'table' ||
    next?.kind === 'opens' ||
    next?.kind === 'table' ||
    (next?.kind === 'item' && next.indent < 2);
  return edge && !leadsIn ? 'block' : 'line';
};

/** The line ends at which a part may end, in order, up to `end`. */
export const lineSeams = (
  text: string,
  lines: readonly ScannedLine[],
  end: number,
  headerCarried: boolean,
): CutPoint[] => {
  const cutPoints: CutPoint[] = [];
  let rows = headerCarried ? 2 : 0;
  let full: ScannedLine | undefined;
  for (const [index, line] of lines.entries()) {
    rows = line.kind === 'table' ? rows + 1 : 0;
    if (!isBlank(text, line)) full = line;
    const next = lines[index + 1];
    if (line.end > end || line.end === line.textEnd) break;
    if (full) cutPoints.push({ at: line.end, seam: seamBetween(text, { line, full, rows }, next) });
  }
  return cutPoints;
};
