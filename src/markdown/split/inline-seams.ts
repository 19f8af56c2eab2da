import { inlineTokens } from '../scan/inline-tokens.ts';
import type { CutPoint } from './line-seams.ts';
import type { ScannedLine } from '../scan/scan-lines.ts';

interface Range {
  from: number;
  to: number;
}

// A sign that is not closed within sight may be closed behind it; further back than this it is taken as plain text.
const MAX_OPEN = 300;
const MAX_EMPHASIS = 300;
const SENTENCE = /[.!?…]["'”’»)\]]*[ \t]+|[。！？][」』）]*/gu;
const WORD = /[ \t]+/gu;
const LEAD = /^[ \t>]*(?:[-*+]|\d{1,9}[.)]|#{1,6})?(?:[ \t]+\[[ xX]\])?[ \t]*/u;

/** Pairs of `**`, `__` and `~~` in one line. */
const emphasis = (text: string): Range[] => {
  const ranges: Range[] = [];
  const opened = new Map<string, number>();
  for (const { 0: sign, index } of text.matchAll(/\*\*|__|~~/gu)) {
    const from = opened.get(sign);
    if (from === undefined || index - from > MAX_EMPHASIS) {
      opened.set(sign, index);
    } else {
      ranges.push({ from, to: index + sign.length });
      opened.delete(sign);
    }
  }
  for (const from of opened.values()) if (text.length - from < MAX_OPEN) ranges.push({ from, to: text.length + 1 });
  return ranges;
};

const unclosed = (text: string, tokens: readonly Range[]): Range[] => {
  const tail = Math.max(0, text.length - MAX_OPEN);
  const covered = (at: number): boolean => tokens.some(({ from, to }) => from <= at && at < to);
  const open = [...text.slice(tail).matchAll(/`+|!?\[|<(?=[@#!:a-z])|\\\(|\$\$/gu)].find(({ 0: sign, index }) => {
    const at = tail + index;
    if (covered(at)) return false;
    return !(sign.endsWith('[') && /^[^[\]]*\](?!\(|$)/u.test(text.slice(at + sign.length)));
  });
  return open ? [{ from: tail + open.index, to: text.length + 1 }] : [];
};

/** What must not be torn apart in a paragraph, in order and without overlaps. */
const wholes = (paragraph: string): Range[] => {
  const tokens = inlineTokens(paragraph).filter(({ type }) => type !== 'ticks');
  const ranges = [...tokens, ...unclosed(paragraph, tokens), ...emphasis(paragraph)];
  const merged: Range[] = [];
  for (const { from, to } of ranges.toSorted((a, b) => a.from - b.from)) {
    const last = merged.at(-1);
    if (last && from < last.to) last.to = Math.max(last.to, to);
    else merged.push({ from, to });
  }
  return merged;
};

const isTorn = (ranges: readonly Range[], at: number): Range | undefined => {
  let low = 0;
  let high = ranges.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((ranges[middle]?.to ?? 0) <= at) low = middle + 1;
    else high = middle;
  }
  const range = ranges[low];
  return range && range.from < at ? range : undefined;
};

const PROSE: ReadonlySet<ScannedLine['kind']> = new Set(['text', 'item', 'quote', 'heading', 'definition']);

/** The paragraph around a line, as far back as it goes. */
const paragraphStart = (lines: readonly ScannedLine[], index: number): number => {
  let first = index;
  while (first > 0 && PROSE.has(lines[first - 1]?.kind ?? 'blank')) first -= 1;
  return lines[first]?.start ?? 0;
};

const words = new Intl.Segmenter('en', { granularity: 'word' });
const graphemes = new Intl.Segmenter('en', { granularity: 'grapheme' });

const boundaryWithin = (segmenter: Intl.Segmenter, text: string, length: number): number =>
  length >= text.length ? text.length : (segmenter.segment(text).containing(length)?.index ?? 0);

/** A place between two graphemes, or between two code points of a grapheme that is too long for any part. */
export const graphemeBoundary = (text: string, length: number): number => {
  const boundary = boundaryWithin(graphemes, text, length);
  if (boundary > 0) return boundary;
  const inPair = /^[\udc00-\udfff]/u.test(text.slice(length, length + 1));
  return Math.max(1, inPair && length > 1 ? length - 1 : length);
};

/** The cutPoints within the line that holds `end` at which a part may end, in order. */
export const inlineSeams = (text: string, lines: readonly ScannedLine[], end: number): CutPoint[] => {
  const index = lines.findLastIndex(({ start }) => start < end);
  const line = lines[index];
  if (!line) return [];
  const source = text.slice(line.start, line.textEnd);
  const lead = line.start + (LEAD.exec(source)?.[0].length ?? 0);
  const prose = PROSE.has(line.kind);
  const from = prose ? paragraphStart(lines, index) : line.start;
  const kept = prose ? wholes(text.slice(from, line.textEnd)) : [];
  const cutPoints: CutPoint[] = [];
  const add = (pattern: RegExp, seam: 'sentence' | 'word'): void => {
    for (const { 0: gap, index: gapAt } of source.matchAll(pattern)) {
      const at = line.start + gapAt + gap.length;
      if (at > end) return;
      if (at <= lead) continue;
      cutPoints.push({ at, seam: line.kind === 'table' || isTorn(kept, at - from) ? 'poor' : seam });
    }
  };
  if (prose) add(SENTENCE, 'sentence');
  add(WORD, 'word');
  const boundary = line.start + boundaryWithin(words, source, end - line.start);
  const torn = isTorn(kept, boundary - from);
  const at = torn ? from + torn.from : boundary;
  if (at > lead) cutPoints.push({ at, seam: line.kind === 'table' ? 'poor' : 'sign' });
  return cutPoints;
};

/** Whether the end of a line lies inside a link or a code span that goes on in the next. */
export const tearsInline = (text: string, lines: readonly ScannedLine[], at: number): boolean => {
  const index = lines.findLastIndex(({ start }) => start < at);
  if (!PROSE.has(lines[index]?.kind ?? 'blank') || !PROSE.has(lines[index + 1]?.kind ?? 'blank')) return false;
  const from = paragraphStart(lines, index);
  let last = index + 1;
  while (lines[last + 1]?.kind === 'text') last += 1;
  return isTorn(wholes(text.slice(from, lines[last]?.textEnd)), at - from) !== undefined;
};
