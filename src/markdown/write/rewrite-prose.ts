import { isDisguised } from '../scan/disguised-link.ts';
import { closedTags, markdownOfTag, withAnchors } from '../scan/html-tags.ts';
import { inlineTokens, type InlineToken } from '../scan/inline-tokens.ts';

/** How a platform writes what a paragraph holds. What these return is sent as it is. */
export interface ProseStyle {
  /** Text between the tokens: make it harmless here. */
  text(prose: string): string;
  /** Code with its backticks. */
  code(source: string): string;
  /** `label` has been through `text`; `url` is http, https or mailto, without blanks and angle brackets. */
  link(label: string, url: string): string;
  /** An address that shows itself, and the characters behind it. */
  address(url: string, next: string): string;
  math(content: string): string;
  /** Backticks that open nothing. */
  ticks(source: string): string;
  lineBreak: string;
}

const SAFE_SCHEME = /^(?:https?:\/\/|mailto:)[^\s]/iu;
const NEXT_LENGTH = 40;
const MASS_PING = /@(?=everyone|here|channel)/giu;

/** Percent-encodes what could end the address early or read as a mass mention. */
const safeUrl = (url: string): string => {
  const encoded = url.replaceAll(/[\s<>|`"]/gu, encodeURIComponent).replaceAll(MASS_PING, '%40');
  const opens = encoded.split('(').length;
  return opens === encoded.split(')').length ? encoded : encoded.replaceAll('(', '%28').replaceAll(')', '%29');
};

/** What is left of a link's brackets after all links were taken out must not be read as one by a parser that sees more than ours. */
const harmless = (prose: string, style: ProseStyle): string => style.text(prose).replaceAll('](', '] (');

interface Piece {
  text: string;
  ready: boolean;
}

const linkPiece = (
  token: { label: string; url: string; type: 'link' | 'image' },
  style: ProseStyle,
  next: string,
): Piece => {
  const inner = token.label
    .replaceAll(/!\[([^\]]{0,500})\]\([^)]{0,2000}\)/gu, '$1')
    .replaceAll(/\s+/gu, ' ')
    .trim();
  const label = inner === '' ? (token.type === 'image' ? 'image' : token.url) : inner;
  const url = safeUrl(token.url);
  const isSafe = SAFE_SCHEME.test(url);
  if (isSafe && label === token.url) return { text: style.address(url, next), ready: true };
  if (isSafe && !/:\/\//u.test(label) && !isDisguised(label, url)) {
    return { text: style.link(harmless(label, style), url), ready: true };
  }
  const target = isSafe ? style.address(url, `)${next}`) : harmless(token.url, style);
  return { text: `${rewriteProse(label, style)} (${target})`, ready: true };
};

/** Something in angle brackets that is text like any other. */
const opened = (source: string, style: ProseStyle): Piece => ({
  text: harmless('<', style) + rewriteProse(source.slice(1), style),
  ready: true,
});

const tagPiece = (
  token: InlineToken & { type: 'tag' },
  source: string,
  style: ProseStyle,
  closed: ReadonlySet<string>,
): Piece => {
  const text = token.name === 'br' ? style.lineBreak : markdownOfTag(token, closed);
  return text === undefined ? opened(source, style) : { text, ready: false };
};

const pieceOf = (token: InlineToken, text: string, style: ProseStyle, closed: ReadonlySet<string>): Piece => {
  const source = text.slice(token.from, token.to);
  const next = text.slice(token.to, token.to + NEXT_LENGTH);
  switch (token.type) {
    case 'code':
      // On one line, as it is shown, so that no line of it can begin a block.
      return { text: style.code(source.replaceAll(/\n[ \t]*(?:>[ \t]?)*/gu, ' ')), ready: true };
    case 'link':
    case 'image':
      return linkPiece(token, style, next);
    case 'address': {
      const url = safeUrl(token.url);
      if (!SAFE_SCHEME.test(url)) return { text: token.url, ready: false };
      return { text: style.address(url, next), ready: true };
    }
    case 'tag':
      return tagPiece(token, source, style, closed);
    case 'comment':
      return { text: '', ready: false };
    case 'math':
      return { text: style.math(token.content), ready: true };
    case 'ticks':
      return { text: style.ticks(source), ready: true };
    case 'escape':
      // The escape would protect the wrong sign once the right one is written as an entity.
      return { text: '<@&>'.includes(token.char) ? token.char : source, ready: false };
    case 'entity': {
      // A link as Slack writes it: models that have read much Slack write it too.
      const [, url, label = ''] = /^<(https?:[^|\s]+)\|([^]*)>$/iu.exec(source) ?? [];
      if (url !== undefined) return linkPiece({ type: 'link', label, url }, style, next);
      return source.includes('://') ? opened(source, style) : { text: source, ready: false };
    }
    default:
      return token satisfies never;
  }
};

/**
 * A paragraph written anew for a platform. Images become links, links that show another address than they lead to show both, HTML is reduced to
 * what Markdown can say. Text is made harmless only after all that, in one piece, so that nothing can be assembled from halves.
 */
export const rewriteProse = (paragraph: string, style: ProseStyle): string => {
  let written = '';
  let prose = '';
  let at = 0;
  const flush = (): void => {
    if (prose !== '') written += harmless(prose, style);
    prose = '';
  };
  const tokens = withAnchors(inlineTokens(paragraph), paragraph);
  const closed = closedTags(tokens);
  for (const token of tokens) {
    prose += paragraph.slice(at, token.from);
    const breaks = token.type === 'tag' && token.name === 'br';
    if (breaks) prose = prose.trimEnd();
    const piece = pieceOf(token, paragraph, style, closed);
    if (piece.ready) {
      flush();
      // Two runs of backticks would become one.
      written += (written.endsWith('`') && piece.text.startsWith('`') ? ' ' : '') + piece.text;
    } else {
      prose += piece.text;
    }
    at = token.to;
    if (breaks) at += /^ */u.exec(paragraph.slice(at, at + 80))?.[0].length ?? 0;
  }
  prose += paragraph.slice(at);
  flush();
  return written;
};
