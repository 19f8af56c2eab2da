import { spawn } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { Profile, Signed, Usage, UsageQuestion, Watched } from './report-usage.ts';

const REPORTER = pathToFileURL(join(import.meta.dirname, 'report-usage.ts')).href;

/** A program as a child process that can be asked what it has used. */
export class MeasuredProcess {
  readonly #child: ChildProcess;

  /** Of its HTTP server, where it has one. */
  readonly port: number;

  private constructor(child: ChildProcess, startLine: string) {
    this.#child = child;
    this.port = Number(/"port":(\d+)/.exec(startLine)?.[1] ?? 0);
  }

  /** Resolves when the program says "started". */
  static start(program: readonly string[], env: Readonly<Record<string, string>>): Promise<MeasuredProcess> {
    const child = spawn(process.execPath, ['--import', REPORTER, ...program], {
      cwd: tmpdir(),
      env: { PATH: process.env['PATH'] ?? '', HOME: process.env['HOME'] ?? '', ...env },
      stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
    });
    let complaint = '';
    child.stderr?.on('data', (chunk: Buffer) => (complaint += chunk.toString()));
    return new Promise((resolve, reject) => {
      child.once('close', (code) => reject(new Error(`${program.join(' ')} ended with ${code}: ${complaint}`)));
      // Read to the end of its life: a full pipe would stop it.
      child.stdout?.on('data', (chunk: Buffer) => {
        if (chunk.includes('started')) resolve(new MeasuredProcess(child, chunk.toString()));
      });
    });
  }

  usage(question: UsageQuestion = 'usage'): Promise<Usage> {
    return this.#ask<Usage>(question);
  }

  /** What the processor does while the work goes on. */
  async profile(work: () => Promise<unknown>): Promise<Profile> {
    await this.#ask('begin profile');
    await work();
    return this.#ask<Profile>('end profile');
  }

  /** What the event loop is kept by while the work goes on. */
  async watch(work: () => Promise<unknown>): Promise<Watched> {
    await this.#ask('begin watch');
    await work();
    return this.#ask<Watched>('end watch');
  }

  /** What the event loop does from a question to the first message, if nobody else is posted a message meanwhile. */
  async untilSign(ask: () => void): Promise<Signed> {
    await this.#ask('begin sign');
    ask();
    return this.#ask<Signed>('end sign');
  }

  #ask<Answer>(question: UsageQuestion): Promise<Answer> {
    return new Promise((resolve) => {
      this.#child.once('message', (answer) => resolve(answer as Answer));
      this.#child.send(question);
    });
  }

  async end(): Promise<void> {
    const ended = new Promise((resolve) => this.#child.once('close', resolve));
    this.#child.kill('SIGKILL');
    await ended;
  }
}
