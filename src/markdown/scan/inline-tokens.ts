import { PLAIN_SIGNS } from './plain-signs.ts';

/** What a line of Markdown holds besides plain text. Offsets are into the scanned text. */
export type InlineToken = { from: number; to: number } & (
  | { type: 'code'; content: string }
  | { type: 'link' | 'image'; label: string; url: string }
  /** An address that shows itself: `<https://…>`, `<a@b.fi>` or bare. */
  | { type: 'address'; url: string }
  | { type: 'tag'; name: string; closing: boolean }
  | { type: 'comment' }
  | { type: 'math'; content: string }
  /** A platform's own token, such as `<@U123>` or `<:name:1>`. */
  | { type: 'control' }
  /** A backslash and what it protects. */
  | { type: 'escape'; char: string }
  /** Backticks that open nothing. */
  | { type: 'ticks' }
  /** Signs that look like marks and mean themselves: `2*3*4`, `*.ts`, `__init__`. */
  | { type: 'signs' }
);

const AUTOLINK = /<([a-z][a-z0-9+.-]{1,31}:[^\s<>|]*)>/iuy;
const MAIL = /<([\w.+-]{1,64}@[\w-]{1,63}(?:\.[\w-]{1,63}){1,8})>/uy;
const TAG = /<(\/?)([a-z][a-z0-9-]{0,30})(?:\s[^<>]*)?\/?>/iuy;
const CONTROL =
  /<(?:[@#!](?!--)[^<>\n]{1,200}|a?:\w{1,64}:\d{1,24}|t:-?\d{1,20}(?::\w)?|https?:[^<>\n]{1,2000}\|[^<>\n]{0,200})>/uy;
// Han, kana, Hangul and full-width signs follow an address without a space in Japanese, Chinese and Korean; they end it.
const ADDRESS =
  /https?:\/\/[^\s<>[\]`|\u3000-\u303f\uff00-\uffef\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Hangul}]+/iuy;
/** Where such signs are part of a host's name. */
const WIDE_HOST = /https?:\/\/[\p{L}\p{M}\p{N}-]+(?:\.[\p{L}\p{M}\p{N}-]+)+(?:[/?#][!-;=?-Z\\^_a-z{}~]*)?/iuy;
const IN_HOST = /^https?:\/\/[^./?#]*\.?$|^https?:\/\/[^/?#]*\.$/iu;
// "https://csc.fi:n sivut": what follows is an ending of the language, and no port.
const INFLECTED = /^(https?:\/\/[^/?#:@]+):\p{L}/iu;
const DESTINATION =
  /\(\s*(?:<([^<>\n]*)>|([^\s()<>]*(?:\([^\s()<>]*\)[^\s()<>]*)*))(?:\s+(?:"[^"\n]*"|'[^'\n]*'|\([^()\n]*\)))?\s*\)/uy;
const SPECIAL = new RegExp(String.raw`\\|\x60+|<|!?\[|https?:\/\/|\$\$?|${PLAIN_SIGNS}`, 'giu');

const MAY_HOLD = /[\\`<[$]|:\/\/|[\p{L}\p{N})\]]\*|\*[./*]|__|~/u;

/** Of which the end is looked for no further, so that many without one cost no more than their length, UTF-16 units. */
const MAX_ENVIRONMENT = 4_000;
const ENVIRONMENT = /\\begin\{[a-z]{1,20}\*?\}/uy;

const matchAt = (pattern: RegExp, text: string, at: number): RegExpExecArray | undefined => {
  pattern.lastIndex = at;
  return pattern.exec(text) ?? undefined;
};

const isEscaped = (text: string, at: number): boolean => {
  let slashes = 0;
  while (slashes < 32 && text[at - slashes - 1] === '\\') slashes += 1;
  return slashes % 2 === 1;
};

interface Span {
  from: number;
  to: number;
  width: number;
}

/** Code spans by their start. Each run of backticks looks for its equal through a list per length, so 100,000 of them stay linear. */
const codeSpans = (text: string): Map<number, Span> => {
  if (!text.includes('`')) return new Map();
  const runs = [...text.matchAll(/\\?`+/gu)].map(({ 0: run, index }) => {
    const escaped = run.startsWith('\\') && !isEscaped(text, index);
    return { from: index + (run.startsWith('\\') ? 1 : 0), to: index + run.length, skip: escaped ? 1 : 0 };
  });
  const byWidth = new Map<number, number[]>();
  runs.forEach((run, index) => {
    const width = run.to - run.from;
    const list = byWidth.get(width);
    if (list) list.push(index);
    else byWidth.set(width, [index]);
  });
  const nextOf = new Map<number, number>();
  const spans = new Map<number, Span>();
  for (let index = 0; index < runs.length; index += 1) {
    const run = runs[index];
    if (!run) break;
    const width = run.to - run.from - run.skip;
    const list = byWidth.get(width) ?? [];
    let next = nextOf.get(width) ?? 0;
    while (next < list.length && (list[next] ?? 0) <= index) next += 1;
    nextOf.set(width, next);
    const closing = runs[list[next] ?? -1];
    if (width === 0 || !closing) continue;
    spans.set(run.from + run.skip, { from: run.from + run.skip, to: closing.to, width });
    index = list[next] ?? index;
  }
  return spans;
};

interface Link {
  image: boolean;
  label: string;
  url: string;
  to: number;
}

/** Inline links and images by their start; as in CommonMark the innermost link wins. */
const links = (text: string, spans: ReadonlyMap<number, Span>): Map<number, Link> => {
  const found = new Map<number, Link>();
  if (!text.includes('](')) return found;
  const openers: { at: number; image: boolean }[] = [];
  let inactive = 0;
  const scanner = /\\[^]|`+|!?\[|\]/gu;
  for (let match = scanner.exec(text); match; match = scanner.exec(text)) {
    const sign = match[0];
    const span = spans.get(match.index);
    if (span) scanner.lastIndex = span.to;
    if (sign === '[' || sign === '![') openers.push({ at: match.index, image: sign.length === 2 });
    if (sign !== ']') continue;
    const opener = openers.pop();
    const active = opener && (opener.image || openers.length >= inactive);
    inactive = Math.min(inactive, openers.length);
    const destination = active ? matchAt(DESTINATION, text, match.index + 1) : undefined;
    const url = destination?.[1] ?? destination?.[2] ?? '';
    if (!opener || !destination || url === '') continue;
    const label = text.slice(opener.at + (opener.image ? 2 : 1), match.index);
    scanner.lastIndex = match.index + 1 + destination[0].length;
    found.set(opener.at, { image: opener.image, label, url, to: scanner.lastIndex });
    if (!opener.image) inactive = openers.length;
  }
  return found;
};

/** Sentence marks and closing brackets behind an address belong to the sentence (GFM 6.9). */
const trimAddress = (address: string): string => {
  let open = 0;
  for (const char of address) open += char === '(' ? 1 : char === ')' ? -1 : 0;
  let end = address.length;
  for (; end > 0; end -= 1) {
    const last = address.charAt(end - 1);
    if (last === ')' && open < 0) open += 1;
    else if (!'?!.,:;*_~\'"\\'.includes(last)) break;
  }
  return address.slice(0, end);
};

const addressAt = (text: string, at: number): string => {
  const narrow = matchAt(ADDRESS, text, at)?.[0] ?? text.slice(at, at + 'https://'.length);
  const url = IN_HOST.test(narrow) ? (matchAt(WIDE_HOST, text, at)?.[0] ?? narrow) : narrow;
  return trimAddress(INFLECTED.exec(url)?.[1] ?? url);
};

/** Finds the closing sign of each opening one; a sign that was once not found is not searched for again. */
class Closings {
  readonly #text: string;
  readonly #absent = new Set<string>();
  readonly #dollars: readonly number[];
  #passed = 0;

  constructor(text: string) {
    this.#text = text;
    this.#dollars = this.#findDollars();
  }

  find(sign: string, from: number): number | undefined {
    if (this.#absent.has(sign)) return undefined;
    const at = this.#text.indexOf(sign, from);
    if (at !== -1) return at;
    this.#absent.add(sign);
    return undefined;
  }

  /**
   * Of a formula in single dollars that begins at `at`, by Pandoc's rule: between "$5 and $6" there is none, and none holds a dollar. Nor is there one
   * in `$HOME/$USER`, where Pandoc sees one.
   */
  findDollar(at: number): number | undefined {
    while ((this.#dollars[this.#passed] ?? Infinity) <= at) this.#passed += 1;
    const end = this.#dollars[this.#passed] ?? at;
    const isFormula =
      end > at + 1 && /^\S/u.test(this.#text.slice(at + 1, at + 2)) && /\S/u.test(this.#text.charAt(end - 1));
    return isFormula && !/[\dA-Z_{]/u.test(this.#text.charAt(end + 1)) ? end : undefined;
  }

  /** The dollars without a backslash. */
  #findDollars(): number[] {
    return [...this.#text.matchAll(/(?<!\\)\$/gu)].map(({ index }) => index);
  }
}

const angleToken = (text: string, at: number, closings: Closings): InlineToken | undefined => {
  const address = matchAt(AUTOLINK, text, at) ?? matchAt(MAIL, text, at);
  if (address) return { type: 'address', url: address[1] ?? '', from: at, to: at + address[0].length };
  const control = matchAt(CONTROL, text, at);
  if (control) return { type: 'control', from: at, to: at + control[0].length };
  if (text.startsWith('<!--', at)) {
    const close = closings.find('-->', at + 4);
    return close === undefined ? undefined : { type: 'comment', from: at, to: close + 3 };
  }
  const tag = matchAt(TAG, text, at);
  if (!tag) return undefined;
  const name = (tag[2] ?? '').toLowerCase();
  return { type: 'tag', name, closing: tag[1] === '/', from: at, to: at + tag[0].length };
};

const mathToken = (text: string, at: number, closings: Closings): InlineToken | undefined => {
  const open = text.slice(at, at + 2);
  if (open.startsWith('$') && open !== '$$') {
    const end = closings.findDollar(at);
    return end === undefined ? undefined : { type: 'math', content: text.slice(at + 1, end), from: at, to: end + 1 };
  }
  const sign = open === '\\(' ? '\\)' : open === '\\[' ? '\\]' : '$$';
  const close = closings.find(sign, at + 2);
  if (close === undefined || close === at + 2) return undefined;
  // A display formula stands alone; `\[` in a line is mostly an escaped bracket.
  const standsAlone = open !== '\\[' || /(?:^|\n)[ \t]*$/u.test(text.slice(Math.max(0, at - 40), at));
  if (!standsAlone && !/[\\^_=]/u.test(text.slice(at + 2, close))) return undefined;
  return { type: 'math', content: text.slice(at + 2, close), from: at, to: close + 2 };
};

/** A formula of several rows that stands in a line. */
const environmentToken = (text: string, at: number): InlineToken | undefined => {
  const opening = matchAt(ENVIRONMENT, text, at)?.[0];
  if (opening === undefined) return undefined;
  const closing = opening.replace('begin', 'end');
  const length = text.slice(at, at + MAX_ENVIRONMENT).indexOf(closing) + closing.length;
  return length < closing.length
    ? undefined
    : { type: 'math', content: text.slice(at, at + length), from: at, to: at + length };
};

const slashToken = (text: string, at: number, closings: Closings): InlineToken | undefined => {
  const char = text.charAt(at + 1);
  if (char === 'b') return environmentToken(text, at);
  const math = char === '(' || char === '[' ? mathToken(text, at, closings) : undefined;
  if (math) return math;
  return /[!-/:-@[-`{-~]/u.test(char) ? { type: 'escape', char, from: at, to: at + 2 } : undefined;
};

/**
 * The tokens of one paragraph (lines without a blank one between them), in order, never overlapping. Linear in its length:
 * the text comes from a model, and from whoever asked it.
 */
export const inlineTokens = (text: string): InlineToken[] => {
  if (!MAY_HOLD.test(text)) return [];
  const spans = codeSpans(text);
  const linkAt = links(text, spans);
  const closings = new Closings(text);
  const tokens: InlineToken[] = [];
  const read = (at: number, sign: string): InlineToken | undefined => {
    const span = spans.get(at);
    if (span) {
      const content = text.slice(at + span.width, span.to - span.width);
      return { type: 'code', content, from: at, to: span.to };
    }
    if (sign.startsWith('`')) return { type: 'ticks', from: at, to: at + sign.length };
    if (sign === '\\') return slashToken(text, at, closings);
    if (sign === '<') return angleToken(text, at, closings);
    if (sign.startsWith('$')) return mathToken(text, at, closings);
    if (/^[*_~]/u.test(sign)) return { type: 'signs', from: at, to: at + sign.length };
    const link = linkAt.get(at);
    if (link) {
      return { type: link.image ? 'image' : 'link', label: link.label, url: link.url, from: at, to: link.to };
    }
    if (!sign.toLowerCase().startsWith('http') || /[A-Za-z0-9]/u.test(text.charAt(at - 1))) return undefined;
    const url = addressAt(text, at);
    return /^https?:\/\/[^/]/iu.test(url) ? { type: 'address', url, from: at, to: at + url.length } : undefined;
  };
  const special = new RegExp(SPECIAL);
  for (let match = special.exec(text); match; match = special.exec(text)) {
    const token = read(match.index, match[0]);
    if (!token) {
      special.lastIndex = match.index + (match[0] === '![' ? 1 : match[0].length);
      continue;
    }
    tokens.push(token);
    special.lastIndex = token.to;
  }
  return tokens;
};
