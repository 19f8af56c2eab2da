import { columns, withoutQuote, type CodeFence } from '../scan/code-fence.ts';
import { scanLines, type LineKind, type ScannedLine } from '../scan/scan-lines.ts';

const ITEM_LEAD = /^[ \t]*(?:(?:[-*+]|\d{1,9}[.)])(?:[ \t]{1,4}|$))+/u;
const RULE = /^[ \t]*(?:(?:-[ \t]*){3,}|(?:\*[ \t]*){3,})$/u;

const blankOf = (source: string): string => /^[ \t]*/u.exec(source)?.[0] ?? '';
const indentOf = (source: string): number => columns(blankOf(source));
const quoteDepthOf = (source: string): number =>
  /^(?:[ \t]*>)*/u.exec(source)?.[0].replaceAll(/[^>]/gu, '').length ?? 0;

/** The columns at which the contents of the open list items begin, outermost first. */
const openItems = (items: readonly number[], kind: LineKind, source: string): readonly number[] => {
  if (kind === 'blank' || source.trim() === '') return items;
  const open = items.filter((column) => column <= indentOf(source));
  const lead = ITEM_LEAD.exec(source)?.[0];
  return lead === undefined || RULE.test(source) ? open : [...open, columns(lead)];
};

const shifted = (source: string, by: number): string => {
  const blank = blankOf(source);
  return by === 0 || blank.length === source.length
    ? source
    : ' '.repeat(Math.max(0, columns(blank) + by)) + source.slice(blank.length);
};

/** How the lines of one fence are moved so that CommonMark sees them where they were meant. */
interface Shift {
  /** Where the fence stands, once moved. */
  readonly column: number;
  readonly by: number;
  /** The code was written as if its fence stood at the left edge. */
  readonly flush: boolean | undefined;
}

const shiftOf = (fence: CodeFence, items: readonly number[], opensItem: boolean): Shift => {
  const container = opensItem ? fence.indent : (items.at(-1) ?? 0);
  const column = fence.indent - container > 3 ? container : fence.indent;
  return { column, by: column - fence.indent, flush: undefined };
};

const isFlush = (source: string, { flush, column, by }: Shift): boolean | undefined =>
  flush ?? (/\S/u.test(source) ? indentOf(source) < column - by : undefined);

const fixedLine = (source: string, { column, by, flush }: Shift, closes: boolean): string => {
  const indent = indentOf(source);
  if (closes) return shifted(source, column - indent);
  return shifted(source, Math.max(flush === true ? column : by, column - indent));
};

/** What the lines before a place say about those behind it. */
export interface FenceContext {
  readonly items: readonly number[];
  readonly quoteDepth: number;
  readonly shift: Shift | undefined;
  readonly fence: CodeFence | undefined;
  /** The place is within a line. */
  readonly inLine: boolean;
}

export const NO_FENCE: FenceContext = { items: [], quoteDepth: 0, shift: undefined, fence: undefined, inLine: false };

interface Fixed {
  text: string;
  after: FenceContext;
}

const fixedInFence = (source: string, before: FenceContext, closes: boolean): [string, Shift | undefined] => {
  if (!before.shift) return [source, undefined];
  const shift = closes ? before.shift : { ...before.shift, flush: isFlush(source, before.shift) };
  return [fixedLine(source, shift, closes), shift];
};

const fixedScannedLine = (text: string, line: ScannedLine, before: FenceContext): Fixed => {
  const whole = text.slice(line.start, line.textEnd);
  const depth = line.fenceBefore?.quoteDepth ?? quoteDepthOf(whole);
  const source = withoutQuote(whole, depth) ?? whole;
  const around = (inner: string): string =>
    whole.slice(0, whole.length - source.length) + inner + text.slice(line.textEnd, line.end);
  const fence = line.fenceAfter;
  const inLine = line.end === line.textEnd;
  if (line.fenceBefore) {
    const [inner, shift] = fixedInFence(source, before, line.kind === 'closes');
    return { text: around(inner), after: { ...before, shift, fence, inLine } };
  }
  const items = openItems(depth === before.quoteDepth ? before.items : [], line.kind, source);
  const after = { items, quoteDepth: depth, shift: undefined, fence, inLine };
  if (!fence) return { text: around(source), after };
  const opensItem = ITEM_LEAD.test(source);
  const shift = shiftOf(fence, items, opensItem);
  return { text: around(opensItem ? source : shifted(source, shift.by)), after: { ...after, shift } };
};

/** `fixFences` for a text that comes in pieces. */
export const fixFencesFrom = (text: string, before: FenceContext): Fixed => {
  const from = before.inLine ? text.indexOf('\n') + 1 : 0;
  if (text === '' || (before.inLine && from === 0)) return { text, after: before };
  let after: FenceContext = { ...before, inLine: false };
  const written = [text.slice(0, from)];
  const rest = text.slice(from);
  for (const line of scanLines(rest, before.fence)) {
    const fixed = fixedScannedLine(rest, line, after);
    written.push(fixed.text);
    after = fixed.after;
  }
  return { text: written.join(''), after };
};

/**
 * Models indent code in lists carelessly: the code or the closing marker at the left edge ends the list item, so for CommonMark the marker
 * opens a new fence and swallows the rest of the answer. Here such lines are moved under their opening marker. Looks at earlier lines
 * only, so a text that grows keeps what was fixed.
 */
export const fixFences = (text: string): string => fixFencesFrom(text, NO_FENCE).text;
