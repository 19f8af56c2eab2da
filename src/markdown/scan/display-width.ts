const graphemes = new Intl.Segmenter('en', { granularity: 'grapheme' });

// Two columns in a fixed-width font: East Asian Wide and Fullwidth (UAX 11), and what is drawn as an emoji.
const WIDE =
  /[\u1100-\u115f\u2e80-\u303e\u3041-\u33ff\u3400-\u4dbf\u4e00-\ua4cf\ua960-\ua97f\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe6f\uff01-\uff60\uffe0-\uffe6\u{1f300}-\u{1faff}\u{20000}-\u{3fffd}]|\p{Emoji_Presentation}|\ufe0f/u;
const EMPTY = /^[\p{Mn}\p{Me}\p{Cf}]+$/u;

/** Columns that a line takes in a fixed-width font. */
export const displayWidth = (line: string): number => {
  if (/^[ -~]*$/u.test(line)) return line.length;
  let width = 0;
  for (const { segment } of graphemes.segment(line)) {
    if (!EMPTY.test(segment)) width += WIDE.test(segment) ? 2 : 1;
  }
  return width;
};

export const padToWidth = (line: string, width: number, align: 'left' | 'right' | 'center'): string => {
  const room = Math.max(0, width - displayWidth(line));
  if (align === 'left') return line + ' '.repeat(room);
  if (align === 'right') return ' '.repeat(room) + line;
  const before = Math.floor(room / 2);
  return ' '.repeat(before) + line + ' '.repeat(room - before);
};
