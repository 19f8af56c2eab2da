import { analyse } from 'chardet';
import { guessEastAsian } from './east-asian-guess.ts';

/** What an encoding shows itself by, bytes looked at: from the first that is no ASCII on. */
const SAMPLE = 16_384;
/** Encodings that no text in Latin letters is mistaken for. Those are told from each other no better than by chance. */
const CERTAIN = /^(?:GB18030|Shift_JIS|EUC-JP|EUC-KR|Big5|KOI8-R|windows-125[1356]|ISO-8859-[5678])$/;
/** In hundredths: with less it is a guess. */
const MIN_CONFIDENCE = 40;
/** What switches the alphabet in ISO 2022-JP. */
const ESCAPES = ['\u001b$@', '\u001b$B', '\u001b(B', '\u001b(J'];
/** Read as Windows-1252 these are letters by the row, or signs that it does not have. */
const NOT_WESTERN = /[\x81\x8d\x8f\x90\x9d]|[\x80-\xff]{4,}/g;
/** So much of what is no ASCII may look so, as in an exclamation. */
const MAX_STRANGE = 0.5;

/** By what a text that is not in Unicode was written; undefined where nobody could tell. */
export const legacyEncoding = (bytes: Uint8Array): string | undefined => {
  const first = bytes.findIndex((byte) => byte > 0x7f);
  const sample = Buffer.from(bytes.subarray(Math.max(first, 0), Math.max(first, 0) + SAMPLE));
  const [best] = analyse(sample);
  if (best && best.confidence >= MIN_CONFIDENCE && CERTAIN.test(best.name) && isReadable(bytes, best.name))
    return best.name;
  const guess = guessEastAsian(sample);
  if (guess !== undefined && isReadable(bytes, guess)) return guess;
  const text = sample.toString('latin1');
  const strange = text.match(NOT_WESTERN)?.join('').length ?? 0;
  const beyond = text.match(/[\x80-\xff]/g)?.length ?? 0;
  return strange > MAX_STRANGE * beyond ? undefined : 'windows-1252';
};

/** Japanese mail: all ASCII, with escapes that switch the alphabet. */
export const isEscaped = (bytes: Uint8Array): boolean =>
  ESCAPES.some((escape) => Buffer.from(bytes.subarray(0, SAMPLE)).includes(escape));

const isReadable = (bytes: Uint8Array, encoding: string): boolean => {
  const text = new TextDecoder(encoding).decode(bytes.subarray(0, SAMPLE));
  return !text.slice(0, -1).includes('\ufffd');
};
