import { BoundedText } from '../bounded-text.ts';
import { walkXml } from '../walk-xml.ts';
import type { OfficePackage } from './open-package.ts';
import { linkIn, partLinks } from './part-links.ts';

const SHOW = 'ppt/presentation.xml';

/** The slides as they are shown: their names tell when they were made. */
const findSlides = (office: OfficePackage): string[] => {
  const targets = partLinks(office, SHOW);
  const slides: string[] = [];
  walkXml(office.read(SHOW), {
    open: (name, attributes) => {
      const part = name === 'sldId' ? targets.get(linkIn(attributes) ?? '') : undefined;
      if (part !== undefined && office.names.includes(part)) slides.push(part);
    },
  });
  return slides;
};

/** The text of slides, in their order, each with its notes. */
export const readPptx = (office: OfficePackage, text: BoundedText, maxPages: number): boolean => {
  const slides = findSlides(office);
  for (const [at, slide] of slides.slice(0, maxPages).entries()) {
    const words = new BoundedText();
    addText(office.read(slide), words);
    const notes = [...partLinks(office, slide).values()].find((part) => part.startsWith('ppt/notesSlides/'));
    if (notes !== undefined && office.names.includes(notes)) addText(office.read(notes), words);
    text.addPart(`slide ${at + 1}`, words);
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
