import { createInterface } from 'node:readline';
import type { Interface } from 'node:readline';
import { Writable } from 'node:stream';
import { unlessAborted } from '../async/unless-aborted.ts';
import { VerbFailure } from './failure-line.ts';
import type { VerbIo } from './run-verb.ts';

/** Asks whoever sits at the terminal, a line at a time; a script may pipe the answers in. Secrets are not shown as they are typed. */
export class Interview {
  readonly #io: VerbIo;
  readonly #lines: Interface;
  readonly #answers: AsyncIterator<string>;
  readonly #isTerminal: boolean;
  #isHidden = false;

  constructor(io: VerbIo) {
    this.#io = io;
    this.#isTerminal = io.stdin.isTTY === true && io.stdout.isTTY === true;
    const echo = new Writable({
      write: (chunk: Buffer, _encoding, done) => {
        if (!this.#isHidden) io.stdout.write(chunk);
        done();
      },
    });
    this.#lines = createInterface({ input: io.stdin, output: echo, terminal: this.#isTerminal, historySize: 0 });
    this.#lines.on('SIGINT', () => io.interrupt?.()); // readline has taken it from the process
    this.#answers = this.#lines[Symbol.asyncIterator]();
  }

  /**
   * @param isOptional a script need not answer it
   * @throws VerbFailure when nobody answers any more; the signal's reason once aborted.
   */
  async ask(question: string, { isSecret = false, isOptional = false } = {}): Promise<string> {
    if (!this.#isTerminal || isSecret) this.#io.stdout.write(question);
    this.#isHidden = isSecret;
    this.#lines.setPrompt(isSecret ? '' : question);
    if (this.#isTerminal) this.#lines.prompt();
    const { value } = (await unlessAborted(this.#answers.next(), this.#io.signal)) as { value: unknown };
    this.#isHidden = false;
    if (!this.#isTerminal || isSecret) this.#io.stdout.write('\n');
    if (typeof value !== 'string' && isOptional && !this.#isTerminal) return '';
    if (typeof value !== 'string') throw new VerbFailure('Nobody answers any more: nothing was written.');
    return value.trim();
  }

  async confirm(question: string, { isOptional = false } = {}): Promise<boolean> {
    return /^y(?:es)?$/i.test(await this.ask(`${question} [y/N] `, { isOptional }));
  }

  close(): void {
    this.#lines.close();
  }
}
