import { decodeNamedCharacterReference } from 'decode-named-character-reference';
import { cleanText } from './clean-text.ts';

// The longest name is CounterClockwiseContourIntegral.
const REFERENCE = /&(?:#(?:x([\da-f]{1,6})|(\d{1,7}))|([a-z][a-z\d]{1,31}));/giu;
// Decoded, these would be marks; behind a backslash they stay signs. Angle brackets, @ and & are made harmless by whoever writes the text.
const MARKS = /[\\`*_[\]()~#|!$]/gu;

const charOf = (code: number): string => (code > 0 && code <= 0x10ffff ? String.fromCodePoint(code) : '');

/** Character references as what they stand for; marks stay escaped, and nothing invisible, no line end comes out. Names in `kept` are left alone. */
export const decodeEntities = (markdown: string, kept: readonly string[] = []): string => {
  if (!markdown.includes('&')) return markdown;
  return markdown.replaceAll(REFERENCE, (source, hex?: string, decimal?: string, name?: string) => {
    if (name !== undefined && kept.includes(name)) return source;
    const text =
      name === undefined
        ? charOf(hex === undefined ? Number(decimal) : Number.parseInt(hex, 16))
        : decodeNamedCharacterReference(name);
    if (text === false) return source;
    if (text === '&' && kept.includes('amp')) return '&amp;';
    return cleanText(text)
      .replaceAll(/\s/gu, (blank) => (blank === '\u00a0' ? blank : ' '))
      .replaceAll(MARKS, String.raw`\$&`);
  });
};
