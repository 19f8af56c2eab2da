import { cleanText } from '../markdown/scan/clean-text.ts';

// What may begin something that goes on up to the end of its line, in a later piece: a terminal sequence, a black flag with tags.
const OPENS = /[^\P{Cc}\t\n\r]|\u{1f3f4}/u;
// Half of a line end, half of a surrogate pair.
const HALF = /[\r\ud800-\udbff]/u;
// They are left out, so they must not hide what is in front of them at the end of a piece.
const NONCHARACTERS = /[\ufffe\uffff]/gu;

/** `cleanText` for a text that comes in pieces, wherever they are cut. What stands behind an escape character waits for the end of its line. */
export class CleanStream {
  #held: string[] = [];
  /** What is held opens something that only the end of the line can close: no use in looking at it again before. */
  #waitsForLineEnd = false;

  /** @returns what can be shown now. */
  push(piece: string): string {
    this.#held.push(piece);
    if (this.#waitsForLineEnd && !piece.includes('\n')) return '';
    const text = this.#held.join('').replaceAll(NONCHARACTERS, '');
    const { length, isOpened } = safePart(text);
    this.#held = [text.slice(length)];
    this.#waitsForLineEnd = isOpened;
    return cleanText(text.slice(0, length).toWellFormed());
  }

  /** @returns what was held back. */
  end(): string {
    const text = this.#held.join('').replaceAll(NONCHARACTERS, '');
    this.#held = [];
    this.#waitsForLineEnd = false;
    return cleanText(text.toWellFormed());
  }
}

const safePart = (text: string): { length: number; isOpened: boolean } => {
  const lineStart = text.lastIndexOf('\n') + 1;
  const opened = text.slice(lineStart).search(OPENS);
  if (opened >= 0) return { length: lineStart + opened, isOpened: true };
  return { length: HALF.test(text.slice(-1)) ? text.length - 1 : text.length, isOpened: false };
};
