import type { FileContent } from '../../core/ports/files.ts';
import { BoundedText } from '../bounded-text.ts';
import { unread } from '../fetch-file.ts';
import { openPackage, PackageTooBig } from './open-package.ts';
import type { OfficePackage } from './open-package.ts';
import { DOCX_PART, readDocx } from './read-docx.ts';
import { readOpenDocument } from './read-open-document.ts';
import { readPptx } from './read-pptx.ts';
import { readXlsx } from './read-xlsx.ts';

/** What makes a ZIP a document, and who reads it. @returns whether there is more than was read */
const READERS: readonly {
  part: RegExp;
  read: (office: OfficePackage, text: BoundedText, maxPages: number) => boolean;
}[] = [
  { part: DOCX_PART, read: readDocx },
  { part: /^xl\/workbook\.xml$/, read: readXlsx },
  { part: /^ppt\/presentation\.xml$/, read: readPptx },
  { part: /^content\.xml$/, read: readOpenDocument },
];

const PICTURE = /(?:^|\/)(?:media|Pictures)\/./;

/** The text of a document, a table or slides of Office or LibreOffice; undefined for a ZIP that is none. */
export const readOffice = (bytes: Uint8Array, maxPages: number): FileContent | undefined => {
  try {
    const office = openPackage(bytes);
    const reader = READERS.find(({ part }) => office.names.some((name) => part.test(name)));
    if (!reader) return undefined;
    if (isLocked(office)) return unread('password');
    const text = new BoundedText();
    const hasMore = reader.read(office, text, maxPages);
    return text.content(hasMore) ?? unread(office.names.some((name) => PICTURE.test(name)) ? 'no-text' : 'empty');
  } catch (error) {
    return unread(error instanceof PackageTooBig ? 'too-big' : 'damaged');
  }
};

/** OpenDocument says in its list of parts that they are encrypted. */
const isLocked = (office: OfficePackage): boolean => {
  const list = 'META-INF/manifest.xml';
  return office.names.includes(list) && Buffer.from(office.read(list)).includes('encryption-data');
};
