import type { BoundedText } from '../bounded-text.ts';
import { walkXml } from '../walk-xml.ts';
import type { OfficePackage } from './open-package.ts';

/** What is read, in this order; text that was deleted under revision is not (`w:delText`). */
const PARTS = ['word/document.xml', 'word/footnotes.xml', 'word/endnotes.xml'];

/** The text of a Word document: a line per paragraph, and rows of tables with tabs. */
export const readDocx = (office: OfficePackage, text: BoundedText): boolean => {
  for (const part of PARTS) if (office.names.includes(part)) addPart(office.read(part), text);
  return text.isFull;
};

const addPart = (xml: Uint8Array, text: BoundedText): void => {
  let isText = false;
  let cells = 0;
  walkXml(xml, {
    open: (name) => {
      isText = name === 't';
      if (name === 'tc') cells += 1;
      if (name === 'tab') text.add('\t');
      if (name === 'br' || name === 'cr') text.add('\n');
    },
    close: (name) => {
      isText = false;
      if (name === 'tc') cells -= 1;
      if (name === 'tc') text.add('\t');
      if (name === 'p') text.add(cells > 0 ? ' ' : '\n');
      if (name === 'tr') text.add('\n');
    },
    text: (piece) => {
      if (isText) text.add(piece);
    },
    isOver: () => text.isFull,
  });
};
