import type { PictureType } from './upload.ts';

/**
 * By the signatures of PNG (W3C, 5.2), JPEG (ITU T.81, B.1.1), GIF (87a, 89a) and WebP (RFC 9649, 2.4). Nothing is parsed here,
 * where a file that is made to hold a parser up would hold up everybody.
 */
export const pictureTypeOf = (first: Buffer): PictureType | undefined => {
  const begins = first.subarray(0, 12).toString('latin1');
  if (begins.startsWith('\x89PNG\r\n\x1A\n')) return 'image/png';
  if (begins.startsWith('\xFF\xD8\xFF')) return 'image/jpeg';
  if (/^GIF8[79]a/.test(begins)) return 'image/gif';
  if (/^RIFF[^]{4}WEBP/.test(begins)) return 'image/webp';
  return undefined;
};
