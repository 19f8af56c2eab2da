import { columns, lineInFence, openedFence, type CodeFence } from './code-fence.ts';

export type LineKind =
  'blank' | 'text' | 'heading' | 'rule' | 'item' | 'quote' | 'table' | 'definition' | 'opens' | 'code' | 'closes';

/** One line of Markdown and what surrounds it; offsets are into the scanned text. */
export interface ScannedLine {
  start: number;
  textEnd: number;
  /** Behind the line end. */
  end: number;
  kind: LineKind;
  indent: number;
  /** In a list: an item, or what belongs to one. */
  inList: boolean;
  /** Begins a top-level block, rather one too often than one too few. */
  newBlock: boolean;
  fenceBefore: CodeFence | undefined;
  fenceAfter: CodeFence | undefined;
}

const ITEM = /^[ \t]*([-*+]|\d{1,9}[.)])(?:[ \t]|$)/u;
const RULE = /^ {0,3}(?:(?:-[ \t]*){3,}|(?:\*[ \t]*){3,}|(?:_[ \t]*){3,})$/u;
const LIST_OR_RULE = /^[ \t]*[-*+_\d]/u;
const HEADING = /^ {0,3}#{1,6}(?:[ \t]|$)/u;
const DEFINITION = /^ {0,3}\[[^\]]{1,999}\]:/u;

/** `at` is where the blanks end with which the line begins. */
const kindOf = (line: string, at: number): LineKind => {
  switch (line.charAt(at)) {
    case '':
      return 'blank';
    case '#':
      return HEADING.test(line) ? 'heading' : 'text';
    case '>':
      return 'quote';
    case '|':
      return 'table';
    case '[':
      return DEFINITION.test(line) ? 'definition' : 'text';
    default:
      if (!LIST_OR_RULE.test(line)) return /\S/u.test(line) ? 'text' : 'blank';
      return RULE.test(line) ? 'rule' : ITEM.test(line) ? 'item' : 'text';
  }
};

/** The kinds of which every line is a block of its own. */
const SINGLE: ReadonlySet<LineKind> = new Set(['heading', 'rule', 'definition', 'opens']);

const markerOf = (line: string): string => ITEM.exec(line)?.[1]?.replace(/^\d+/u, '1') ?? '';

interface Fencing {
  kind: LineKind;
  fenceBefore: CodeFence | undefined;
  fenceAfter: CodeFence | undefined;
}

const fencing = (source: string, blank: number, fence: CodeFence | undefined): Fencing => {
  const place = fence ? lineInFence(source, fence) : 'left';
  if (place === 'closes') return { kind: 'closes', fenceBefore: fence, fenceAfter: undefined };
  if (place === 'inside') return { kind: 'code', fenceBefore: fence, fenceAfter: fence };
  const opened = openedFence(source);
  return { kind: opened ? 'opens' : kindOf(source, blank), fenceBefore: undefined, fenceAfter: opened };
};

/**
 * Reads Markdown line by line, forwards only: what is said of a line never depends on the lines behind it, so a text that grows
 * keeps what was said. Linear, and with no nesting to run out of stack on (a parser takes 16 s for 5,000 nested list markers).
 */
export function* scanLines(text: string, openFence?: CodeFence): Generator<ScannedLine, undefined> {
  let fence = openFence;
  let previous: LineKind | undefined;
  let listMarker: string | undefined;
  const lineEnds = /\r\n?|\n|$/gu;
  for (let start = 0; start < text.length;) {
    lineEnds.lastIndex = start;
    const found = lineEnds.exec(text);
    const textEnd = found?.index ?? text.length;
    const end = textEnd + (found?.[0].length ?? 0);
    const source = text.slice(start, textEnd);
    const blank = /^[ \t]*/u.exec(source)?.[0] ?? '';
    const indent = columns(blank);
    const { kind, fenceBefore, fenceAfter } = fencing(source, blank.length, fence);
    const continues = kind === 'blank' || kind === 'code' || kind === 'closes';
    const belongs = listMarker !== undefined && (continues || indent >= 2);
    const marker = kind === 'item' ? markerOf(source) : undefined;
    const goesOn =
      belongs ||
      continues ||
      (marker !== undefined && marker === listMarker) ||
      (previous === kind && !SINGLE.has(kind));
    if (!belongs) listMarker = marker;
    const inList = listMarker !== undefined;
    yield { start, textEnd, end, kind, indent, inList, newBlock: !goesOn, fenceBefore, fenceAfter };
    previous = kind;
    fence = fenceAfter;
    start = end;
  }
}
