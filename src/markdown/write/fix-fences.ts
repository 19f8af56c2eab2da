import { columns, withoutQuote, type CodeFence } from '../scan/code-fence.ts';
import { scanLines, type LineKind } from '../scan/scan-lines.ts';

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
  return blank.length === source.length
    ? source
    : ' '.repeat(Math.max(0, columns(blank) + by)) + source.slice(blank.length);
};

/** How the lines of one fence are moved so that CommonMark sees them where they were meant. */
interface Shift {
  /** Where the fence stands, once moved. */
  column: number;
  by: number;
  /** The code was written as if its fence stood at the left edge. */
  flush: boolean | undefined;
}

const shiftOf = (fence: CodeFence, items: readonly number[], opensItem: boolean): Shift => {
  const container = opensItem ? fence.indent : (items.at(-1) ?? 0);
  const column = fence.indent - container > 3 ? container : fence.indent;
  return { column, by: column - fence.indent, flush: undefined };
};

const fixedLine = (source: string, shift: Shift, closes: boolean): string => {
  const indent = indentOf(source);
  if (closes) return shifted(source, shift.column - indent);
  if (/\S/u.test(source)) shift.flush ??= indent < shift.column - shift.by;
  const by = shift.flush === true ? shift.column : shift.by;
  return shifted(source, Math.max(by, shift.column - indent));
};

/**
 * Models indent code in lists carelessly: the code or the closing marker at the left edge ends the list item, so for CommonMark the marker
 * opens a new fence and swallows the rest of the answer. Here such lines are moved under their opening marker. Looks at earlier lines
 * only, so a text that grows keeps what was fixed.
 */
export const fixFences = (text: string): string => {
  let items: readonly number[] = [];
  let quoteDepth = 0;
  let shift: Shift | undefined;
  return [...scanLines(text)]
    .map((line) => {
      const whole = text.slice(line.start, line.textEnd);
      const depth = line.fenceBefore?.quoteDepth ?? quoteDepthOf(whole);
      const source = withoutQuote(whole, depth) ?? whole;
      const around = (inner: string): string =>
        whole.slice(0, whole.length - source.length) + inner + text.slice(line.textEnd, line.end);
      if (line.fenceBefore) return around(shift ? fixedLine(source, shift, line.kind === 'closes') : source);
      items = openItems(depth === quoteDepth ? items : [], line.kind, source);
      quoteDepth = depth;
      if (!line.fenceAfter) return around(source);
      const opensItem = ITEM_LEAD.test(source);
      shift = shiftOf(line.fenceAfter, items, opensItem);
      return around(opensItem ? source : shifted(source, shift.by));
    })
    .join('');
};
