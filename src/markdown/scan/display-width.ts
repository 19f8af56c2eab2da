import { eastAsianWidth } from 'get-east-asian-width';

const graphemes = new Intl.Segmenter('en', { granularity: 'grapheme' });
const EMOJI = /\p{Emoji_Presentation}|\ufe0f/u;
const EMPTY = /^[\p{Mn}\p{Me}\p{Cf}]+$/u;

const graphemeWidth = (grapheme: string): number => {
  if (EMPTY.test(grapheme)) return 0;
  return EMOJI.test(grapheme) ? 2 : eastAsianWidth(grapheme.codePointAt(0) ?? 0);
};

/** Columns that a line takes in a fixed-width font. */
export const displayWidth = (line: string): number => {
  if (/^[ -~]*$/u.test(line)) return line.length;
  let width = 0;
  for (const { segment } of graphemes.segment(line)) width += graphemeWidth(segment);
  return width;
};

export const padToWidth = (line: string, width: number, align: 'left' | 'right' | 'center'): string => {
  const room = Math.max(0, width - displayWidth(line));
  if (align === 'left') return line + ' '.repeat(room);
  if (align === 'right') return ' '.repeat(room) + line;
  const before = Math.floor(room / 2);
  return ' '.repeat(before) + line + ' '.repeat(room - before);
};
