import { spawn, spawnSync } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, describe, expect, test, vi } from 'vitest';
import { createFolder } from '../whole/bot-process.ts';

vi.setConfig({ testTimeout: 120_000 }); // on a busy machine

const program = join(import.meta.dirname, '..', '..', 'bin', 'aitta-bot.js');
/** Gives a program a terminal; a part of util-linux, with other options elsewhere. */
const hasTerminals = spawnSync('script', ['--version'], { encoding: 'utf8' }).stdout?.includes('util-linux') ?? false;
const folder = createFolder();
afterAll(folder.remove);

/** The program at a terminal of its own. */
class AtTerminal {
  readonly #child: ChildProcess;
  #shown = '';

  constructor() {
    const command = `'${process.execPath}' '${program}' start`;
    this.#child = spawn('script', ['-qefc', command, '/dev/null'], {
      cwd: folder.path,
      env: {
        PATH: process.env['PATH'] ?? '',
        HOME: folder.path,
        TERM: 'xterm',
        PORT: '0',
        LOG_LEVEL: 'trace',
        AITTA_API_URL: 'standin:',
        STORE_URL: 'sqlite:bot.sqlite',
      },
      stdio: ['pipe', 'pipe', 'ignore'],
    });
    this.#child.stdout?.on('data', (chunk: Buffer) => (this.#shown += chunk.toString()));
  }

  /** Types a line, and waits until this is shown after it. */
  async type(line: string, until: string | RegExp): Promise<void> {
    const from = this.#shown.length;
    this.#child.stdin?.write(`${line}\r`);
    await this.shows(until, from);
  }

  async shows(what: string | RegExp, from = 0): Promise<void> {
    const fits = (): boolean => new RegExp(what).test(this.#shown.slice(from));
    for (const end = Date.now() + 60_000; !fits() && Date.now() < end;) await sleep(20);
    if (!fits()) throw new Error(`the terminal never showed ${String(what)}: ${this.#shown.slice(from)}`);
  }

  async close(): Promise<void> {
    const ended = new Promise((resolve) => this.#child.once('close', resolve));
    this.#child.kill('SIGKILL');
    await ended;
  }
}

const holders = (words: string): string[] => {
  const { stdout } = spawnSync('grep', ['-rlaF', words, folder.path], { encoding: 'utf8' });
  return stdout.split('\n').flatMap((path) => (path === '' ? [] : [path.slice(folder.path.length + 1)]));
};

describe.skipIf(!hasTerminals)('the console, as a program at a terminal', () => {
  test('`export` writes a file beside the store, which `forget me` leaves there; all else is gone, what was typed too, and never was in the log', async () => {
    const terminal = new AtTerminal();
    try {
      await terminal.shows('Ctrl-D leaves');
      await terminal.type('count to 3, TYPED-WORDS', '1 2 3');
      await terminal.type('!system TYPED-SYSTEM', 'is set');
      await terminal.type('!export', /conversation[^\n]*\.md/);
      const [file = ''] = readdirSync(join(folder.path, 'files'));
      expect(readFileSync(join(folder.path, 'files', file), 'utf8')).toContain('TYPED-WORDS');
      expect(holders('TYPED-WORDS').length).toBeGreaterThan(1);
      await terminal.type('!forget me --yes', 'Deleted');
      expect(holders('TYPED-')).toEqual([join('files', file)]);
      expect(readFileSync(join(folder.path, 'aitta-bot.log'), 'utf8')).toContain('"started"');
    } finally {
      await terminal.close();
    }
  });
});
