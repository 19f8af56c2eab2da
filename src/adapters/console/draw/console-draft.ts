import { scanLines } from '../../../markdown/scan/scan-lines.ts';

/** Where the last block begins that may still change while the text grows: what is in front of it looks the same for ever. */
export const settledLength = (text: string, from: number): number => {
  const tail = text.slice(from);
  let length = 0;
  let isApart = false;
  for (const line of scanLines(tail)) {
    const isWhole = line.end > line.textEnd;
    const isBlock = line.kind !== 'blank' && line.indent < 2 && !line.fenceBefore;
    const begins = isApart || (isWhole && (line.newBlock || line.kind === 'item'));
    if (isBlock && begins) length = line.start;
    isApart = line.kind === 'closes' || (isWhole && line.kind === 'blank' && !line.fenceBefore);
  }
  return from + length;
};

/** How much of a growing text has been printed for good. */
export class ConsoleDraft {
  #printed = '';

  get hasBegun(): boolean {
    return this.#printed !== '';
  }

  /** The blocks that have become whole since; empty also when the text is another one than before. */
  settle(text: string): string {
    if (!this.#continues(text)) return '';
    const length = settledLength(text, this.#printed.length);
    const settled = text.slice(this.#printed.length, length);
    this.#printed = text.slice(0, length);
    return settled;
  }

  /** What is not printed yet; all of it, `isNew`, when the text is another one than before. */
  rest(text: string): { text: string; isNew: boolean } {
    return this.#continues(text)
      ? { text: text.slice(this.#printed.length), isNew: !this.hasBegun }
      : { text, isNew: true };
  }

  /** Another text begins. */
  reset(): void {
    this.#printed = '';
  }

  #continues(text: string): boolean {
    return text.startsWith(this.#printed);
  }
}
