import { parseArgs } from 'node:util';
import { ManifestError } from '../adapters/define-platform.ts';
import { platforms } from '../platforms.ts';
import { readGiven } from '../settings/given.ts';
import type { Environment } from '../settings/given.ts';

export interface TextIo {
  env: Environment;
  stdout: (text: string) => void;
  stderr: (text: string) => void;
}

const manifests = new Map(platforms.flatMap(({ name, manifest }) => (manifest ? [[name, manifest]] : [])));
const USAGE = [...manifests.values()].map(({ usage }) => `Usage: aitta-bot manifest ${usage}\n`).join('\n');

/** `aitta-bot manifest`: what to paste where an app is created. @returns the exit code. */
export const manifest = async (argv: readonly string[], io: TextIo): Promise<number> => {
  const [name = '', ...args] = argv;
  const wanted = manifests.get(name);
  const options = wanted && parse(args, wanted.options);
  if (!options) {
    io.stderr(USAGE);
    return 2;
  }
  try {
    io.stdout(await wanted.print(options, readGiven(io.env)));
    return 0;
  } catch (error) {
    if (!(error instanceof ManifestError)) throw error;
    io.stderr(`aitta-bot manifest ${name}: ${error.message}\n\n${USAGE}`);
    return 2;
  }
};

const parse = (args: string[], names: readonly string[]): Readonly<Record<string, string>> | undefined => {
  const options = Object.fromEntries(names.map((name) => [name, { type: 'string' as const }]));
  try {
    const { values } = parseArgs({ args, options });
    return Object.fromEntries(Object.entries(values).map(([name, value]) => [name, value ?? '']));
  } catch {
    return undefined; // an unknown option: the usage says which there are
  }
};
