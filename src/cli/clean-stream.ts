import { cleanText } from '../core/markdown/clean-text.ts';

// What may begin something that goes on up to the end of its line, in a later piece: a terminal sequence, a black flag with tags.
const OPENS = /[^\P{Cc}\t\n\r]|\u{1f3f4}/u;
// Half of a line end, half of a surrogate pair.
const HALF = /[\r\ud800-\udbff]$/u;

/** `cleanText` for a text that comes in pieces, wherever they are cut. What stands behind an escape character waits for the end of its line. */
export class CleanStream {
  #held = '';

  /** @returns what can be shown now. */
  push(piece: string): string {
    const waits = OPENS.test(this.#held.slice(0, 2)) && !piece.includes('\n');
    const text = this.#held + piece;
    const end = waits ? 0 : safeLength(text);
    this.#held = text.slice(end);
    return end === 0 ? '' : cleanText(text.slice(0, end));
  }

  /** @returns what was held back. */
  end(): string {
    const held = this.#held;
    this.#held = '';
    return cleanText(held);
  }
}

const safeLength = (text: string): number => {
  const lineStart = text.lastIndexOf('\n') + 1;
  const opened = text.slice(lineStart).search(OPENS);
  if (opened >= 0) return lineStart + opened;
  return HALF.test(text.slice(-1)) ? text.length - 1 : text.length;
};
