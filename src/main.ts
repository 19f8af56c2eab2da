import { readFileSync } from 'node:fs';
import * as http from 'node:http';
import { openCompileCache } from './cli/compile-cache.ts';
import type { ProcessIo } from './cli/start.ts';
import { Secrets } from './operate/secrets.ts';
import { describeStray } from './operate/stray-error.ts';
import { readGiven } from './settings/given.ts';
import { SettingsError } from './settings/settings-error.ts';
import { SettingsSource } from './settings/settings-source.ts';

const USAGE = `Usage: aitta-bot [VERB]

  start              run the bot (the default)
  init               ask for the tokens, try each, and write .env
  models             list the models of Aitta
  ask QUESTION       ask one of them
  task               run an inference task, where Aitta has them
  doctor             look at everything that the bot needs, and say what to do
  backup FILE        copy the store, also while the bot runs
  export             write everything that is kept of a person
  forget             delete everything that is kept of a person
  feedback           write the thumbs under answers, and their words
  standin            serve a stand-in for Aitta
  manifest PLATFORM  what to paste or to open where a platform lets bots in
  version            which version this is
  help               this text

Settings are environment variables, or lines of a file .env; see .env.example.
init, models, ask, task, doctor, backup, export, forget, feedback and standin tell more with --help.
`;

const stopping = new AbortController();
const source = new SettingsSource(process.env);
const io: ProcessIo & { interrupt: () => void } = {
  env: process.env,
  stdin: process.stdin,
  stdout: process.stdout,
  stderr: process.stderr,
  secrets: new Secrets(),
  signal: stopping.signal,
  readSettings: () => source.read(),
  onHangup: (listener) => void process.on('SIGHUP', listener),
  interrupt: () => stopping.abort(new Error('SIGINT')),
  onStray: (error) => {
    const { type, frames } = describeStray(error);
    io.stderr.write(
      `aitta-bot: ${io.secrets.scrub([`an error that nobody caught: ${type}`, ...frames].join('\n  '))}\n`,
    );
  },
};

/** For the verbs that only print. */
const text = {
  env: io.env,
  stdout: (line: string): void => void io.stdout.write(line),
  stderr: (line: string): void => void io.stderr.write(line),
  signal: io.signal,
};

/** What a verb needs is loaded with it. */
const verbs: Readonly<Record<string, (args: readonly string[]) => Promise<number>>> = {
  start: async () => {
    openCompileCache(readGiven(io.env).get('STORE_URL')); // before what it is for is loaded
    return (await import('./cli/start.ts')).start(io);
  },
  init: async (args) => (await import('./cli/init.ts')).init(args, io),
  models: async (args) => (await import('./cli/models.ts')).models(args, io),
  ask: async (args) => (await import('./cli/ask.ts')).ask(args, io),
  task: async (args) => (await import('./cli/task.ts')).task(args, io),
  doctor: async (args) => (await import('./cli/doctor.ts')).doctor(args, io),
  backup: async (args) => (await import('./cli/backup.ts')).backup(args, io),
  export: async (args) => (await import('./cli/export.ts')).exportPersonalData(args, io),
  forget: async (args) => (await import('./cli/forget.ts')).forget(args, io),
  feedback: async (args) => (await import('./cli/feedback.ts')).feedback(args, io),
  standin: async (args) => (await import('./cli/standin.ts')).standin(args, text),
  manifest: async (args) => (await import('./cli/manifest.ts')).manifest(args, text),
};

const readVersion = (): string => {
  const file = readFileSync(new URL('../package.json', import.meta.url), 'utf8');
  return (JSON.parse(file) as { version: string }).version;
};

/** @returns the exit code: 0 well, 1 failed, 2 wrong usage or settings. */
const run = async ([name = 'start', ...args]: readonly string[]): Promise<number> => {
  Object.assign(process.env, source.read());
  const given = readGiven(io.env);
  // Node itself looks at this before a .env file is read. Node 22 cannot be told later.
  if (given.get('NODE_USE_ENV_PROXY') === '1' && 'setGlobalProxyFromEnv' in http)
    http.setGlobalProxyFromEnv(Object.fromEntries(given));
  if (['help', '--help', '-h'].includes(name)) {
    io.stdout.write(USAGE);
    return 0;
  }
  if (['version', '--version', '-V'].includes(name)) {
    io.stdout.write(`${readVersion()}\n`);
    return 0;
  }
  const verb = Object.hasOwn(verbs, name) ? verbs[name] : undefined;
  if (verb) return verb(args);
  io.stderr.write(`aitta-bot: there is no verb ${name}\n\n${USAGE}`);
  return 2;
};

// Containers run under any user id, and always in group 0: what one id has written, the next one must be able to change.
if (process.getgid?.() === 0) process.umask(0o002);

for (const signal of ['SIGINT', 'SIGTERM'] as const) {
  process.on(signal, () => {
    if (stopping.signal.aborted) process.exit(1); // asked twice: at once
    stopping.abort(new Error(signal));
  });
}

// After what nobody caught nothing is certain any more. The turns are not handed on, so that a question that does this is given up one day.
process.on('uncaughtException', (error) => {
  io.onStray(error);
  process.exit(1);
});

// A reader that goes away (`| head`) ends what is under way, without a word; an output that cannot be written to is a failure.
let isOutputLost = false;
io.stdout.on('error', (error: NodeJS.ErrnoException) => {
  if (stopping.signal.aborted) return;
  stopping.abort(error);
  if (error.code === 'EPIPE') return;
  isOutputLost = true;
  process.exitCode = 1;
  io.stderr.write(`aitta-bot: the output could not be written: ${error.message}\n`);
});
io.stderr.on('error', () => undefined); // nobody is left to be told

try {
  const exitCode = await run(process.argv.slice(2));
  process.exitCode = isOutputLost ? 1 : exitCode;
} catch (error) {
  const isSettings = error instanceof SettingsError;
  const why = isSettings ? error.message : String(error instanceof Error ? error.stack : error);
  io.stderr.write(`aitta-bot: ${io.secrets.scrub(why)}\n`);
  process.exitCode = isSettings ? 2 : 1;
}
