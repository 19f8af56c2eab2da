import { PassThrough, Writable } from 'node:stream';
import { styleText } from 'node:util';
import xterm from '@xterm/headless';
import type { Terminal } from '../../../src/adapters/define-platform.ts';

export interface TestTerminalOptions {
  columns?: number;
  height?: number;
  /** Not for a pipe, nor for TERM=dumb. */
  isLive?: boolean;
  /** As with NO_COLOR. */
  isPlain?: boolean;
}

const MARKS_PASTES = '\u001B[?2004h';
const MARKS_NO_PASTES = '\u001B[?2004l';

/** A terminal without a screen, somebody's hands on its keyboard, and everything that was ever sent to it. */
export class TestTerminal implements Terminal {
  readonly input = new PassThrough();
  readonly output: Writable & { columns: number; rows: number };
  readonly isLive: boolean;
  readonly person = 'ada';
  locale = 'en-US';
  readonly folder: string;
  /** How often somebody wanted to leave. */
  left = 0;
  bells = 0;
  /** As it was sent, with all control sequences. */
  sent = '';
  readonly #emulator: InstanceType<typeof xterm.Terminal>;
  readonly #isPlain: boolean;

  constructor(folder: string, { columns = 80, height = 24, isLive = true, isPlain = false }: TestTerminalOptions = {}) {
    this.folder = folder;
    this.isLive = isLive;
    this.#isPlain = isPlain || !isLive;
    const emulator = new xterm.Terminal({
      cols: columns,
      rows: height,
      convertEol: true,
      scrollback: 5_000,
      allowProposedApi: true,
    });
    this.#emulator = emulator;
    emulator.onBell(() => (this.bells += 1));
    const output = new Writable({
      write: (chunk: Buffer, _encoding, done) => {
        this.sent += chunk.toString();
        emulator.write(chunk, done);
      },
    });
    this.output = Object.assign(output, { columns, rows: height });
  }

  readonly paint: Terminal['paint'] = (text, style) =>
    this.#isPlain ? text : styleText(style, text, { validateStream: false });

  readonly onLeave = (): void => void (this.left += 1);

  /** All rows from the first one, also those above the screen; a wrapped line is several. */
  get rows(): string[] {
    const { active } = this.#emulator.buffer;
    const last = active.baseY + active.cursorY;
    return Array.from({ length: last + 1 }, (_, row) => active.getLine(row)?.translateToString(true).trimEnd() ?? '');
  }

  /** What somebody sees without scrolling back. */
  get screen(): string[] {
    return this.rows.slice(this.#emulator.buffer.active.baseY);
  }

  get cursor(): { row: number; column: number } {
    const { baseY, cursorX, cursorY } = this.#emulator.buffer.active;
    return { row: baseY + cursorY, column: cursorX };
  }

  async press(keys: string): Promise<void> {
    this.input.write(keys);
    await this.settle();
  }

  type(line: string): Promise<void> {
    return this.press(`${line}\r`);
  }

  /** As a terminal does it: marked, when the program has asked for that. */
  paste(text: string): Promise<void> {
    const isMarked = this.sent.lastIndexOf(MARKS_PASTES) > this.sent.lastIndexOf(MARKS_NO_PASTES);
    const typed = text.replaceAll('\n', '\r');
    return this.press(isMarked ? `\u001B[200~${typed}\u001B[201~` : typed);
  }

  async resize(columns: number, height: number): Promise<void> {
    this.#emulator.resize(columns, height);
    Object.assign(this.output, { columns, rows: height });
    this.output.emit('resize');
    await this.settle();
  }

  /** Everything that is on its way has arrived, in both directions. */
  async settle(): Promise<void> {
    for (let round = 0; round < 5; round += 1) await new Promise((resolve) => setImmediate(resolve));
    await new Promise<void>((resolve) => this.output.write('', () => resolve()));
  }
}
