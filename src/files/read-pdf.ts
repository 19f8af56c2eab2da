import { getDocumentProxy } from 'unpdf';
import type { FileContent } from '../core/ports/files.ts';
import { unread } from './fetch-file.ts';
import { BoundedText } from './bounded-text.ts';

/** The text of a PDF, page by page. */
export const readPdf = async (bytes: Uint8Array, maxPages: number): Promise<FileContent> => {
  try {
    // A copy: what is handed over belongs to the library afterwards.
    const pdf = await getDocumentProxy(new Uint8Array(bytes), { verbosity: 0, stopAtErrors: false });
    const text = new BoundedText();
    for (let page = 1; page <= Math.min(pdf.numPages, maxPages) && !text.isFull; page += 1) {
      const { items } = await (await pdf.getPage(page)).getTextContent();
      const lines = items.map((item) => ('str' in item ? `${item.str}${item.hasEOL ? '\n' : ''}` : '')).join('');
      if (lines.trim() !== '') text.add(`--- page ${page} ---\n${lines.trim()}\n\n`);
    }
    return text.content(pdf.numPages > maxPages) ?? unread('no-text');
  } catch (error) {
    const isLocked = error instanceof Error && error.name === 'PasswordException';
    return unread(isLocked ? 'password' : 'damaged');
  }
};
