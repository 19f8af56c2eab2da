import type { BoundedText } from '../bounded-text.ts';
import { walkXml } from '../walk-xml.ts';
import type { OfficePackage } from './open-package.ts';

/** The document itself; Word on the web numbers it. */
export const DOCX_PART = /^word\/document\d*\.xml$/;
/** What is read, in this order; text that was deleted under revision is not (`w:delText`). */
const PARTS = [DOCX_PART, /^word\/footnotes\d*\.xml$/, /^word\/endnotes\d*\.xml$/];

/** The text of a Word document: a line per paragraph, and rows of tables with tabs. */
export const readDocx = (office: OfficePackage, text: BoundedText): boolean => {
  for (const part of PARTS) {
    const name = office.names.find((each) => part.test(each));
    if (name !== undefined) addPart(office.read(name), text);
  }
  return text.isFull;
};

const addPart = (xml: Uint8Array, text: BoundedText): void => {
  let isText = false;
  let cells = 0;
  let copies = 0;
  walkXml(xml, {
    open: (name) => {
      if (name === 'Fallback') copies += 1; // the same once more, for older programs
      isText = name === 't' && copies === 0;
      if (copies > 0) return;
      if (name === 'tc') cells += 1;
      if (name === 'tab') text.add('\t');
      if (name === 'br' || name === 'cr') text.add('\n');
    },
    close: (name) => {
      isText = false;
      if (name === 'Fallback') copies -= 1;
      if (copies > 0) return;
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
