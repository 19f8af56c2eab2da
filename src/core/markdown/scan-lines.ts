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
const HEADING = /^ {0,3}#{1,6}(?:[ \t]|$)/u;
const DEFINITION = /^ {0,3}\[[^\]]{1,999}\]:/u;

const kindOf = (line: string): LineKind => {
  if (!/\S/u.test(line)) return 'blank';
  if (HEADING.test(line)) return 'heading';
  if (RULE.test(line)) return 'rule';
  if (ITEM.test(line)) return 'item';
  if (/^[ \t]*>/u.test(line)) return 'quote';
  if (/^[ \t]*\|/u.test(line)) return 'table';
  return DEFINITION.test(line) ? 'definition' : 'text';
};

/** The kinds of which every line is a block of its own. */
const SINGLE: ReadonlySet<LineKind> = new Set(['heading', 'rule', 'definition', 'opens']);
const CODE: ReadonlySet<LineKind> = new Set(['opens', 'code', 'closes']);

const markerOf = (line: string): string => ITEM.exec(line)?.[1]?.replace(/^\d+/u, '1') ?? '';

/**
 * Reads Markdown line by line, forwards only: what is said of a line never depends on the lines behind it, so a text that grows
 * keeps what was said. Linear, and with no nesting to run out of stack on (a parser takes 16 s for 5,000 nested list markers).
 */
export const scanLines = (text: string, openFence?: CodeFence): ScannedLine[] => {
  const lines: ScannedLine[] = [];
  let fence = openFence;
  let previous: ScannedLine | undefined;
  let listMarker: string | undefined;
  const lineEnds = /\r\n?|\n|$/gu;
  for (let start = 0; start < text.length;) {
    lineEnds.lastIndex = start;
    const found = lineEnds.exec(text);
    const textEnd = found?.index ?? text.length;
    const end = textEnd + (found?.[0].length ?? 0);
    const source = text.slice(start, textEnd);
    const indent = columns(/^[ \t]*/u.exec(source)?.[0] ?? '');

    let place = fence ? lineInFence(source, fence) : 'left';
    const fenceBefore = place === 'left' ? undefined : fence;
    let kind: LineKind = place === 'closes' ? 'closes' : 'code';
    let fenceAfter = place === 'inside' ? fence : undefined;
    if (place === 'left') {
      fenceAfter = openedFence(source);
      kind = fenceAfter ? 'opens' : kindOf(source);
    }

    const belongs =
      listMarker !== undefined && (kind === 'blank' || indent >= 2 || kind === 'code' || kind === 'closes');
    const marker = kind === 'item' ? markerOf(source) : '';
    const goesOn =
      belongs ||
      (kind === 'item' && marker === listMarker) ||
      kind === 'blank' ||
      kind === 'code' ||
      kind === 'closes' ||
      (previous?.kind === kind && !SINGLE.has(kind) && !CODE.has(kind));
    if (!belongs) listMarker = kind === 'item' ? marker : undefined;
    const line: ScannedLine = {
      start,
      textEnd,
      end,
      kind,
      indent,
      inList: listMarker !== undefined,
      newBlock: !goesOn,
      fenceBefore,
      fenceAfter,
    };
    lines.push(line);
    previous = line;
    fence = fenceAfter;
    start = end;
  }
  return lines;
};
