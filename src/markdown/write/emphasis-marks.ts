import { emphasisIn, type Emphasis, type EmphasisKind } from '../scan/emphasis.ts';
import type { InlineToken } from '../scan/inline-tokens.ts';

/** What a place writes around emphasised text. */
export type EmphasisMarks = Readonly<Record<EmphasisKind, string>>;

/** What is written instead of a stretch of the source, which may be empty. */
export interface Replacement {
  from: number;
  to: number;
  text: string;
}

const WORD_BEFORE = /[\p{L}\p{N}]$/u;
const WORD_AFTER = /^[\p{L}\p{N}]/u;
const CHAR = 2;

/** Such marks are seen between words only; elsewhere they would be shown. */
const standsApart = (text: string, { from, to }: Emphasis): boolean =>
  !WORD_BEFORE.test(text.slice(Math.max(0, from - CHAR), from)) && !WORD_AFTER.test(text.slice(to, to + CHAR));

/** The pairs that get a mark, in order: none within a word, or within text that is emphasised alike. The others are left without. */
const markedPairs = (text: string, pairs: readonly Emphasis[]): ReadonlySet<Emphasis> => {
  const emphasisedTo: Record<EmphasisKind, number> = { strong: 0, emphasis: 0, strike: 0 };
  const marked = new Set<Emphasis>();
  for (const pair of pairs.toSorted((a, b) => a.from - b.from)) {
    if (pair.from < emphasisedTo[pair.kind] || !standsApart(text, pair)) continue;
    emphasisedTo[pair.kind] = pair.to;
    marked.add(pair);
  }
  return marked;
};

interface Gap {
  /** Where a line's text ends. */
  end: number;
  /** Where the text of the next one begins. */
  start: number;
}

/** The line ends between two places, with the blanks around them. */
const lineGaps = (text: string, from: number, to: number): Gap[] => {
  const gaps: Gap[] = [];
  for (let at = text.indexOf('\n', from); at !== -1 && at < to;) {
    let end = at;
    let start = at + 1;
    while (isBlank(text, end - 1)) end -= 1;
    while (isBlank(text, start)) start += 1;
    gaps.push({ end, start });
    at = text.indexOf('\n', start);
  }
  return gaps;
};
const isBlank = (text: string, at: number): boolean => /\s/u.test(text.charAt(at));

/** The marks of a dialect in which they are single signs that end on their line. In order. */
export const emphasisMarks = (text: string, tokens: readonly InlineToken[], marks: EmphasisMarks): Replacement[] => {
  const written: (Replacement & { rank: number })[] = [];
  const pairs = emphasisIn(text, tokens);
  const marked = markedPairs(text, pairs);
  for (const pair of pairs) {
    const { from, opened, closed, to } = pair;
    const mark = marked.has(pair) ? marks[pair.kind] : '';
    written.push({ from, to: opened, text: mark, rank: 0 }, { from: closed, to, text: mark, rank: 0 });
    if (mark === '') continue;
    for (const { end, start } of lineGaps(text, opened, closed)) {
      // At the end of a line inner pairs end first, and in the next one they begin last.
      written.push({ from: end, to: end, text: mark, rank: -1 - from });
      written.push({ from: start, to: start, text: mark, rank: from - text.length });
    }
  }
  return written.toSorted((a, b) => a.from - b.from || a.rank - b.rank);
};
