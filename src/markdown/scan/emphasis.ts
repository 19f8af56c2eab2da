import type { InlineToken } from './inline-tokens.ts';

export type EmphasisKind = 'strong' | 'emphasis' | 'strike';

/** A pair of marks and what stands between them. */
export interface Emphasis {
  kind: EmphasisKind;
  /** Where the opening mark begins and ends. */
  from: number;
  opened: number;
  /** Where the closing mark begins and ends. */
  closed: number;
  to: number;
}

interface Run {
  sign: string;
  at: number;
  /** Of a closing run the signs at its beginning are used first, of an opening one those at its end. */
  length: number;
  originalLength: number;
  canOpen: boolean;
  canClose: boolean;
}

const MAY_HOLD = /[*_]|~~/u;
const WHITE = /\s/u;
const PUNCTUATION = /[\p{P}\p{S}]/u;
// In texts without blanks between words a mark stands between a letter and a bracket, where CommonMark sees none.
const UNSPACED = /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Hangul}\u3000-\u303f\uff00-\uffef]/u;

const charBefore = (text: string, at: number): string =>
  /[\udc00-\udfff]/u.test(text.charAt(at - 1)) ? text.slice(at - 2, at) : text.charAt(at - 1);
const charAt = (text: string, at: number): string => String.fromCodePoint(text.codePointAt(at) ?? 0x20);

const isWhite = (char: string): boolean => char === '' || WHITE.test(char);

const isStrictlyOpenEnded = (char: string): boolean => isWhite(char) || PUNCTUATION.test(char);
const isOpenEnded = (char: string): boolean => isStrictlyOpenEnded(char) || UNSPACED.test(char);

/** CommonMark 6.2: what stands beside a run of signs says on which sides of a word it can stand. */
const flanks = (
  text: string,
  at: number,
  length: number,
  isEnd: (char: string) => boolean,
): { left: boolean; right: boolean } => {
  const before = charBefore(text, at);
  const after = charAt(text, at + length);
  return {
    left: !isWhite(after) && (!PUNCTUATION.test(after) || isEnd(before)),
    right: !isWhite(before) && (!PUNCTUATION.test(before) || isEnd(after)),
  };
};

/** The whole run of signs around a place. */
const runAround = (text: string, at: number): { at: number; length: number } => {
  const sign = text.charAt(at);
  let [from, to] = [at, at];
  while (text.charAt(from - 1) === sign) from -= 1;
  while (text.charAt(to) === sign) to += 1;
  return { at: from, length: to - from };
};

/** The places within emphasis, beside its marks, at which CommonMark sees no mark though one is meant. In order. */
export const unseenMarks = (text: string, tokens: readonly InlineToken[]): number[] => {
  const places = new Set<number>();
  for (const { from, closed } of emphasisIn(text, tokens)) {
    const opening = runAround(text, from);
    const closing = runAround(text, closed);
    if (!flanks(text, opening.at, opening.length, isStrictlyOpenEnded).left) places.add(opening.at + opening.length);
    if (!flanks(text, closing.at, closing.length, isStrictlyOpenEnded).right) places.add(closing.at);
  }
  return Array.from(places).toSorted((one, other) => one - other);
};

const runAt = (text: string, at: number, signs: string): Run => {
  const sign = signs.charAt(0);
  const before = charBefore(text, at);
  const after = charAt(text, at + signs.length);
  const { left, right } = flanks(text, at, signs.length, isOpenEnded);
  const inWord = sign === '_' && left && right;
  const canOpen = left && (!inWord || PUNCTUATION.test(before));
  const canClose = right && (!inWord || PUNCTUATION.test(after));
  return { sign, at, length: signs.length, originalLength: signs.length, canOpen, canClose };
};

/** The runs outside of code, links and the like. */
const runsIn = (text: string, tokens: readonly InlineToken[]): Run[] => {
  const runs: Run[] = [];
  if (!MAY_HOLD.test(text)) return runs;
  const signs = /\*+|_+|~{2,}/gu;
  let next = 0;
  for (let match = signs.exec(text); match; match = signs.exec(text)) {
    while ((tokens[next]?.to ?? Infinity) <= match.index) next += 1;
    const token = tokens[next];
    if (token && token.from <= match.index) signs.lastIndex = token.to;
    else if (!match[0].startsWith('~~~')) runs.push(runAt(text, match.index, match[0]));
  }
  return runs;
};

/** CommonMark's rule of three: `*a**b*` is one pair around two signs. */
const fits = (opener: Run, closer: Run): boolean => {
  if (!opener.canOpen || opener.sign !== closer.sign) return false;
  if (closer.sign === '~') return true;
  const isAmbiguous = opener.canClose || closer.canOpen;
  const sum = opener.originalLength + closer.originalLength;
  return !isAmbiguous || sum % 3 !== 0 || closer.originalLength % 3 === 0;
};

const kindOf = (sign: string, width: number): EmphasisKind =>
  sign === '~' ? 'strike' : width === 2 ? 'strong' : 'emphasis';

/** The runs that may still be closed, innermost last. */
class OpenRuns {
  readonly #runs: Run[] = [];
  /** Below these places no match was found for a kind of closing run: nothing is looked for twice. */
  readonly #floors = new Map<string, number>();

  push(run: Run): void {
    this.#runs.push(run);
  }

  /** The innermost run that this one closes; those inside of it are left as signs. */
  matching(closer: Run): Run | undefined {
    const key = `${closer.sign}${closer.originalLength % 3}${closer.canOpen}`;
    const floor = Math.min(this.#floors.get(key) ?? 0, this.#runs.length);
    for (let index = this.#runs.length - 1; index >= floor; index -= 1) {
      const run = this.#runs[index];
      if (run && fits(run, closer)) {
        this.#cutTo(index + 1);
        return run;
      }
    }
    this.#floors.set(key, this.#runs.length);
    return undefined;
  }

  dropUsed(run: Run): void {
    if (run.length === 0) this.#cutTo(this.#runs.length - 1);
  }

  #cutTo(length: number): void {
    this.#runs.length = length;
    for (const [key, floor] of this.#floors) if (floor > length) this.#floors.set(key, length);
  }
}

const close = (closer: Run, open: OpenRuns, found: Emphasis[]): void => {
  while (closer.length > 0) {
    const opener = open.matching(closer);
    if (!opener) return;
    const width = Math.min(2, opener.length, closer.length);
    const opened = opener.at + opener.length;
    found.push({
      kind: kindOf(closer.sign, width),
      from: opened - width,
      opened,
      closed: closer.at,
      to: closer.at + width,
    });
    opener.length -= width;
    open.dropUsed(opener);
    closer.at += width;
    closer.length -= width;
  }
};

/** Bold, italic and struck text in a paragraph, inner pairs before outer ones (CommonMark 6.2, GFM 6.5). Linear. */
export const emphasisIn = (text: string, tokens: readonly InlineToken[]): Emphasis[] => {
  const found: Emphasis[] = [];
  const open = new OpenRuns();
  for (const run of runsIn(text, tokens)) {
    if (run.canClose) close(run, open, found);
    if (run.canOpen && run.length > 0) open.push(run);
  }
  return found;
};
