import { columns, type CodeFence } from './code-fence.ts';
import { scanLines, type ScannedLine } from './scan-lines.ts';

const ITEM_LEAD = /^[ \t]*(?:(?:[-*+]|\d{1,9}[.)])(?:[ \t]{1,4}|$))+/u;

/** The columns at which the contents of the open list items begin, outermost first. */
const openItems = (items: readonly number[], line: ScannedLine, source: string): readonly number[] => {
  if (line.kind === 'blank') return items;
  const open = items.filter((column) => column <= line.indent);
  const lead = ITEM_LEAD.exec(source)?.[0];
  return lead === undefined || line.kind === 'rule' ? open : [...open, columns(lead)];
};

const shifted = (source: string, by: number): string => {
  const blank = /^[ \t]*/u.exec(source)?.[0] ?? '';
  return blank.length === source.length
    ? source
    : ' '.repeat(Math.max(0, columns(blank) + by)) + source.slice(blank.length);
};

/** How the lines of one fence are moved so that CommonMark sees them where they were meant. */
interface Mending {
  /** Where the fence stands, once moved. */
  column: number;
  by: number;
  /** The code was written as if its fence stood at the left edge. */
  flush: boolean | undefined;
}

const mendingOf = (fence: CodeFence, items: readonly number[], opensItem: boolean): Mending => {
  const container = opensItem ? fence.indent : (items.at(-1) ?? 0);
  const column = fence.indent - container > 3 ? container : fence.indent;
  return { column, by: column - fence.indent, flush: undefined };
};

const mended = (source: string, mending: Mending, closes: boolean): string => {
  const indent = columns(/^[ \t]*/u.exec(source)?.[0] ?? '');
  if (closes) return shifted(source, mending.column - indent);
  if (/\S/u.test(source)) mending.flush ??= indent < mending.column - mending.by;
  const by = mending.flush === true ? mending.column : mending.by;
  return shifted(source, Math.max(by, mending.column - indent));
};

/**
 * Models indent code in lists carelessly: the code or the closing marker at the left edge ends the list item, so for CommonMark the marker
 * opens a new fence and swallows the rest of the answer. Here such lines are moved under their opening marker. Looks at earlier lines
 * only, so a text that grows keeps what was mended.
 */
export const mendFences = (text: string): string => {
  let items: readonly number[] = [];
  let mending: Mending | undefined;
  return [...scanLines(text)]
    .map((line) => {
      const source = text.slice(line.start, line.textEnd);
      const lineEnd = text.slice(line.textEnd, line.end);
      if (line.fenceBefore) {
        if (!mending || line.fenceBefore.quoteDepth > 0) return source + lineEnd;
        return mended(source, mending, line.kind === 'closes') + lineEnd;
      }
      items = openItems(items, line, source);
      if (!line.fenceAfter) return source + lineEnd;
      const opensItem = ITEM_LEAD.test(source);
      mending = mendingOf(line.fenceAfter, items, opensItem);
      return (opensItem ? source : shifted(source, mending.by)) + lineEnd;
    })
    .join('');
};
