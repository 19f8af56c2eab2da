import { scriptAt } from './script-signs.ts';
import { inlineTokens, type InlineToken } from '../scan/inline-tokens.ts';
import { htmlPairs, type HtmlPairs } from './html-pairs.ts';

type Tag = InlineToken & { type: 'tag' };

const MARKS: Readonly<Record<string, string>> = {
  b: '**',
  strong: '**',
  i: '*',
  em: '*',
  s: '~~',
  del: '~~',
  strike: '~~',
  code: '`',
  kbd: '`',
  tt: '`',
};
const DROPPED: ReadonlySet<string> = new Set(
  'a span u ins sup sub small big mark font abbr cite q details summary center'.split(' '),
);
/** Those that are no placeholder even when nothing closes them. */
const LONE: ReadonlySet<string> = new Set(['p', 'div', 'hr']);

const HREF = /\shref\s*=\s*["']?([^\s"'<>]+)/iu;
const TAGS = /<[^<>]*>/gu;
const SOURCE = /\ssrc\s*=\s*["']?(https?:[^\s"'<>]+)/iu;
const TITLE = /\salt\s*=\s*(?:"([^"]*)"|'([^']*)'|([^\s"'<>]+))/iu;

/** What is taken away between marks of the same sign would make one mark of two: U+2060 stands in for it, unseen. */
const JOINER = '\u2060';
const isBetweenMarks = (before: string, after: string): boolean => /[*_~]$/u.test(before) && before.at(-1) === after;

const inLabel = (text: string): string => text.replaceAll(/[[\]]/gu, String.raw`\$&`);
const titleOf = (image: string): string =>
  TITLE.exec(image)
    ?.slice(1)
    .find((title) => title !== undefined) ?? '';

/** A picture as Markdown has it; without an address that can be followed, its words. */
const imageOf = (source: string): string => {
  const url = SOURCE.exec(source)?.[1];
  return url === undefined ? inLabel(titleOf(source)) : `![${inLabel(titleOf(source))}](<${url}>)`;
};

interface Surroundings extends HtmlPairs {
  /** Names of which there is an end. */
  closed: ReadonlySet<string>;
  /** The first end of an anchor behind the tag. */
  anchorEnd: Tag | undefined;
}

/** What Markdown has for a tag; undefined where it has nothing, or where `<b>` may as well be somebody's placeholder. Around nothing it has no marks. */
const markdownOf = (tag: Tag, { closed, paired, empty, anchorEnd }: Surroundings): string | undefined => {
  const { name, closing } = tag;
  if (LONE.has(name)) return '';
  if (Object.hasOwn(MARKS, name)) return paired.has(tag) ? (empty.has(tag) ? '' : MARKS[name]) : undefined;
  if (!closed.has(name) || (name === 'a' && !closing && !anchorEnd)) return undefined;
  return DROPPED.has(name) ? '' : undefined;
};

/** `<a href="…">label</a>` as a link; `end` is the first end of an anchor behind the tag. */
const linkOf = (tag: Tag, end: Tag | undefined, text: string): string | undefined => {
  if (tag.name !== 'a' || tag.closing || !end) return undefined;
  const url = HREF.exec(text.slice(tag.from, tag.to))?.[1];
  const label = text
    .slice(tag.to, end.from)
    .replaceAll(TAGS, (inner) => (/^<img\s/iu.test(inner) ? titleOf(inner) : ''));
  return url === undefined ? undefined : `[${inLabel(label)}](<${url}>)`;
};

/**
 * The HTML in a paragraph reduced to what Markdown can say. What comes out is read again like any Markdown, so nothing is trusted that was put
 * together from halves. Tags that are left are text.
 */
export const htmlToMarkdown = (paragraph: string, lineBreak: string): string => {
  if (!paragraph.includes('<')) return paragraph;
  const tokens = inlineTokens(paragraph);
  const closing = tokens.filter((token): token is Tag => token.type === 'tag' && token.closing);
  const closed = new Set(closing.map(({ name }) => name));
  const pairs = htmlPairs(paragraph, tokens);
  const anchorEnds = closing.filter(({ name }) => name === 'a');
  let passedEnds = 0;
  let written = '';
  let at = 0;
  for (const token of tokens) {
    if (token.from < at || (token.type !== 'tag' && token.type !== 'comment')) continue;
    const before = paragraph.slice(at, token.from);
    at = token.to;
    if (token.type === 'comment') {
      written += before;
      if (isBetweenMarks(written, paragraph.charAt(at))) written += JOINER;
    } else if (token.name === 'br') {
      written += before.trimEnd() + lineBreak;
      while (paragraph[at] === ' ') at += 1;
    } else {
      while ((anchorEnds[passedEnds]?.from ?? Infinity) < token.to) passedEnds += 1;
      const end = anchorEnds[passedEnds];
      const link = linkOf(token, end, paragraph);
      const script = link === undefined ? scriptAt(paragraph, token.from) : undefined;
      const source = paragraph.slice(token.from, token.to);
      const other = token.name === 'img' ? imageOf(source) : markdownOf(token, { ...pairs, closed, anchorEnd: end });
      const mark = link ?? script?.text ?? other ?? source;
      written += before + mark;
      if (mark === '' && isBetweenMarks(written, paragraph.charAt(at))) written += JOINER;
      if (link !== undefined && end) at = end.to;
      if (script) at = script.to;
    }
  }
  return written + paragraph.slice(at);
};
