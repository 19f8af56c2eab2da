const CLEAR_LINE = '\r\u001B[2K';
const DIM = ['\u001B[2m', '\u001B[22m'] as const;

/** What is on the terminal: whole lines, one transient line for what is happening, and a draft that grows at its end. */
export class ConsoleScreen {
  /** Shows the prompt again; the platform sets it once there is one. */
  prompt: () => void = () => undefined;
  readonly #output: NodeJS.WritableStream & { isTTY?: boolean };
  /** Turns that have shown something and are not answered yet. */
  readonly #live = new Set<string>();
  #transient = '';
  /** The prompt may stand on the cursor's line, with what somebody has begun to type. */
  #prompted = false;
  /** Whose draft the cursor stands behind, and how much of it is printed. */
  #draft: { turn: string; printed: number } | undefined;

  constructor(output: NodeJS.WritableStream & { isTTY?: boolean }) {
    this.#output = output;
  }

  get busy(): boolean {
    return this.#live.size > 0;
  }

  /** One line about what is happening; the next thing replaces it. Without a terminal it would only be noise. */
  note(turn: string, text: string): void {
    this.#live.add(turn);
    if (this.#draft || this.#output.isTTY !== true || text === this.#transient) return;
    const { columns = 80 } = this.#output as { columns?: number };
    this.#transient = text;
    this.#output.write(`${CLEAR_LINE}${this.#dim(text.slice(0, Math.max(columns - 1, 1)))}`);
  }

  /** Prints what is new of a draft that only grows. A second draft waits for its answer. */
  draft(turn: string, text: string): void {
    this.#live.add(turn);
    if (this.#draft && this.#draft.turn !== turn) return;
    this.#clearTransient();
    const printed = this.#draft?.printed ?? 0;
    this.#output.write(text.slice(printed));
    this.#draft = { turn, printed: text.length };
  }

  /** The answer: the rest of its draft, or the whole of it, and a muted line. */
  answer(turn: string, text: string, note: string): void {
    this.#live.delete(turn);
    this.#clearTransient();
    const mine = this.#draft?.turn === turn;
    if (this.#draft && !mine) this.#output.write('\n');
    const rest = mine ? text.slice(this.#draft?.printed ?? 0) : text;
    this.#draft = undefined;
    if (rest !== '' || mine) this.#output.write(`${rest}\n`);
    if (note !== '') this.#output.write(`${this.#dim(note)}\n`);
    this.#output.write('\n');
    if (!this.busy) this.#askForMore();
  }

  /** The turn says nothing more in this run. */
  leave(turn: string, note: string): void {
    if (!this.#live.delete(turn)) return;
    this.#clearTransient();
    if (this.#draft?.turn === turn) {
      this.#draft = undefined;
      this.#output.write('\n');
    }
    if (note !== '') this.#output.write(`${this.#dim(note)}\n`);
  }

  line(text: string): void {
    this.#clearTransient();
    this.#output.write(`${text}\n`);
    this.#askForMore();
  }

  #askForMore(): void {
    this.prompt();
    this.#prompted = true;
  }

  #clearTransient(): void {
    if (this.#transient !== '' || (this.#prompted && this.#output.isTTY === true)) this.#output.write(CLEAR_LINE);
    this.#transient = '';
    this.#prompted = false;
  }

  #dim(text: string): string {
    return this.#output.isTTY === true ? `${DIM[0]}${text}${DIM[1]}` : text;
  }
}
