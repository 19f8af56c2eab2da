import { execFile, spawn } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { promisify } from 'node:util';

const run = promisify(execFile);

/** What the image says of itself. */
export interface ImageFacts {
  bytes: number;
  user: string;
  command: string[];
  healthcheck: string[];
  labels: Readonly<Record<string, string>>;
}

interface Inspected {
  Size: number;
  Config: {
    User?: string;
    Cmd?: string[];
    Labels?: Record<string, string>;
    Healthcheck?: { Test: string[] };
  };
  /** Podman has it here. */
  Healthcheck?: { Test: string[] };
}

/** The image cannot be tried on this machine. */
export class NoEngine extends Error {
  override readonly name = 'NoEngine';

  constructor(wanted: string | undefined) {
    super(
      `There is no working ${wanted ?? 'Docker or Podman'} here, so the image was not tried. Install one, or name it: CONTAINER_ENGINE=podman npm run test:image`,
    );
  }
}

/** Podman or Docker, by its command line. */
export class Engine {
  readonly name: string;
  readonly #runArgs: readonly string[];

  private constructor(name: string, runArgs: readonly string[]) {
    this.name = name;
    this.#runArgs = runArgs;
  }

  /** The named one, or the first that works. `runArgs` go into every `run`. */
  static async find(name: string | undefined, runArgs: readonly string[]): Promise<Engine> {
    for (const each of name === undefined ? ['docker', 'podman'] : [name]) {
      const works = await run(each, ['info']).then(
        () => true,
        () => false, // not installed, or its engine does not run
      );
      if (works) return new Engine(each, runArgs);
    }
    throw new NoEngine(name);
  }

  async build(folder: string, tag: string, args: readonly string[]): Promise<void> {
    // Podman's own format knows no health check.
    const format = this.name.includes('podman') ? ['--format', 'docker'] : [];
    await this.call(['build', ...format, ...args, '--tag', tag, folder]);
  }

  async inspect(image: string): Promise<ImageFacts> {
    const [found] = JSON.parse(await this.call(['image', 'inspect', image])) as Inspected[];
    if (!found) throw new Error(`${image} is no image`);
    const { Config: config } = found;
    return {
      bytes: found.Size,
      user: config.User ?? '',
      command: config.Cmd ?? [],
      healthcheck: (config.Healthcheck ?? found.Healthcheck)?.Test ?? [],
      labels: config.Labels ?? {},
    };
  }

  /** One command to its end. @returns its stdout. @throws with its stderr. */
  async call(args: readonly string[]): Promise<string> {
    const { stdout } = await run(this.name, [...args], { maxBuffer: 64 * 1024 * 1024 });
    return stdout.trim();
  }

  /** `run` in the foreground: the process ends when the container does, with its exit code. */
  spawnRun(args: readonly string[]): ChildProcess {
    return this.#attach(['run', ...this.#runArgs, ...args]);
  }

  /** A stopped container again, from its own file system. */
  spawnStart(name: string): ChildProcess {
    return this.#attach(['start', '--attach', name]);
  }

  /** A container for one command, gone afterwards. */
  once(image: string, args: readonly string[], command: readonly string[]): Promise<string> {
    return this.call(['run', '--rm', ...this.#runArgs, ...args, image, ...command]);
  }

  #attach(args: readonly string[]): ChildProcess {
    return spawn(this.name, [...args], { stdio: ['ignore', 'pipe', 'pipe'] });
  }
}
