import { lineInFence } from '../scan/code-fence.ts';
import { isTableDelimiter } from '../scan/table-lines.ts';
import { chooseCut } from './part-cut.ts';
import { affordable, dedented, openingLines, type Carry } from './part-frame.ts';
import type { PartLimits } from './part-limits.ts';
import { closingAt, partWindow, type PartSource } from './part-window.ts';
import { scanLines } from '../scan/scan-lines.ts';
import { sizeOf } from '../scan/text-size.ts';

/** Where a part begins, and what it has to begin with. */
export interface PartStart {
  readonly at: number;
  readonly carry: Carry;
}

/** One part of a longer text. `from` and `to` say which stretch of it; between two parts there is nothing but whitespace and fence ends. */
export interface MarkdownPart {
  text: string;
  from: number;
  to: number;
  /** From here splitting can go on without what stands before. */
  start: PartStart;
}

const BEGINNING: PartStart = { at: 0, carry: {} };

/** What the next part must begin with. */
const carryAt = ({ text, lines }: PartSource, at: number, carried: Carry): Carry => {
  const index = lines.findLastIndex(({ start }) => start < at);
  const line = lines[index];
  if (!line) return carried;
  const fence = at < line.end ? line.fenceBefore : line.fenceAfter;
  if (fence) return { fence };
  if (at < line.end) {
    const depth = /^(?:[ \t]*>)*/u.exec(text.slice(line.start, at))?.[0].replaceAll(/[^>]/gu, '').length ?? 0;
    return depth > 0 ? { quoteDepth: depth } : {};
  }
  if (line.kind !== 'table' || lines[index + 1]?.kind !== 'table') return {};
  let first = index;
  while (first > 0 && lines[first - 1]?.kind === 'table') first -= 1;
  const [top, delimiter] = [lines[first], lines[first + 1]];
  if (first === 0 && carried.tableHeader !== undefined) return { tableHeader: carried.tableHeader };
  if (!top || !delimiter || !isTableDelimiter(text.slice(delimiter.start, delimiter.textEnd))) return {};
  return { tableHeader: text.slice(top.start, delimiter.end) };
};

const BLANK_LINES = /(?:[ \t]*(?:\r\n?|\n))*/uy;
const BLANKS = /[ \t]*/uy;

const behind = (pattern: RegExp, text: string, at: number): number => {
  pattern.lastIndex = at;
  return at + (pattern.exec(text)?.[0].length ?? 0);
};

const LINE_LOOK = 200;
const SHORTER = 0.8;

/** Behind whitespace, and behind the end of a fence that the part before has closed already. */
const nextStart = (text: string, { at, carry }: PartStart): PartStart => {
  const atLineStart = at === 0 || /[\r\n]/u.test(text.charAt(at - 1));
  if (!carry.fence) return { at: behind(BLANK_LINES, text, atLineStart ? at : behind(BLANKS, text, at)), carry };
  if (!atLineStart) return { at, carry };
  const ahead = text.slice(at, at + LINE_LOOK);
  const line = ahead.slice(0, /[\r\n]|$/u.exec(ahead)?.index);
  const meets = lineInFence(line, carry.fence);
  if (meets === 'inside') return { at, carry };
  return { at: behind(BLANK_LINES, text, meets === 'closes' ? at + line.length : at), carry: {} };
};

const writtenPart = (source: PartSource, carry: Carry, at: number): string => {
  const closing = closingAt(source, at);
  const body = source.text.slice(0, at);
  const trimmed = closing === '' ? body.trimEnd() : body.replace(/(?:\r\n?|\n)$/u, '');
  return source.opening + dedented(trimmed + closing, carry);
};

const cutAt = (source: PartSource, limits: PartLimits, carry: Carry): number => {
  const { max, measure, render } = limits;
  const fits = (at: number): boolean => {
    const part = writtenPart(source, carry, at);
    return sizeOf(part, measure) <= max && (!render || sizeOf(render(part), measure) <= max);
  };
  const window = partWindow(source, scanLines(source.text, carry.fence), limits);
  if (window.whole && fits(source.text.length)) return source.text.length;
  const seen = source.text.slice(0, window.seen);
  // Read again, for what they are as far as they are seen.
  const lines = [...scanLines(seen, carry.fence)];
  let end = Math.max(1, window.whole ? Math.floor(window.end * SHORTER) : window.end);
  let at = chooseCut(seen, lines, end, carry.tableHeader !== undefined);
  while (!fits(at) && at > 1) {
    end = Math.max(1, Math.min(at - 1, Math.floor(end * SHORTER)));
    at = chooseCut(seen, lines, end, carry.tableHeader !== undefined);
  }
  return at;
};

/**
 * Splits Markdown into parts that each mean on their own what they mean together: in order, nothing lost but whitespace between them, no part blank.
 * Fences are closed and opened again with their marker and info string, tables repeat their header.
 * Prefers the end of a section, a paragraph, a block, a line, a sentence, a word. Linear, and read only as far as parts are asked for.
 * Text that grows at its end changes nothing but the last part and what follows it. `start` is that of a part.
 */
export function* markdownParts(
  text: string,
  limits: PartLimits,
  start = BEGINNING,
): Generator<MarkdownPart, undefined> {
  let next = nextStart(text, start);
  while (next.at < text.length) {
    const { at: from } = next;
    const carry = affordable(next.carry, limits.max, limits.measure);
    const ahead = text.slice(from, from + limits.max + 2);
    const source: PartSource = { text: ahead, opening: openingLines(carry), lines: [] };
    const length = cutAt(source, limits, carry);
    if (/\S/u.test(ahead.slice(0, length))) {
      yield { text: writtenPart(source, carry, length), from, to: from + length, start: next };
    }
    next = nextStart(text, { at: from + length, carry: carryAt(source, length, carry) });
  }
}

/** See `markdownParts`. */
export const splitMarkdown = (text: string, limits: PartLimits): string[] =>
  Array.from(markdownParts(text, limits), (part) => part.text);
