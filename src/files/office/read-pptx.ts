import type { BoundedText } from '../bounded-text.ts';
import { walkXml } from '../walk-xml.ts';
import type { OfficePackage } from './open-package.ts';

/** The text of slides, in their order, each with its notes. */
export const readPptx = (office: OfficePackage, text: BoundedText, maxPages: number): boolean => {
  const slides = office.names
    .flatMap((name) => /^ppt\/slides\/slide(\d+)\.xml$/.exec(name)?.[1] ?? [])
    .map(Number)
    .toSorted((a, b) => a - b);
  for (const slide of slides.slice(0, maxPages)) {
    text.add(`--- slide ${slide} ---\n`);
    addText(office.read(`ppt/slides/slide${slide}.xml`), text);
    const notes = `ppt/notesSlides/notesSlide${slide}.xml`;
    if (office.names.includes(notes)) addText(office.read(notes), text);
    text.add('\n');
  }
  return slides.length > maxPages || text.isFull;
};

const addText = (xml: Uint8Array, text: BoundedText): void => {
  let isText = false;
  walkXml(xml, {
    open: (name) => {
      isText = name === 't';
      if (name === 'br') text.add('\n');
    },
    close: (name) => {
      isText = false;
      if (name === 'p') text.add('\n');
    },
    text: (piece) => {
      if (isText) text.add(piece);
    },
    isOver: () => text.isFull,
  });
};
