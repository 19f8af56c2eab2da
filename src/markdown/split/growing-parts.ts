import { fenceAfter } from '../scan/code-fence.ts';
import { isTableDelimiter } from '../scan/table-lines.ts';
import { BEGINNING, contextIn, prepareFrom, type TextContext } from '../write/prepare-text.ts';
import type { PartLimits } from './part-limits.ts';
import { markdownParts, type PartStart } from './split-markdown.ts';

/** The part at which a growing text stands. */
export interface OpenPart {
  text: string;
  /** Parts before it. */
  finished: number;
}

interface Progress {
  /** The text as far as it has been taken in: nothing of this is read again. */
  taken: string;
  context: TextContext;
  /** What was taken in, from the first part that is not finished on. */
  source: string;
  start: PartStart;
  finished: number;
}

const NOTHING: Progress = { taken: '', context: BEGINNING, source: '', start: { at: 0, carry: {} }, finished: 0 };

/** Behind the last line end; in a line without end, behind its last word that lies so far back that nothing can change it any more. */
const settledLength = (text: string, from: number, max: number): number => {
  const lineStart = Math.max(from, text.lastIndexOf('\n') + 1);
  if (text.length - lineStart <= 2 * max) return lineStart;
  const end = text.length - max;
  const word = Math.max(text.lastIndexOf(' ', end), end - max);
  return word + (/^[\udc00-\udfff]/u.test(text.slice(word, word + 1)) ? 2 : 1);
};

/** What comes at once beyond so many parts is not looked at: nobody can read it before the next look. */
const MAX_UNREAD_PARTS = 4;

const isRowAt = (text: string, at: number): boolean => /^[ \t]*\|/u.test(text.slice(at, at + 100));

/** Header and delimiter row of the table that goes on at the beginning of a line. */
const tableHeaderBefore = (text: string, at: number): string | undefined => {
  let start = at;
  let second = at;
  while (start > 0) {
    const before = text.lastIndexOf('\n', start - 2) + 1;
    if (!isRowAt(text, before)) break;
    [second, start] = [start, before];
  }
  const end = text.indexOf('\n', second) + 1;
  return isTableDelimiter(text.slice(second, end).trimEnd()) ? text.slice(start, end) : undefined;
};

/**
 * A draft as the part at its end. Lines are prepared once, parts are split off once: what a look costs depends on what is new and on the size
 * of a part, not on the length of the draft.
 */
export class GrowingParts {
  readonly #limits: PartLimits;
  #progress = NOTHING;

  constructor(limits: PartLimits) {
    this.#limits = limits;
  }

  /** @param text what was there before, and more; another text begins anew. */
  open(text: string): OpenPart | undefined {
    if (!text.startsWith(this.#progress.taken)) this.#progress = NOTHING;
    if (text.length - this.#progress.taken.length > MAX_UNREAD_PARTS * this.#limits.max) this.#skip(text);
    this.#take(text);
    const { taken, context, source, start, finished } = this.#progress;
    const tail = prepareFrom(text.slice(taken.length), context).text;
    const parts = [...markdownParts(source + tail, this.#limits, start)];
    const last = parts.at(-1);
    // A part that begins in what may still change is looked for again, and the one before it: the last one may vanish once a fence ends.
    const index = parts.findLastIndex((part) => part.start.at <= source.length) - 1;
    const settled = parts[index];
    if (settled && index > 0) {
      const { at, carry } = settled.start;
      const kept = Math.max(0, at - 1); // whether it begins a line is seen by what stands before it
      this.#progress = {
        ...this.#progress,
        source: source.slice(kept),
        start: { at: at - kept, carry },
        finished: finished + index,
      };
    }
    return last && { text: last.text, finished: finished + parts.length - 1 };
  }

  /** Goes on near the end of the text. What is kept of the rest is whether code or a table goes on. */
  #skip(text: string): void {
    const { taken, context, finished } = this.#progress;
    const near = text.length - 2 * this.#limits.max;
    const lineStart = text.lastIndexOf('\n', near) + 1;
    const isLine = lineStart > taken.length && near - lineStart < this.#limits.max;
    const at = isLine ? lineStart : near + (/^[\udc00-\udfff]/u.test(text.slice(near, near + 1)) ? 1 : 0);
    const fence = fenceAfter(text.slice(taken.length, at), context.blocks.fence?.fence);
    const tableHeader = fence || !isLine || !isRowAt(text, at) ? undefined : tableHeaderBefore(text, at);
    this.#progress = {
      taken: text.slice(0, at),
      context: contextIn(fence, !isLine),
      source: '',
      start: { at: 0, carry: fence ? { fence } : tableHeader === undefined ? {} : { tableHeader } },
      finished: finished + 1,
    };
  }

  #take(text: string): void {
    const { taken, context, source } = this.#progress;
    const length = settledLength(text, taken.length, this.#limits.max);
    if (length <= taken.length) return;
    const read = prepareFrom(text.slice(taken.length, length), context);
    this.#progress = {
      ...this.#progress,
      taken: text.slice(0, length),
      context: read.after,
      source: source + read.text,
    };
  }
}
