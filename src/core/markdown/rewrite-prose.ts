import { isDisguised } from './disguised-link.ts';
import { inlineTokens, type InlineToken } from './inline-tokens.ts';

/** How a platform writes what a paragraph holds. What these return is sent as it is. */
export interface ProseStyle {
  /** Text between the tokens: make it harmless here. */
  text(prose: string): string;
  /** Code with its backticks. */
  code(source: string, content: string): string;
  /** `label` has been through `text`; `url` is http, https or mailto, without blanks and angle brackets. */
  link(label: string, url: string): string;
  /** An address that shows itself, and the character behind it. */
  address(url: string, next: string): string;
  math(content: string): string;
  /** Backticks that open nothing. */
  ticks(source: string): string;
  lineBreak: string;
}

const TAG_MARKS: Readonly<Record<string, string>> = {
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
const DROPPED_TAGS: ReadonlySet<string> = new Set(
  'a p div span u ins sup sub small big mark font center details summary abbr cite q hr img'.split(' '),
);

const SAFE_SCHEME = /^(?:https?:\/\/|mailto:)[^\s]/iu;
const MASS_PING = /@(?=everyone|here|channel)/giu;

/** Percent-encodes what could end the address early or read as a mass mention. */
const safeUrl = (url: string): string => {
  const encoded = url.replaceAll(/[\s<>|`"]/gu, encodeURIComponent).replaceAll(MASS_PING, '%40');
  const opens = encoded.split('(').length;
  return opens === encoded.split(')').length ? encoded : encoded.replaceAll('(', '%28').replaceAll(')', '%29');
};

interface Piece {
  text: string;
  ready: boolean;
}

const linkPiece = (token: { label: string; url: string; type: 'link' | 'image' }, style: ProseStyle): Piece => {
  const source = token.label
    .replaceAll(/!\[([^\]]{0,500})\]\([^)]{0,2000}\)/gu, '$1')
    .replaceAll(/\s+/gu, ' ')
    .trim();
  const shown = source === '' ? (token.type === 'image' ? 'image' : token.url) : source;
  const url = safeUrl(token.url);
  const label = inlineTokens(shown)
    .reduceRight((text, inner) => {
      if (inner.type !== 'address') return text;
      return text.slice(0, inner.from) + inner.url + text.slice(inner.to);
    }, shown)
    .replaceAll('\n', ' ');
  if (!SAFE_SCHEME.test(url)) return { text: `${label} (${token.url})`, ready: false };
  if (label === token.url) return { text: style.address(url, ''), ready: true };
  const safe = style.text(label);
  if (isDisguised(label, url)) return { text: `${safe} (${style.address(url, ')')})`, ready: true };
  return { text: style.link(safe, url), ready: true };
};

const tagPiece = (name: string, source: string, style: ProseStyle): Piece => {
  if (name === 'br') return { text: style.lineBreak, ready: false };
  const mark = DROPPED_TAGS.has(name) ? '' : TAG_MARKS[name];
  return { text: mark ?? source, ready: false };
};

const pieceOf = (token: InlineToken, text: string, style: ProseStyle): Piece => {
  const source = text.slice(token.from, token.to);
  switch (token.type) {
    case 'code':
      return { text: style.code(source, token.content), ready: true };
    case 'link':
    case 'image':
      return linkPiece(token, style);
    case 'address': {
      const url = safeUrl(token.url);
      if (!SAFE_SCHEME.test(url)) return { text: token.url, ready: false };
      return { text: style.address(url, text.charAt(token.to)), ready: true };
    }
    case 'tag':
      return tagPiece(token.name, source, style);
    case 'comment':
      return { text: '', ready: false };
    case 'math':
      return { text: style.math(token.content), ready: true };
    case 'ticks':
      return { text: style.ticks(source), ready: true };
    case 'escape':
      // The escape would protect the wrong sign once the right one is written as an entity.
      return { text: '<@&>'.includes(token.char) ? token.char : source, ready: false };
    case 'entity':
      return { text: source, ready: false };
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
    if (prose !== '') written += style.text(prose);
    prose = '';
  };
  for (const token of inlineTokens(paragraph)) {
    prose += paragraph.slice(at, token.from);
    const breaks = token.type === 'tag' && token.name === 'br';
    if (breaks) prose = prose.trimEnd();
    const piece = pieceOf(token, paragraph, style);
    if (piece.ready) {
      flush();
      written += piece.text;
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
