import type { ChildProcess } from 'node:child_process';
import type { Engine } from './engine.ts';

/** The bot in a container that can be stopped and started again. */
export class BotContainer {
  readonly #engine: Engine;
  readonly #name: string;
  readonly #run: { image: string; args: readonly string[] };
  #process: ChildProcess | undefined;
  #output = '';
  #ended: Promise<number | null> = Promise.resolve(null);

  constructor(engine: Engine, name: string, run: { image: string; args: readonly string[] }) {
    this.#engine = engine;
    this.#name = name;
    this.#run = run;
  }

  /** Resolves once the bot says that it has started; rejects with what it said when it ends before. */
  async start(): Promise<void> {
    this.#output = '';
    const { image, args } = this.#run;
    const process = this.#process
      ? this.#engine.spawnStart(this.#name)
      : this.#engine.spawnRun(['--name', this.#name, ...args, image]);
    this.#process = process;
    this.#ended = new Promise((resolve) => process.on('close', resolve));
    const started = new Promise<void>((resolve) => {
      const hear = (chunk: Buffer): void => {
        this.#output += chunk.toString();
        if (this.#output.includes('"msg":"started"')) resolve();
      };
      process.stdout?.on('data', hear);
      process.stderr?.on('data', hear);
    });
    const early = this.#ended.then((code) => {
      throw new Error(`the container ended with ${code}: ${this.#output.slice(-2_000)}`);
    });
    await Promise.race([started, early]);
    early.catch(() => undefined); // it may end now
  }

  /** @returns the exit code and how long it took, milliseconds. */
  async stop(): Promise<{ code: number | null; tookMs: number }> {
    const began = performance.now();
    await this.#engine.call(['stop', '--time', '30', this.#name]);
    const code = await this.#ended;
    return { code, tookMs: performance.now() - began };
  }

  exec(command: readonly string[]): Promise<string> {
    return this.#engine.call(['exec', this.#name, ...command]);
  }

  async remove(): Promise<void> {
    if (this.#process) await this.#engine.call(['rm', '--force', this.#name]);
  }
}
