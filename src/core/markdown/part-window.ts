import type { CodeFence } from './code-fence.ts';
import { closingLine } from './part-frame.ts';
import type { PartLimits } from './part-limits.ts';
import type { ScannedLine } from './scan-lines.ts';
import { fittingLength, sizeOf } from './text-size.ts';

/** How much of a text goes into one part. */
export interface PartWindow {
  /** All of it, or as much as fits: the last place where the part may end. */
  end: number;
  whole: boolean;
  /** How far the text was read to find that out. What lies behind must not influence where the part ends. */
  seen: number;
}

// Rendered, a text grows at most this much, tables aside: Slack's `<` becomes `&lt;`.
const GROWTH = 4;
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
const measuredWindow = (
  text: string,
  lines: readonly ScannedLine[],
  opening: string,
  limits: PartLimits,
): PartWindow => {
  const { max, measure, maxBlocks = Infinity } = limits;
  let size = sizeOf(opening, measure);
  let blocks = opening === '' ? 0 : 1;
  for (const line of lines) {
    const complete = line.end > line.textEnd;
    const before = sizeOf(closingOf(line.fenceBefore), measure);
    const after = complete ? sizeOf(closingOf(line.fenceAfter), measure) : 0;
    const source = text.slice(line.start, line.end);
    const added = sizeOf(source, measure);
    if (size + added + Math.max(before, after) > max) {
      const end = line.start + fittingLength(source, max - size - before, measure);
      return { end, whole: false, seen: behindSign(text, end) };
    }
    size += added;
    // A line that is still being written may turn out to be anything: one block is left for it.
    if (complete && line.newBlock && line.start > 0) blocks += 1;
    if (line.start === 0 && opening === '') blocks = 1;
    if (blocks >= maxBlocks) return { end: line.start, whole: false, seen: line.end };
  }
  return { end: text.length, whole: true, seen: text.length };
};

const fenceAt = (lines: readonly ScannedLine[], at: number): CodeFence | undefined => {
  const line = lines.findLast(({ start }) => start < at);
  if (!line || at < line.end) return line?.fenceBefore;
  if (line.kind === 'opens' && line.end === line.textEnd) return undefined; // still being written
  return line.fenceAfter;
};

/** What ends a part here: the closing line of the fence that is open. */
export const closingAt = (lines: readonly ScannedLine[], at: number): string => closingOf(fenceAt(lines, at));

/** Where rendering is tried: line ends, and within long lines every eighth of the limit. */
function* probes(text: string, lines: readonly ScannedLine[], max: number, end: number) {
  const step = Math.max(16, Math.floor(max / 8));
  for (const line of lines) {
    for (let at = line.start + step; at < Math.min(line.end, end); at += step) {
      yield { at: at - (/^[\udc00-\udfff]/u.test(text.charAt(at)) ? 1 : 0), row: false };
    }
    const complete = line.end > line.textEnd;
    if (complete && line.end <= end) yield { at: line.end, row: line.kind === 'table' };
  }
}

const renderedWindow = (
  text: string,
  lines: readonly ScannedLine[],
  limits: PartLimits,
  written: (end: number) => string,
  measured: PartWindow,
): PartWindow => {
  const { max, measure, render } = limits;
  if (!render) return measured;
  const sizeAt = (at: number): number => sizeOf(render(written(at)), measure);
  const until = (end: number): PartWindow => ({ end, whole: false, seen: behindSign(text, end) });
  let end = 0;
  let next = 0;
  for (const { at, row } of probes(text, lines, max, measured.end)) {
    // A row is always tried: one wide cell widens the whole table.
    if (at < next && !row) continue;
    const size = sizeAt(at);
    if (size > max * FULL) return until(end === 0 ? Math.ceil(at / 2) : end);
    end = at;
    next = at + (max - size) / GROWTH;
  }
  if (end === measured.end || sizeAt(measured.end) <= max) return measured;
  return until(end === 0 ? Math.ceil(measured.end / 2) : end);
};

/** How much of `text` fits into one part that begins with `opening` and is written out, up to an end, by `written`. */
export const partWindow = (
  text: string,
  lines: readonly ScannedLine[],
  opening: string,
  limits: PartLimits,
  written: (end: number) => string,
): PartWindow => renderedWindow(text, lines, limits, written, measuredWindow(text, lines, opening, limits));
