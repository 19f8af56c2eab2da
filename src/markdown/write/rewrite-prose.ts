import { isDisguised } from '../scan/disguised-link.ts';
import { unseenMarks } from '../scan/emphasis.ts';
import { honestUrl } from '../scan/honest-url.ts';
import { inlineTokens, type InlineToken } from '../scan/inline-tokens.ts';
import { withoutEmptyEmphasis } from './empty-emphasis.ts';
import { emphasisMarks, type EmphasisMarks, type Replacement } from './emphasis-marks.ts';
import { htmlToMarkdown } from './html-to-markdown.ts';

/** How a platform writes what a paragraph holds. What these return is sent as it is. */
export interface ProseStyle {
  /** Text between the tokens: make it harmless here. */
  text(prose: string): string;
  /** A sign that a backslash protects. */
  escape(sign: string): string;
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
  /** For dialects with other marks than Markdown's, which are kept unless given. */
  marks?: EmphasisMarks;
  /** For dialects that are read by CommonMark's rule, which sees no emphasis between punctuation and a letter: stands between, unseen. */
  joiner?: string;
}

const SAFE_SCHEME = /^(?:https?:\/\/|mailto:)[^\s]/iu;
const NEXT_LENGTH = 40;
const MASS_PING = /@(?=everyone|here|channel)/giu;
const IMAGE_IN_LABEL = /!\[([^\]]{0,500})\]\([^)]{0,2000}\)/gu;
/** A link as Slack writes it: models that have read much Slack write it too. */
const SLACK_LINK = /^<(https?:[^|\s]+)\|([^]*)>$/iu;
/** With what a code span in a quote has between its lines. */
const LINE_END = /\n[ \t]*(?:>[ \t]?)*/gu;

