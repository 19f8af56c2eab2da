import type { FileText } from '../core/ports/files.ts';

/** So much of one file is kept and may be shown to a model, characters: more than most windows hold. */
const MAX_CHARACTERS = 400_000;

/** A text that grows up to a bound. */
export class BoundedText {
  #text = '';

  get isFull(): boolean {
    return this.#text.length > MAX_CHARACTERS;
  }

  add(piece: string): void {
    if (!this.isFull) this.#text += piece.slice(0, MAX_CHARACTERS + 1);
  }

  /** @param hasMore there was more than was added @returns undefined where there is no text at all */
  content(hasMore = false): FileText | undefined {
    const bare = this.#text.trim();
    if (bare === '') return undefined;
    const isCut = hasMore || bare.length > MAX_CHARACTERS;
    return { type: 'text', text: bare.slice(0, MAX_CHARACTERS), ...(isCut ? { isCut } : {}) };
  }
}
