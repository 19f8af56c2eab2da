import { graphemeBoundary } from './inline-seams.ts';
import { fittingLength, sizeOf, type Measure } from '../scan/text-size.ts';

const MARK = '…';

/** At most `max` of the text, marked where it was cut: between words if one ends late enough, never within a grapheme. */
export const shortenText = (text: string, max: number, measure: Measure): string => {
  if (sizeOf(text, measure) <= max) return text;
  const room = max - sizeOf(MARK, measure);
  const length = fittingLength(text, room, measure);
  if (length <= 0) return '';
  const word = text.slice(0, length + 1).search(/\s+\S*$/u);
  const end = word >= length * 0.8 ? word : graphemeBoundary(text, length);
  return text.slice(0, end).trimEnd() + MARK;
};
