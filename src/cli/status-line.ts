import type { VerbIo } from './run-verb.ts';
import { createPaint, cutToWidth, isTerminal, type Paint } from './terminal.ts';

const CLEAR_LINE = '\r\u001B[2K';
const DEFAULT_COLUMNS = 80;

/** What is happening, on stderr: one line that is rewritten on a terminal, else a line for each thing that is news. */
export class StatusLine {
  readonly isLive: boolean;
  readonly #output: VerbIo['stderr'];
  readonly #paint: Paint;
  #shown = '';
  #told = '';

  constructor({ stderr, env }: Pick<VerbIo, 'stderr' | 'env'>) {
    this.#output = stderr;
    this.isLive = isTerminal(stderr, env);
    this.#paint = createPaint(stderr, env);
  }

  /** Columns that a line has; a terminal that does not know its width says 0. */
  get columns(): number {
    const { columns = 0 } = this.#output;
    return (columns > 1 ? columns : DEFAULT_COLUMNS) - 1;
  }

  /** `news` is what is worth a line of its own without a terminal; the same news are told once, none are empty. */
  show(text: string, news: string): void {
    if (this.isLive) {
      if (text === this.#shown) return;
      this.#shown = text;
      this.#output.write(CLEAR_LINE + this.#paint(cutToWidth(text, this.columns), 'dim'));
    } else if (news !== '' && news !== this.#told) {
      this.#told = news;
      this.#output.write(`${news}\n`);
    }
  }

  /** Takes the line away, before something else is written. */
  clear(): void {
    if (this.#shown !== '') this.#output.write(CLEAR_LINE);
    this.#shown = '';
  }
}
