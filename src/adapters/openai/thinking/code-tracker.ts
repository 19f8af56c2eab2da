const FENCE = /^ {0,3}(?:```|~~~)/;
const MAX_FENCE = 6;

/** Follows Markdown as it arrives and knows whether its end is inside of code. */
export class CodeTracker {
  #inFence = false;
  #lineBegins = '';
  #backticks = 0;

  track(text: string): void {
    for (const character of text) {
      if (character === '\n') {
        if (FENCE.test(this.#lineBegins)) this.#inFence = !this.#inFence;
        this.#lineBegins = '';
        this.#backticks = 0;
        continue;
      }
      if (this.#lineBegins.length < MAX_FENCE) this.#lineBegins += character;
      if (character === '`') this.#backticks++;
    }
  }

  get inCode(): boolean {
    return this.#inFence || FENCE.test(this.#lineBegins) || this.#backticks % 2 === 1;
  }
}

/** Does a text end inside of code? */
export const isInCode = (text: string): boolean => {
  const tracker = new CodeTracker();
  tracker.track(text);
  return tracker.inCode;
};
