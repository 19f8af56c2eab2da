import type { BoundedText } from '../bounded-text.ts';
import { isSeen } from '../../markdown/scan/is-seen.ts';
import { walkXml } from '../walk-xml.ts';
import type { OfficePackage } from './open-package.ts';

const PARAGRAPHS: ReadonlySet<string> = new Set(['p', 'h']);
/** The most blanks that one element stands for. */
const MAX_BLANKS = 100;
/** So much of empty cells is kept before the first one with words, characters. */
const MAX_LEAD = 10_000;

/** A text in which a title without a word behind it is left out. */
class TitledText {
  readonly #text: BoundedText;
  /** With what stands before the first word. */
  #title = '';

  constructor(text: BoundedText) {
    this.#text = text;
  }

  begin(title: string): void {
    this.#title = title;
  }

  add(piece: string, isWord = false): void {
    const isWritten = this.#title === '' || isWord;
    if (isWritten) this.#text.add(this.#title + piece);
    this.#title = isWritten ? '' : (this.#title + piece).slice(0, MAX_LEAD);
  }
}

/** The text of ODT, ODS and ODP: a line per paragraph, rows of tables with tabs, sheets and slides with their names. */
export const readOpenDocument = (office: OfficePackage, text: BoundedText): boolean => {
  let paragraphs = 0;
  let cells = 0;
  let deletions = 0;
  const titled = new TitledText(text);
  walkXml(office.read('content.xml'), {
    open: (name, attributes) => {
      if (name === 'tracked-changes') deletions += 1; // whoever deleted it does not want it read
      if (deletions > 0) return;
      if (PARAGRAPHS.has(name)) paragraphs += 1;
      if (name === 'table-cell') cells += 1;
      if (name === 'table') titled.begin(`--- table ${attributes['table:name'] ?? ''} ---\n`);
      if (name === 'page') titled.begin(`--- slide ${attributes['draw:name'] ?? ''} ---\n`);
      if (name === 'tab') titled.add('\t');
      if (name === 'line-break') titled.add('\n');
      if (name === 's') titled.add(' '.repeat(Math.min(Number(attributes['text:c'] ?? 1) || 1, MAX_BLANKS)));
    },
    close: (name) => {
      if (name === 'tracked-changes') deletions -= 1;
      if (deletions > 0) return;
      if (PARAGRAPHS.has(name)) {
        paragraphs -= 1;
        titled.add(cells > 0 ? ' ' : '\n');
      }
      if (name === 'table-cell') {
        cells -= 1;
        titled.add('\t');
      }
      if (name === 'table-row') titled.add('\n');
    },
    text: (piece) => {
      if (paragraphs > 0 && deletions === 0) titled.add(piece, isSeen(piece));
    },
    isOver: () => text.isFull,
  });
  return text.isFull;
};
