import type { InlineToken } from './inline-tokens.ts';

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
const LONE: ReadonlySet<string> = new Set(['p', 'div', 'hr', 'img']);

const HREF = /\shref\s*=\s*["']?([^\s"'<>]+)/iu;

/** The names of the tags that are closed somewhere in the paragraph. */
export const closedTags = (tokens: readonly InlineToken[]): ReadonlySet<string> =>
  new Set(tokens.flatMap((token) => (token.type === 'tag' && token.closing ? [token.name] : [])));

/** What Markdown has for a tag; undefined where it has nothing, or where `<b>` may as well be somebody's placeholder. */
export const markdownOfTag = ({ name }: Tag, closed: ReadonlySet<string>): string | undefined => {
  if (LONE.has(name)) return '';
  if (!closed.has(name)) return undefined;
  return DROPPED.has(name) ? '' : MARKS[name];
};

/** The tokens with `<a href="…">label</a>` as links. */
export const withAnchors = (tokens: readonly InlineToken[], text: string): InlineToken[] => {
  const joined: InlineToken[] = [];
  for (let index = 0; index < tokens.length; index += 1) {
    const token = tokens[index];
    if (!token) break;
    const url =
      token.type === 'tag' && token.name === 'a' ? HREF.exec(text.slice(token.from, token.to))?.[1] : undefined;
    const end = url === undefined ? -1 : tokens.findIndex((each, at) => at > index && isClosingAnchor(each));
    const close = tokens[end];
    if (url === undefined || !close) {
      joined.push(token);
    } else {
      const label = text.slice(token.to, close.from).replaceAll(/<[^<>]*>/gu, '');
      joined.push({ type: 'link', label, url, from: token.from, to: close.to });
      index = end;
    }
  }
  return joined;
};

const isClosingAnchor = (token: InlineToken): boolean => token.type === 'tag' && token.name === 'a' && token.closing;
