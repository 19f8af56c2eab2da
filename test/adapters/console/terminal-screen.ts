const SEQUENCE = '\u001B[';

/** As much of a terminal as readline and the console need: rows, a cursor on the last one, and a bell. */
export class TerminalScreen {
  readonly rows: string[] = [''];
  bells = 0;
  #column = 0;

  /** @param text holds whole sequences only. */
  write(text: string): void {
    const [plain = '', ...sequences] = text.split(SEQUENCE);
    for (const character of plain) this.#put(character);
    for (const sequence of sequences) {
      const [, count = '', command = '', rest = ''] = /^(\d*)([A-Za-z])([^]*)$/.exec(sequence) ?? [];
      this.#obey(command, count);
      for (const character of rest) this.#put(character);
    }
  }

  #put(character: string): void {
    switch (character) {
      case '\n':
        this.rows.push('');
        this.#column = 0;
        break;
      case '\r':
        this.#column = 0;
        break;
      case '\u0007':
        this.bells += 1;
        break;
      default: {
        const row = this.#row.padEnd(this.#column);
        this.#row = row.slice(0, this.#column) + character + row.slice(this.#column + character.length);
        this.#column += character.length;
      }
    }
  }

  #obey(command: string, count: string): void {
    switch (command) {
      case 'G':
        this.#column = Number(count || '1') - 1;
        break;
      case 'K':
        this.#row = count === '2' ? '' : this.#row.slice(0, this.#column);
        break;
      case 'J':
        this.#row = this.#row.slice(0, this.#column);
        break;
      case 'm':
        break;
      default:
        throw new Error(`a terminal would do something at ${command}`);
    }
  }

  get #row(): string {
    return this.rows.at(-1) ?? '';
  }
  set #row(text: string) {
    this.rows[this.rows.length - 1] = text;
  }
}