/** Percent-encodes what could end the address early or read as a mass mention. */
const safeUrl = (url: string): string => {
  const encoded = honestUrl(url)
    .replaceAll(/[\s<>|`"]/gu, encodeURIComponent)
    .replaceAll(MASS_PING, '%40');
  const opens = encoded.split('(').length;
  return opens === encoded.split(')').length ? encoded : encoded.replaceAll('(', '%28').replaceAll(')', '%29');
};

/** A link by a name whose address stands elsewhere: the name, as a note has it. Not an element of a list in a text. */
const REFERENCE = /(?<![\p{L}\p{N}_\])\\])\[([^[\]\\\n]{1,200})\]\[([^[\]\\\n]{0,40})\]/gu;
const withReferences = (prose: string): string =>
  !prose.includes('][')
    ? prose
    : prose.replaceAll(REFERENCE, (_, label: string, name: string) =>
        name === '' || name === label ? label : `${label} [${name}]`,
      );

/** What is left of a link's brackets after all links were taken out must not be read as one by a parser that sees more than ours. */
const harmless = (prose: string, style: ProseStyle): string => {
  const text = style.text(prose);
  return text.includes('](') ? text.replaceAll('](', '] (') : text;
};

interface Piece {
  text: string;
  /** Written as the platform writes it; if not, it is text like the text around it. */
  ready: boolean;
}

const ready = (text: string): Piece => ({ text, ready: true });
const asText = (text: string): Piece => ({ text, ready: false });

interface Link {
  type: 'link' | 'image';
  label: string;
  url: string;
}

const linkPiece = ({ type, label, url }: Link, style: ProseStyle, next: string): Piece => {
  const inner = label.replaceAll(IMAGE_IN_LABEL, '$1').replaceAll(/\s+/gu, ' ').trim();
  const shown = inner === '' ? (type === 'image' ? 'image' : url) : inner;
  const target = safeUrl(url);
  const isSafe = SAFE_SCHEME.test(target);
  if (isSafe && shown === url) return ready(style.address(target, next));
  if (isSafe && !/:\/\//u.test(shown) && !isDisguised(shown, target)) {
    return ready(style.link(harmless(shown, style), target));
  }
  const address = isSafe ? style.address(target, `)${next}`) : harmless(url, style);
  return ready(`${rewriteProse(shown, style)} (${address})`);
};

/** Something in angle brackets that is text like any other. */
const opened = (source: string, style: ProseStyle): Piece =>
  ready(harmless('<', style) + rewriteProse(source.slice(1), style));

const pieceOf = (token: InlineToken, text: string, style: ProseStyle): Piece => {
  const source = text.slice(token.from, token.to);
  const next = text.slice(token.to, token.to + NEXT_LENGTH);
  switch (token.type) {
    case 'code':
      // On one line, as it is shown, so that no line of it can begin a block.
      return ready(style.code(source.replaceAll(LINE_END, ' ')));
    case 'link':
    case 'image':
      return linkPiece(token, style, next);
    case 'address': {
      const url = safeUrl(token.url);
      return SAFE_SCHEME.test(url) ? ready(style.address(url, next)) : asText(token.url);
    }
    case 'tag':
    case 'comment':
      return opened(source, style);
    case 'math':
      return ready(style.math(token.content));
    case 'signs':
      return asText(source.replaceAll(/[*_~]/gu, (sign) => style.escape(sign)));
    case 'ticks':
      return ready(style.ticks(source));
    case 'escape':
      // The escape would protect the wrong sign once the right one is written as an entity.
      return asText('<@&>'.includes(token.char) ? token.char : style.escape(token.char));
    case 'control': {
      const [, url, label = ''] = SLACK_LINK.exec(source) ?? [];
      if (url !== undefined) return linkPiece({ type: 'link', label, url }, style, next);
      return source.includes('://') ? opened(source, style) : asText(source);
    }
    default:
      return token satisfies never;
  }
};

/** Puts a paragraph together. Text is made harmless in one piece, between what is ready, so that nothing can be assembled from halves. */
class Writing {
  readonly #style: ProseStyle;
  #written = '';
  #prose = '';

  constructor(style: ProseStyle) {
    this.#style = style;
  }

  add({ text, ready: isReady }: Piece): void {
    if (!isReady) {
      this.#prose += text;
      return;
    }
    this.#flush();
    // Two runs of backticks would become one.
    this.#written += (this.#written.endsWith('`') && text.startsWith('`') ? ' ' : '') + text;
  }

  #flush(): void {
    if (this.#prose !== '') this.#written += harmless(withReferences(this.#prose), this.#style);
    this.#prose = '';
  }

  end(): string {
    this.#flush();
    return this.#written;
  }
}

const replacements = (text: string, tokens: readonly InlineToken[], { marks, joiner }: ProseStyle): Replacement[] => {
  if (marks) return emphasisMarks(text, tokens, marks);
  return joiner === undefined ? [] : unseenMarks(text, tokens).map((at) => ({ from: at, to: at, text: joiner }));
};

/** A backslash at the end of a line of words breaks it, as two blanks do, which nobody sees. In a drawing it is part of it. */
const LINE_BREAK = /(?<=[\p{L}\p{N}.,:;!?)*`"'”’])\\\n/gu;

/**
 * A paragraph written anew for a platform. Images become links, links that show another address than they lead to show both, HTML is reduced to
 * what Markdown can say.
 */
export const rewriteProse = (paragraph: string, style: ProseStyle): string => {
  const text = withoutEmptyEmphasis(htmlToMarkdown(paragraph.replaceAll(LINE_BREAK, '  \n'), style.lineBreak));
  const tokens = inlineTokens(text);
  const marks = replacements(text, tokens, style);
  const writing = new Writing(style);
  let at = 0;
  let next = 0;
  const addMarks = (until: number): void => {
    for (let mark = marks[next]; mark && mark.from < until; mark = marks[next]) {
      next += 1;
      if (mark.from < at) continue; // within a token
      writing.add(asText(text.slice(at, mark.from)));
      writing.add({ text: mark.text, ready: mark.text !== '' });
      at = mark.to;
    }
  };
  for (const token of tokens) {
    addMarks(token.from + 1);
    writing.add(asText(text.slice(at, token.from)));
    writing.add(pieceOf(token, text, style));
    at = token.to;
  }
  addMarks(Infinity);
  writing.add(asText(text.slice(at)));
  return writing.end();
};
