import { spawn, type ChildProcess } from 'node:child_process';
import { closeSync, openSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { onTestFinished } from 'vitest';
import { STANDIN_TOKEN } from '../../src/standin/standin.ts';

const program = join(import.meta.dirname, '..', '..', 'bin', 'aitta-bot.js');

export interface ProcessOptions {
  env?: Record<string, string>;
  /** What is piped in. Default: nothing. */
  stdin?: string;
  /** A file instead of a pipe. */
  stdoutFile?: string;
}

/** A verb as a person or a script runs it: the program as a child process. Ends with the test. */
export class VerbProcess {
  readonly #child: ChildProcess;
  readonly #waiting = new Set<() => void>();
  readonly exit: Promise<number | null>;
  out = '';
  err = '';

  constructor(url: string, args: readonly string[], { env = {}, stdin = '', stdoutFile }: ProcessOptions = {}) {
    const base = { PATH: process.env['PATH'] ?? '', AITTA_API_URL: url, AITTA_ACCESS_TOKEN: STANDIN_TOKEN };
    const file = stdoutFile === undefined ? undefined : openSync(stdoutFile, 'w');
    this.#child = spawn(process.execPath, [program, ...args], {
      cwd: tmpdir(),
      env: { ...base, ...env },
      stdio: ['pipe', file ?? 'pipe', 'pipe'],
    });
    if (file !== undefined) closeSync(file);
    this.#child.stdin?.on('error', () => undefined); // it does not read what it does not need
    this.#child.stdin?.end(stdin);
    this.#child.stdout?.on('data', (chunk: Buffer) => this.#hear((this.out += chunk.toString())));
    this.#child.stderr?.on('data', (chunk: Buffer) => this.#hear((this.err += chunk.toString())));
    this.exit = new Promise((resolve) => {
      this.#child.on('close', resolve);
    });
    onTestFinished(async () => {
      this.#child.kill('SIGKILL');
      await this.exit;
    });
  }

  /** Resolves when something has come to be true of the output. */
  async until(fits: (verb: this) => boolean): Promise<void> {
    const seen = new Promise<void>((resolve) => {
      const look = (): void => {
        if (fits(this)) resolve();
      };
      this.#waiting.add(look);
      look();
    });
    await Promise.race([seen, this.exit]);
    if (!fits(this)) throw new Error(`the verb ended before: ${this.err}`);
  }

  interrupt(): void {
    this.#child.kill('SIGINT');
  }

  /** As `| head` does once it has enough. */
  closeStdout(): void {
    this.#child.stdout?.destroy();
  }

  #hear(_text: string): void {
    for (const look of this.#waiting) look();
  }
}
