import type { Sharp } from 'sharp';
import type { FileContent } from '../core/ports/files.ts';
import { unread } from './fetch-file.ts';

/** What a picture may have before it is scaled, pixels: a photograph of today's telephones has 50 million at most. */
const MAX_PIXELS = 60_000_000;
const TIMEOUT_SECONDS = 10;
/** Letters in a screenshot stay readable. */
const QUALITY = 85;

/** How the formats begin that are read: PNG, JPEG, GIF, WebP, AVIF, TIFF. */
const BEGINNINGS = [
  /^\x89PNG\r\n/s,
  /^\xff\xd8\xff/s,
  /^GIF8[79]a/s,
  /^RIFF.{4}WEBP/s,
  /^.{4}ftypavi[fs]/s,
  /^(?:II\*\0|MM\0\*)/s,
];

export const isPicture = (bytes: Uint8Array): boolean => {
  const beginning = Buffer.from(bytes.subarray(0, 16)).toString('latin1');
  return BEGINNINGS.some((each) => each.test(beginning));
};

/**
 * A picture as models take it: the first frame, upright, on white, without what a camera has written into it (place, time, device), at most
 * so long at its longer side, as JPEG. The library is native and has its own threads, and is loaded with the first picture.
 */
export const readPicture = async (bytes: Uint8Array, maxSide: number): Promise<FileContent> => {
  const { default: sharp } = await import('sharp');
  sharp.cache(false);
  let picture: Sharp;
  try {
    picture = sharp(bytes, { limitInputPixels: MAX_PIXELS, failOn: 'error', pages: 1 });
    const { width, height } = await picture.metadata();
    if (width * height > MAX_PIXELS) return unread('too-big');
    const { data, info } = await picture
      .autoOrient()
      .resize({ width: maxSide, height: maxSide, fit: 'inside', withoutEnlargement: true })
      .flatten({ background: 'white' })
      .jpeg({ quality: QUALITY, chromaSubsampling: '4:4:4' })
      .timeout({ seconds: TIMEOUT_SECONDS })
      .toBuffer({ resolveWithObject: true });
    return {
      type: 'picture',
      mediaType: 'image/jpeg',
      data: data.toString('base64'),
      width: info.width,
      height: info.height,
    };
  } catch (error) {
    return unread(error instanceof Error && error.message.includes('pixel limit') ? 'too-big' : 'damaged');
  }
};
