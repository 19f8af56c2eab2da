import { parseArgs } from 'node:util';
import { slackManifest } from '../adapters/slack/slack-manifest.ts';

export interface TextIo {
  stdout: (text: string) => void;
  stderr: (text: string) => void;
}

const USAGE = 'Usage: aitta-bot manifest slack [--command NAME] [--url https://HOST/slack/events]\n';

/** `aitta-bot manifest`: what to paste where an app is created. @returns the exit code. */
export const manifest = (argv: readonly string[], io: TextIo): number => {
  const parsed = parse(argv);
  if (!parsed) {
    io.stderr(USAGE);
    return 2;
  }
  io.stdout(`${JSON.stringify(slackManifest(parsed), null, 2)}\n`);
  return 0;
};

const parse = (argv: readonly string[]): { commandName: string; eventsUrl?: string } | undefined => {
  try {
    const { positionals, values } = parseArgs({
      args: [...argv],
      allowPositionals: true,
      options: { command: { type: 'string', default: 'aitta' }, url: { type: 'string' } },
    });
    if (positionals.length !== 1 || positionals[0] !== 'slack') return undefined;
    return { commandName: values.command, ...(values.url === undefined ? {} : { eventsUrl: values.url }) };
  } catch {
    return undefined; // an unknown option: the usage says which there are
  }
};
