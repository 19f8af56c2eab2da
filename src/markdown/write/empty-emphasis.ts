import { decodeEntities } from '../scan/entities.ts';
import { emphasisIn, type Emphasis } from '../scan/emphasis.ts';
import { inlineTokens, type InlineToken } from '../scan/inline-tokens.ts';
import { isSeen } from '../scan/is-seen.ts';

/** A mark stands beside no blank, so emphasis around nothing holds a reference or an unseen sign. */
const MAY_BE_EMPTY = /[*_~][*_~]*[&\p{Cf}\p{Default_Ignorable_Code_Point}\u2800]/u;

interface Stretch {
  from: number;
  to: number;
  /** Whose mark it is; a token is of none. */
  pair?: Emphasis;
}

/** The pairs between which a reader sees nothing. Linear, but for the order. */
const emptyPairs = (text: string, tokens: readonly InlineToken[], pairs: readonly Emphasis[]): Set<Emphasis> => {
  const marks = pairs.flatMap((pair): Stretch[] => [
    { from: pair.from, to: pair.opened, pair },
    { from: pair.closed, to: pair.to, pair },
  ]);
  const stretches: Stretch[] = [...tokens.map(({ from, to }) => ({ from, to })), ...marks];
  const seenBefore = new Map<Emphasis, number>();
  const empty = new Set<Emphasis>();
  let seen = 0;
  let at = 0;
  for (const { from, to, pair } of stretches.toSorted((one, other) => one.from - other.from)) {
    if (isSeen(decodeEntities(text.slice(at, from), { escapes: false }))) seen += 1;
    at = to;
    if (!pair) seen += 1;
    else if (!seenBefore.has(pair)) seenBefore.set(pair, seen);
    else if (seenBefore.get(pair) === seen) empty.add(pair);
  }
  return empty;
};

/** A paragraph without the marks of emphasis around nothing: no place would take `**&nbsp;**` for any, and show them. */
export const withoutEmptyEmphasis = (text: string): string => {
  if (!MAY_BE_EMPTY.test(text)) return text;
  const tokens = inlineTokens(text);
  const empty = emptyPairs(text, tokens, emphasisIn(text, tokens));
  const marks = Array.from(empty).flatMap(({ from, opened, closed, to }) => [
    { from, to: opened },
    { from: closed, to },
  ]);
  let written = '';
  let at = 0;
  for (const { from, to } of marks.toSorted((one, other) => one.from - other.from)) {
    written += text.slice(at, from);
    at = to;
  }
  return written + text.slice(at);
};
