import { decodeNamedCharacterReference } from 'decode-named-character-reference';
import { cleanText } from './clean-text.ts';

// The longest name is CounterClockwiseContourIntegral.
const REFERENCE = /&(?:#(?:x([\da-f]{1,6})|(\d{1,7}))|([a-z][a-z\d]{1,31}));/giu;
// Decoded, these would be marks; behind a backslash they stay signs. Angle brackets, @ and & are made harmless by whoever writes the text.
const MARKS = /[\\`*_[\]()~#|!$]/gu;

const charOf = (code: number): string => (code > 0 && code <= 0x10ffff ? String.fromCodePoint(code) : '');

export interface DecodeOptions {
  /** Names that are left as they are. */
  kept?: readonly string[];
  /** Whether what would be a mark of Markdown gets a backslash; true unless given. */
  escapes?: boolean;
}

/** Character references as what they stand for. Nothing invisible comes out, and no line end. */
export const decodeEntities = (markdown: string, { kept = [], escapes = true }: DecodeOptions = {}): string => {
  if (!markdown.includes('&')) return markdown;
  return markdown.replaceAll(REFERENCE, (source, hex?: string, decimal?: string, name?: string) => {
    if (name !== undefined && kept.includes(name)) return source;
    const text =
      name === undefined
        ? charOf(hex === undefined ? Number(decimal) : Number.parseInt(hex, 16))
        : decodeNamedCharacterReference(name);
    if (text === false) return source;
    if (text === '&' && kept.includes('amp')) return '&amp;';
    const char = cleanText(text).replaceAll(/[\t\n]/gu, ' ');
    return escapes ? char.replaceAll(MARKS, String.raw`\$&`) : char;
  });
};
