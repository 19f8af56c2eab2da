import type { ProcessIo } from './cli/start.ts';
import { SettingsError } from './config.ts';

const USAGE = `Usage: aitta-bot [VERB]

  start              run the bot (the default)
  manifest slack     the app manifest to paste at Slack
  help               this text

Settings are environment variables, or lines of a file .env; see .env.example.
`;

const stopping = new AbortController();
const io: ProcessIo = {
  env: process.env,
  stdin: process.stdin,
  stdout: process.stdout,
  stderr: process.stderr,
  signal: stopping.signal,
};

/** What a verb needs is loaded with it. The exit code: 0 well, 1 failed, 2 wrong usage or settings. */
const run = async (argv: readonly string[]): Promise<number> => {
  const [verb = 'start', ...rest] = argv;
  try {
    process.loadEnvFile();
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error;
  }
  switch (verb) {
    case 'start': {
      const { start } = await import('./cli/start.ts');
      return start(io);
    }
    case 'manifest': {
      const { manifest } = await import('./cli/manifest.ts');
      return manifest(rest, { stdout: (text) => io.stdout.write(text), stderr: (text) => io.stderr.write(text) });
    }
    case 'help':
    case '--help':
    case '-h':
      io.stdout.write(USAGE);
      return 0;
    default:
      io.stderr.write(`aitta-bot: there is no verb ${verb}\n\n${USAGE}`);
      return 2;
  }
};

// Containers run under any user id, and always in group 0: what one id has written, the next one must be able to change.
if (process.getgid?.() === 0) process.umask(0o002);

for (const signal of ['SIGINT', 'SIGTERM'] as const) {
  process.on(signal, () => {
    if (stopping.signal.aborted) process.exit(1); // asked twice: at once
    stopping.abort(new Error(signal));
  });
}

try {
  process.exitCode = await run(process.argv.slice(2));
} catch (error) {
  const isSettings = error instanceof SettingsError;
  io.stderr.write(`aitta-bot: ${isSettings ? error.message : String(error instanceof Error ? error.stack : error)}\n`);
  process.exitCode = isSettings ? 2 : 1;
}
