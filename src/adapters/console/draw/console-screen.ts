import { stripVTControlCharacters } from 'node:util';
import { displayWidth } from '../../../markdown/scan/display-width.ts';
import type { Terminal } from '../../define-platform.ts';

/** The line that is being typed, below everything else. */
export interface ConsolePrompt {
  /** How many rows below the beginning of the prompt the cursor stands. */
  row(): number;
  /** Writes prompt and line anew from the row of the cursor. */
  draw(): void;
}

const CLEAR_DOWN = '\u001B[J';
const up = (rows: number): string => (rows > 0 ? `\u001B[${rows}A` : '');
/** Where nobody says how large the screen is. */
const COLUMNS = 80;
const ROWS = 24;

/**
 * What is on the terminal: lines that stay, below them rows about what is going on now, below them what is being typed. Where the cursor
 * cannot be moved (a pipe, TERM=dumb) there are only lines.
 */
export class ConsoleScreen {
  readonly isLive: boolean;
  readonly #output: Terminal['output'];
  #prompt: ConsolePrompt | undefined;
  #rows: readonly string[] = [];
  #held: readonly string[] | undefined;
  /** The prompt of a terminal that is not live stands on the cursor's line. */
  #isPrompting = false;

  constructor(output: Terminal['output'], isLive: boolean) {
    this.#output = output;
    this.isLive = isLive;
  }

  get columns(): number {
    const { columns = 0 } = this.#output;
    return columns > 1 ? columns : COLUMNS;
  }

  get height(): number {
    const { rows = 0 } = this.#output;
    return rows > 1 ? rows : ROWS;
  }

  set prompt(prompt: ConsolePrompt) {
    this.#prompt = prompt;
    if (this.isLive) this.#draw([], []);
  }

  /** Nobody types any more: what is not there to stay goes. */
  end(): void {
    const prompt = this.#prompt;
    this.#prompt = undefined;
    if (this.isLive) this.#draw([], [], prompt?.row());
    else if (this.#isPrompting) this.#output.write('\n');
    this.#isPrompting = false;
  }

  /** Lines that stay. */
  print(lines: readonly string[]): void {
    if (this.isLive) this.#draw(lines, this.#held ? [] : this.#rows);
    else if (lines.length > 0) this.#printPlainly(lines);
  }

  /** Replaces the rows about what is going on; each must fit into `columns`. */
  show(rows: readonly string[]): void {
    if (!this.isLive) return;
    if (this.#held) this.#held = rows;
    else if (rows.join('\n') !== this.#rows.join('\n')) this.#draw([], rows);
  }

  /** Tells somebody who looks elsewhere. */
  ring(): void {
    if (this.isLive) this.#output.write('\u0007');
  }

  /** A line is about to be entered: nothing may stand above it that does not stay. */
  hold(): void {
    if (!this.isLive || this.#held) return;
    this.#held = this.#rows;
    if (this.#rows.length > 0) this.#draw([], []);
  }

  /** The line has been entered. */
  release(): void {
    const rows = this.#held;
    this.#held = undefined;
    if (rows) this.#draw([], rows);
  }

  /** Nothing more comes for now: somebody may type. */
  rest(): void {
    if (this.isLive || this.#isPrompting || !this.#prompt) return;
    this.#prompt.draw();
    this.#isPrompting = true;
  }

  /** The cursor is at the beginning of a row, because a line was entered. */
  entered(): void {
    this.#isPrompting = false;
  }

  /** Resolves once the terminal has taken everything. */
  flush(): Promise<void> {
    return new Promise((resolve) => void this.#output.write('', () => resolve()));
  }

  #draw(lines: readonly string[], rows: readonly string[], row = this.#prompt?.row() ?? 0): void {
    const above = row + this.#rows.reduce((sum, each) => sum + this.#heightOf(each), 0);
    this.#rows = rows;
    const text = [...lines, ...rows].map((line) => `${line}\n`).join('');
    this.#output.write(`\r${up(above)}${CLEAR_DOWN}${text}`);
    if (!this.#prompt) return;
    this.#output.write('\n'.repeat(row)); // to where the prompt expects its cursor
    this.#prompt.draw();
  }

  /** The window may have become narrower since. */
  #heightOf(row: string): number {
    return Math.max(1, Math.ceil(displayWidth(stripVTControlCharacters(row)) / this.columns));
  }

  #printPlainly(lines: readonly string[]): void {
    this.#output.write(`${this.#isPrompting ? '\n' : ''}${lines.join('\n')}\n`);
    this.#isPrompting = false;
  }
}
