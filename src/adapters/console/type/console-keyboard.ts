import { createInterface } from 'node:readline';
import type { CompleterResult, Interface, Key } from 'node:readline';
import type { Terminal } from '../../define-platform.ts';
import { asLine, DO_NOT_MARK_PASTES, MARK_PASTES, PasteFilter } from './console-paste.ts';
import type { ConsoleScreen } from '../draw/console-screen.ts';

export interface KeyboardParts {
  input: Terminal['input'];
  output: Terminal['output'];
  screen: ConsoleScreen;
  /** Entered earlier, newest first. */
  history: string[];
  complete: (line: string) => Promise<CompleterResult>;
  onLine: (text: string) => void;
  /** Ctrl-C. `hasText` when something has been typed. */
  onInterrupt: (hasText: boolean) => void;
  /** Ctrl-D on an empty line, or the end of the input. */
  onEnd: () => void;
}

export const PROMPT = '> ';
const HISTORY_SIZE = 200;

/** What is typed, as lines: editing, history and completion are readline's. */
export class ConsoleKeyboard {
  readonly #parts: KeyboardParts;
  readonly #paste = new PasteFilter();
  readonly #reader: Interface;
  /** Readline's own, newest first. */
  #history: string[];
  #isClosed = false;

  constructor(parts: KeyboardParts) {
    this.#parts = parts;
    const { input, output, screen, history, complete } = parts;
    this.#history = history.map(asLine);
    const filter = screen.isLive ? this.#filtered(input) : input;
    const completer = (line: string, give: (error: Error | null, result: CompleterResult) => void): void => {
      void complete(line).then((result) => give(null, result));
    };
    // Before readline, which moves to the next row.
    if (screen.isLive) filter.prependListener('keypress', (_text: string, key: Key) => isEnter(key) && screen.hold());
    this.#reader = createInterface({
      input: filter,
      output,
      prompt: PROMPT,
      terminal: screen.isLive,
      history: this.#history,
      historySize: HISTORY_SIZE,
      removeHistoryDuplicates: true,
      completer,
    });
    if (screen.isLive) filter.on('keypress', (_text: string, key: Key) => isEnter(key) && screen.release());
    this.#listen();
  }

  /** Puts the prompt on the screen, and takes over Ctrl-C. */
  #listen(): void {
    const { output, screen, onLine, onInterrupt, onEnd } = this.#parts;
    const reader = this.#reader;
    reader.on('history', (history) => (this.#history = history));
    reader.on('line', (line) => {
      screen.entered();
      onLine(this.#paste.expand(line));
    });
    reader.on('SIGINT', () => onInterrupt(reader.line !== ''));
    reader.on('close', () => {
      if (!this.#isClosed) onEnd();
    });
    if (screen.isLive) output.write(MARK_PASTES);
    screen.prompt = { row: () => reader.getCursorPos().rows, draw: () => reader.prompt(true) };
  }

  /** What is asked for, in front of what is typed. */
  set prompt(prompt: string) {
    this.#reader.setPrompt(prompt);
  }

  /** Takes away what has been typed. */
  clear(): void {
    this.#reader.write(null, { ctrl: true, name: 'e' });
    this.#reader.write(null, { ctrl: true, name: 'u' });
  }

  /** The newest line is not worth finding again with the arrow keys. */
  dropLast(): void {
    this.#history.shift();
  }

  dropAll(): void {
    this.#history.splice(0);
  }

  close(): void {
    if (this.#isClosed) return;
    this.#isClosed = true;
    const { input, output, screen } = this.#parts;
    screen.end();
    if (screen.isLive) output.write(DO_NOT_MARK_PASTES);
    this.#reader.close();
    if (screen.isLive) input.unpipe(this.#paste);
    input.pause();
  }

  #filtered(input: Terminal['input']): NodeJS.ReadableStream {
    const setRawMode = input.setRawMode?.bind(input);
    return input.pipe(setRawMode ? Object.assign(this.#paste, { setRawMode }) : this.#paste);
  }
}

const isEnter = (key: Key): boolean => key.name === 'return' || key.name === 'enter';
