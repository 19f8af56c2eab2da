import type { FileText } from '../core/ports/files.ts';
import { isSeen } from '../markdown/scan/is-seen.ts';

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

  /** What belongs to a title, where there is anything. */
  addPart(title: string, part: BoundedText): void {
    if (isSeen(part.#text)) this.add(`--- ${title} ---\n${part.#text}\n`);
  }

  /** @param hasMore there was more than was added @returns undefined where nothing of it is seen */
  content(hasMore = false): FileText | undefined {
    const bare = this.#text.trim();
    if (!isSeen(bare)) return undefined;
    const isCut = hasMore || bare.length > MAX_CHARACTERS;
    return { type: 'text', text: bare.slice(0, MAX_CHARACTERS), ...(isCut ? { isCut } : {}) };
  }
}
