import { stripVTControlCharacters } from 'node:util';
import { isEscaped, legacyEncoding } from './text-encoding.ts';

/** The share of control characters up to which bytes are taken for a text: logs have some. */
const MAX_CONTROL_SHARE = 0.02;
/** What an encoding shows itself by, bytes looked at. */
const SAMPLE = 4_096;
/** Of a log that several programs write one line may be in another encoding, and what was cut may end within a character. */
const MAX_BROKEN_SHARE = 0.2;
/** UTF-32, which nothing here reads. */
const WIDE = /^(?:\xff\xfe\0\0|\0\0\xfe\xff)/;
const CONTROL = /[^\P{Cc}\s]/gu;

/** The bytes as a text, whichever usual encoding they are in; undefined for what is none, and `unclear` for one whose encoding nobody can tell. */
export const decodeText = (bytes: Uint8Array): { text: string } | 'unclear' | undefined => {
  if (WIDE.test(Buffer.from(bytes.subarray(0, 4)).toString('latin1'))) return 'unclear';
  const told = encodingOf(bytes);
  const decoded = new TextDecoder(told ?? 'windows-1252').decode(bytes);
  const text = stripVTControlCharacters(decoded); // colours of a terminal's log
  const controls = text.slice(0, SAMPLE).match(CONTROL)?.length ?? 0;
  const isText = controls <= MAX_CONTROL_SHARE * Math.min(text.length, SAMPLE) && !text.slice(0, SAMPLE).includes('\0');
  if (!isText) return undefined;
  return told === undefined ? 'unclear' : { text: text.replaceAll(/\r\n?/g, '\n') };
};

/** By its mark, by where its zeros stand, by whether it can be UTF-8; else by its letters. */
const encodingOf = (bytes: Uint8Array): string | undefined => {
  const [first, second] = bytes;
  if (first === 0xff && second === 0xfe) return 'utf-16le';
  if (first === 0xfe && second === 0xff) return 'utf-16be';
  const sample = bytes.subarray(0, SAMPLE);
  const zeros = [0, 0];
  for (const [at, byte] of sample.entries()) if (byte === 0) zeros[at % 2] = (zeros[at % 2] ?? 0) + 1;
  const [even = 0, odd = 0] = zeros;
  if (odd > sample.length / 4 && even === 0) return 'utf-16le';
  if (even > sample.length / 4 && odd === 0) return 'utf-16be';
  if (isEscaped(sample)) return 'iso-2022-jp';
  return isUtf8(bytes) ? 'utf-8' : legacyEncoding(bytes);
};

const isUtf8 = (bytes: Uint8Array): boolean => {
  const text = new TextDecoder('utf-8').decode(bytes);
  const broken = text.match(/\ufffd/g)?.length ?? 0;
  if (broken === 0) return true;
  const whole = text.match(/[^\0-\x7f\ufffd]/g)?.length ?? 0;
  const isCut = broken === 1 && text.endsWith('\ufffd');
  return whole > 0 && (isCut || broken <= MAX_BROKEN_SHARE * whole);
};
