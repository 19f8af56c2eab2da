import { spawn } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const program = join(import.meta.dirname, '..', '..', 'bin', 'aitta-bot.js');

/** The program as an operator starts it: a child process with nothing but these variables. */
export class BotProcess {
  readonly #child: ChildProcess;
  readonly #waiting = new Set<() => void>();
  #stdout = '';
  #stderr = '';
  readonly ended: Promise<number | null>;
  #code: number | null | undefined;

  /** `through` is a command that runs what is given to it, such as one that takes rights away. */
  constructor(
    env: Readonly<Record<string, string>>,
    args: readonly string[] = ['start'],
    cwd = tmpdir(),
    through: readonly string[] = [],
  ) {
    const base = { PATH: process.env['PATH'] ?? '', HOME: process.env['HOME'] ?? '', PORT: '0' };
    const [command = process.execPath, ...rest] = [...through, process.execPath, program, ...args];
    this.#child = spawn(command, rest, {
      cwd,
      env: { ...base, ...env },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    this.#child.stdout?.on('data', (chunk: Buffer) => this.#hear((this.#stdout += chunk.toString())));
    this.#child.stderr?.on('data', (chunk: Buffer) => this.#hear((this.#stderr += chunk.toString())));
    this.ended = new Promise((resolve) => {
      this.#child.on('close', (code) => {
        this.#code = code;
        this.#hear('');
        resolve(code);
      });
    });
  }

  get pid(): number {
    return this.#child.pid ?? 0;
  }
  get stdout(): string {
    return this.#stdout;
  }
  get stderr(): string {
    return this.#stderr;
  }
  /** The log's lines so far. */
  get log(): Record<string, unknown>[] {
    return this.#stdout
      .split('\n')
      .filter((line) => line.startsWith('{'))
      .map((line) => JSON.parse(line) as Record<string, unknown>);
  }

  /** Resolves when the bot has started. @returns the port of its HTTP server. */
  async started(): Promise<number> {
    const line = await this.logged((each) => each['msg'] === 'started');
    return Number(line['port']);
  }

  /** The first log line that fits, now or later; rejects when the process ends before. */
  logged(fits: (line: Record<string, unknown>) => boolean): Promise<Record<string, unknown>> {
    return new Promise((resolve, reject) => {
      const look = (): void => {
        const found = this.log.find(fits);
        if (found) resolve(found);
        else if (this.#code !== undefined) reject(new Error(`the bot ended with ${this.#code}: ${this.#stderr}`));
        else return;
        this.#waiting.delete(look);
      };
      this.#waiting.add(look);
      look();
    });
  }

  signal(name: NodeJS.Signals): void {
    this.#child.kill(name);
  }

  async kill(): Promise<void> {
    this.#child.kill('SIGKILL');
    await this.ended;
  }

  #hear(_text: string): void {
    for (const look of this.#waiting) look();
  }
}

/** A folder of its own for each test file's stores. */
export const createFolder = (): { path: string; remove: () => void } => {
  const path = mkdtempSync(join(tmpdir(), 'aitta-bot-'));
  return { path, remove: () => rmSync(path, { recursive: true, force: true }) };
};
