import type { FileContent, UnreadReason } from '../core/ports/files.ts';
import { BoundedText } from './bounded-text.ts';
import { decodeText } from './decode-text.ts';
import { unread } from './fetch-file.ts';
import { pageText } from './page-text.ts';

/** A PDF may begin with something else, and end with something else, bytes (ISO 32000, annex H). */
const PDF_LEAD = 1_024;
/** A text may speak of PDF; one that is a PDF begins and ends as one. */
const PDF_BEGINS = /(?:^|[\r\n])%PDF-\d\.\d/;
const PDF_HOLDS = /[\r\n]\s*\d+ \d+ obj\b/;
const PDF_ENDS = /startxref\s+\d+\s+%%EOF/;
/** What older Office has written, and newer Office where there is a password. */
const OLE = Buffer.from('d0cf11e0a1b11ae1', 'hex');
const LOCKED = Buffer.from('EncryptedPackage', 'utf16le');

export interface ReadLimits {
  /** Of a document. */
  maxPages: number;
  /** The platform says that it is a page of its own: what it says is meant, and not how it is written. */
  isPage?: boolean | undefined;
}

/** What a file holds, by its bytes alone. */
export const readFile = async (bytes: Uint8Array, { maxPages, isPage }: ReadLimits): Promise<FileContent> => {
  const buffer = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  if (buffer.length === 0) return unread('empty');
  const text = decodeText(buffer);
  if (isPdf(buffer, text !== undefined)) {
    const { readPdf } = await import('./read-pdf.ts'); // most files are texts, which need none of these libraries
    return readPdf(buffer, maxPages);
  }
  if (text === 'unclear') return unread('encoding');
  if (text !== undefined) return asText(isPage ? pageText(text.text) : text.text);
  if (buffer.subarray(0, OLE.length).equals(OLE)) return unread(buffer.includes(LOCKED) ? 'password' : 'old-office');
  if (buffer.subarray(0, 2).toString('latin1') === 'PK') {
    const { readOffice } = await import('./office/read-office.ts');
    return readOffice(buffer, maxPages) ?? unread('archive');
  }
  const { fileTypeFromBuffer } = await import('file-type');
  const type = await fileTypeFromBuffer(buffer);
  return unread(type === undefined ? 'unknown-kind' : reasonOf(type.mime));
};

const isPdf = (buffer: Buffer, isText: boolean): boolean => {
  if (!isText && buffer.subarray(0, PDF_LEAD).includes('%PDF-')) return true;
  if (buffer.subarray(0, 5).includes('%PDF-')) return PDF_HOLDS.test(buffer.subarray(0, PDF_LEAD).toString('latin1'));
  const begins = PDF_BEGINS.test(buffer.subarray(0, PDF_LEAD).toString('latin1'));
  return begins && PDF_ENDS.test(buffer.subarray(-PDF_LEAD).toString('latin1'));
};

const asText = (whole: string): FileContent => {
  const text = new BoundedText();
  text.add(whole);
  return text.content() ?? unread('empty');
};

const ARCHIVES = /zip|rar|tar|7z|compress|bzip|-xz|zstd|lz|archive/;

/** Why nothing of this kind is read. */
const reasonOf = (mime: string): UnreadReason => {
  if (mime.startsWith('audio/')) return 'audio';
  if (mime.startsWith('video/')) return 'video';
  if (/^image\/hei[cf]/.test(mime)) return 'heic';
  return ARCHIVES.test(mime) ? 'archive' : 'unknown-kind';
};
