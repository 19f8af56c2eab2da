import type { CodeFence } from '../scan/code-fence.ts';
import { closingLine } from './part-frame.ts';
import type { PartLimits } from './part-limits.ts';
import type { ScannedLine } from '../scan/scan-lines.ts';
import { fittingLength, sizeOf } from '../scan/text-size.ts';

/** How much of a text goes into one part. */
export interface PartWindow {
  /** All of it, or as much as fits: the last place where the part may end. */
  end: number;
  whole: boolean;
  /** How far the text was read to find that out. What lies behind must not influence where the part ends. */
  seen: number;
}

/** A text that goes on where an earlier part ended, as far as its lines have been read. */
export interface PartSource {
  text: string;
  opening: string;
  lines: ScannedLine[];
}

// Rendered, a text grows at most this much, tables aside: Slack's `<` becomes `&lt;`. The first try must fit.
const MAX_GROWTH = 4;
// Later tries are as far ahead as a text mostly grows; what grows more fills its part less well.
const USUAL_GROWTH = 2;
// A rendered text may shrink a little as it grows: when a mark is closed, or a fence that was closed for it closes itself. A part is full
// before that could make a difference.
const FULL = 0.96;

const closingOf = (fence: CodeFence | undefined): string => (fence ? closingLine(fence) : '');

/** The sign that did not fit must be seen whole, to tell whether it belongs to the grapheme before it. */
const behindSign = (text: string, at: number): number =>
  Math.min(text.length, at + (/^[\ud800-\udbff]/u.test(text.slice(at, at + 1)) ? 2 : 1));

/**
 * The first place at which a growing text stops fitting. It is a property of the text before that place and nothing else, so it never
 * moves however much is added: that keeps earlier parts as they are while a draft grows.
 */
const measuredWindow = (source: PartSource, lines: Iterable<ScannedLine>, limits: PartLimits): PartWindow => {
  const { text, opening } = source;
  const { max, measure, maxBlocks = Infinity } = limits;
  let size = sizeOf(opening, measure);
  let blocks = 1;
  for (const line of lines) {
    source.lines.push(line);
    const complete = line.end > line.textEnd;
    const before = sizeOf(closingOf(line.fenceBefore), measure);
    const after = complete ? sizeOf(closingOf(line.fenceAfter), measure) : 0;
    const written = text.slice(line.start, line.end);
    const added = sizeOf(written, measure);
    if (size + added + Math.max(before, after) > max) {
      const end = line.start + fittingLength(written, max - size - before, measure);
      return { end, whole: false, seen: behindSign(text, end) };
    }
    size += added;
    // A line that is still being written may turn out to be anything: one block is left for it.
    if (complete && line.newBlock && line.start > 0) blocks += 1;
    if (blocks >= maxBlocks && line.start > 0) return { end: line.start, whole: false, seen: line.end };
  }
  return { end: text.length, whole: true, seen: text.length };
};

/** The number of the line before which a place stands: those before it begin before it. */
const linesBefore = (lines: readonly ScannedLine[], at: number): number => {
  let low = 0;
  let high = lines.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((lines[middle]?.start ?? at) < at) low = middle + 1;
    else high = middle;
  }
  return low;
};

const fenceAt = ({ lines }: PartSource, at: number): CodeFence | undefined => {
  const line = lines[linesBefore(lines, at) - 1];
  if (!line || at < line.end) return line?.fenceBefore;
  if (line.kind === 'opens' && line.end === line.textEnd) return undefined; // still being written
  return line.fenceAfter;
};

/** What ends a part here: the closing line of the fence that is open. */
export const closingAt = (source: PartSource, at: number): string => closingOf(fenceAt(source, at));

/** The ends of the sections up to `end`: blank lines outside code, at which rendering starts afresh. */
const sectionEnds = ({ lines }: PartSource, end: number): number[] => [
  ...lines.filter((line) => line.kind === 'blank' && line.end < end).map((line) => line.end),
  end,
];

/** Where rendering is tried within a section: line ends, and within long lines every eighth of the limit. */
function* probes({ text, lines }: PartSource, max: number, from: number, to: number) {
  const step = Math.max(16, Math.floor(max / 8));
  for (let index = Math.max(0, linesBefore(lines, from) - 1); index < lines.length; index += 1) {
    const line = lines[index];
    if (!line || line.start >= to) return;
    if (line.end <= from) continue;
    for (let at = line.start + step; at < Math.min(line.end, to); at += step) {
      yield at - (/^[\udc00-\udfff]/u.test(text.charAt(at)) ? 1 : 0);
    }
    if (line.end > line.textEnd && line.end <= to) yield line.end;
  }
}

interface Fit {
  /** The last place that was tried and fits. */
  end: number;
  /** A place behind it was tried and does not. */
  isFull: boolean;
}

/** How much of a section fits into `room` once it is rendered. */
const fitWithin = (cutPoints: Iterable<number>, from: number, room: number, sizeAt: (at: number) => number): Fit => {
  let end = from;
  // Tried even where all of the section fits: what fits now may have been longer before, such as a fence without its end.
  let next = from + room / MAX_GROWTH;
  for (const at of cutPoints) {
    if (at < next) continue;
    const size = sizeAt(at);
    if (size > room) return { end, isFull: true };
    end = at;
    // A table grows by more than what is added to it: every row is as wide as the widest.
    const growth = Math.max(USUAL_GROWTH, (2 * size) / (at - from));
    next = at + (room - size) / growth;
  }
  return { end, isFull: false };
};

const renderedWindow = (source: PartSource, limits: PartLimits, measured: PartWindow): PartWindow => {
  const { text, opening } = source;
  const { max, measure, render } = limits;
  if (!render) return measured;
  const full = max * FULL;
  let size = 0;
  let from = 0;
  for (const to of sectionEnds(source, measured.end)) {
    const start = from;
    const sizeAt = (at: number): number =>
      sizeOf(render((start === 0 ? opening : '') + text.slice(start, at) + closingAt(source, at)), measure);
    const added = sizeAt(to);
    const isLast = to === measured.end;
    const { end, isFull } = fitWithin(probes(source, max, start, to), start, full - size, sizeAt);
    // The very end may be in the middle of a line, which is no place to tell by that the part is full.
    if (isFull || size + added > (isLast && measured.whole ? max : full)) {
      return { end: end === 0 ? Math.ceil(to / 2) : end, whole: false, seen: behindSign(text, end) };
    }
    size += added;
    from = to;
  }
  return measured;
};

/** How much of the source fits into one part. Reads as many of `lines` as it takes to tell. */
export const partWindow = (source: PartSource, lines: Iterable<ScannedLine>, limits: PartLimits): PartWindow =>
  renderedWindow(source, limits, measuredWindow(source, lines, limits));
