import { stripVTControlCharacters } from 'node:util';

/** The share of control characters up to which bytes are taken for a text: logs have some. */
const MAX_CONTROL_SHARE = 0.02;
/** What an encoding shows itself by, bytes looked at. */
const SAMPLE = 4_096;
const CONTROL = /[^\P{Cc}\s]/gu;

/** The bytes as a text, whichever usual encoding they are in; undefined for what is none. */
export const decodeText = (bytes: Uint8Array): string | undefined => {
  const text = stripVTControlCharacters(new TextDecoder(encodingOf(bytes)).decode(bytes)); // colours of a terminal's log
  const controls = text.slice(0, SAMPLE).match(CONTROL)?.length ?? 0;
  const isText = controls <= MAX_CONTROL_SHARE * Math.min(text.length, SAMPLE) && !text.slice(0, SAMPLE).includes('\0');
  return isText ? text.replaceAll(/\r\n?/g, '\n') : undefined;
};

/** By its mark, by where its zeros stand, by whether it can be UTF-8; else what Windows has written in Europe. */
const encodingOf = (bytes: Uint8Array): string => {
  const [first, second] = bytes;
  if (first === 0xff && second === 0xfe) return 'utf-16le';
  if (first === 0xfe && second === 0xff) return 'utf-16be';
  const sample = bytes.subarray(0, SAMPLE);
  const zeros = [0, 0];
  for (const [at, byte] of sample.entries()) if (byte === 0) zeros[at % 2] = (zeros[at % 2] ?? 0) + 1;
  const [even = 0, odd = 0] = zeros;
  if (odd > sample.length / 4 && even === 0) return 'utf-16le';
  if (even > sample.length / 4 && odd === 0) return 'utf-16be';
  return isUtf8(bytes) ? 'utf-8' : 'windows-1252';
};

const isUtf8 = (bytes: Uint8Array): boolean => {
  try {
    new TextDecoder('utf-8', { fatal: true }).decode(bytes);
    return true;
  } catch {
    return false; // the one way to ask
  }
};
