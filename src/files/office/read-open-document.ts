import type { BoundedText } from '../bounded-text.ts';
import { walkXml } from '../walk-xml.ts';
import type { OfficePackage } from './open-package.ts';

const PARAGRAPHS: ReadonlySet<string> = new Set(['p', 'h']);
/** The most blanks that one element stands for. */
const MAX_BLANKS = 100;

/** The text of ODT, ODS and ODP: a line per paragraph, rows of tables with tabs, sheets and slides with their names. */
export const readOpenDocument = (office: OfficePackage, text: BoundedText): boolean => {
  let paragraphs = 0;
  let cells = 0;
  let deletions = 0;
  walkXml(office.read('content.xml'), {
    open: (name, attributes) => {
      if (name === 'tracked-changes') deletions += 1; // whoever deleted it does not want it read
      if (deletions > 0) return;
      if (PARAGRAPHS.has(name)) paragraphs += 1;
      if (name === 'table-cell') cells += 1;
      if (name === 'table') text.add(`--- table ${attributes['table:name'] ?? ''} ---\n`);
      if (name === 'page') text.add(`--- slide ${attributes['draw:name'] ?? ''} ---\n`);
      if (name === 'tab') text.add('\t');
      if (name === 'line-break') text.add('\n');
      if (name === 's') text.add(' '.repeat(Math.min(Number(attributes['text:c'] ?? 1) || 1, MAX_BLANKS)));
    },
    close: (name) => {
      if (name === 'tracked-changes') deletions -= 1;
      if (deletions > 0) return;
      if (PARAGRAPHS.has(name)) {
        paragraphs -= 1;
        text.add(cells > 0 ? ' ' : '\n');
      }
      if (name === 'table-cell') {
        cells -= 1;
        text.add('\t');
      }
      if (name === 'table-row') text.add('\n');
    },
    text: (piece) => {
      if (paragraphs > 0 && deletions === 0) text.add(piece);
    },
    isOver: () => text.isFull,
  });
  return text.isFull;
};
