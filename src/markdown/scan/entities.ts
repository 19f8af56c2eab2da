import { cleanText } from './clean-text.ts';

const NAMES: Readonly<Record<string, string>> = {
  lt: '<',
  gt: '>',
  amp: '&',
  quot: '"',
  apos: "'",
  nbsp: '\u00a0',
  period: '.',
  colon: ':',
  sol: '/',
  commat: '@',
  lowbar: '_',
  ndash: '–',
  mdash: '—',
  hellip: '…',
  copy: '©',
  euro: '€',
  times: '×',
  rarr: '→',
};
const NUMBER = /&#(?:x([\da-f]{1,6})|(\d{1,7}));/giu;
const NAME = /&([a-z]{2,6});/gu;
// Decoded, these would be marks; behind a backslash they stay signs. Angle brackets, @ and & are made harmless by whoever writes the text.
const MARKS = /[\\`*_[\]()~#|!$]/u;

const charOf = (code: number): string => (code > 0 && code <= 0x10ffff ? cleanText(String.fromCodePoint(code)) : '');

/** Numeric character references as what they stand for; marks stay escaped, and nothing invisible comes out. */
export const decodeNumbers = (markdown: string): string =>
  markdown.replaceAll(NUMBER, (_, hex: string | undefined, decimal: string | undefined) => {
    const char = charOf(hex === undefined ? Number(decimal) : Number.parseInt(hex, 16));
    return MARKS.test(char) ? `\\${char}` : char;
  });

/** Named references too, those that models use. */
export const decodeEntities = (markdown: string): string =>
  decodeNumbers(markdown).replaceAll(NAME, (source, name: string) => NAMES[name] ?? source);
