import { decodeEntities } from '../scan/entities.ts';
import type { InlineToken } from '../scan/inline-tokens.ts';
import { isSeen } from '../scan/is-seen.ts';

type Tag = InlineToken & { type: 'tag' };

/** What the tags of a paragraph have to do with each other. */
export interface HtmlPairs {
  /** Tags with a beginning and an end. */
  paired: ReadonlySet<InlineToken>;
  /** Those of them between which nothing is seen. */
  empty: ReadonlySet<InlineToken>;
}

/** A tag that is seen by itself: a picture, the address of a link. */
const isSeenAlone = ({ name, closing }: Tag): boolean => name === 'img' || (name === 'a' && !closing);

/** Each end belongs to the last beginning of its name. Linear. */
export const htmlPairs = (paragraph: string, tokens: readonly InlineToken[]): HtmlPairs => {
  const paired = new Set<InlineToken>();
  const empty = new Set<InlineToken>();
  const open = new Map<string, { tag: Tag; seen: number }[]>();
  let seen = 0;
  let at = 0;
  for (const token of tokens) {
    if (isSeen(decodeEntities(paragraph.slice(at, token.from), { escapes: false }))) seen += 1;
    at = token.to;
    if (token.type !== 'tag') {
      if (token.type !== 'comment') seen += 1;
      continue;
    }
    if (isSeenAlone(token)) seen += 1;
    const begun = open.get(token.name) ?? [];
    open.set(token.name, begun);
    if (!token.closing) begun.push({ tag: token, seen });
    const beginning = token.closing ? begun.pop() : undefined;
    if (!beginning) continue;
    for (const each of [beginning.tag, token]) {
      paired.add(each);
      if (beginning.seen === seen) empty.add(each);
    }
  }
  return { paired, empty };
};
