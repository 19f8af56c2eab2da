import { userInfo } from 'node:os';
import { dirname, join } from 'node:path';
import { App } from '../app.ts';
import type { Terminal } from '../adapters/define-platform.ts';
import { readConfig } from '../config.ts';
import type { Config } from '../config.ts';
import { systemClock } from '../async/clock.ts';
import { untilAborted } from '../async/until-aborted.ts';
import { isBotError } from '../core/errors.ts';
import type { Log } from '../core/ports/operator.ts';
import { createLog } from '../operate/log.ts';
import { createMetrics } from '../operate/metrics.ts';
import { describeStray } from '../operate/stray-error.ts';
import type { Secrets } from '../operate/secrets.ts';
import { reloadSettings } from '../reload-settings.ts';
import type { Environment } from '../settings/given.ts';
import { SettingsError } from '../settings/settings-error.ts';
import { keepCompiled } from './compile-cache.ts';
import { summarise } from './summarise.ts';
import { createPaint, isTerminal } from './terminal.ts';

export interface ProcessIo {
  env: Readonly<Record<string, string | undefined>>;
  stdin: NodeJS.ReadStream;
  stdout: NodeJS.WriteStream;
  stderr: NodeJS.WriteStream;
  /** Of the settings, once these are read. */
  secrets: Secrets;
  /** Aborts at SIGINT or SIGTERM. */
  signal: AbortSignal;
  /** As they are now: the environment, and the file below it. @throws SettingsError */
  readSettings: () => Environment;
  /** Takes SIGHUP from now on, which would end the process. */
  onHangup: (listener: () => void) => void;
  /** Called with an error that nobody caught, just before it ends the process. */
  onStray: (error: unknown) => void;
}

/** `aitta-bot start`: runs until told to stop. @returns the exit code: 0 stopped, 1 cannot start. @throws SettingsError */
export const start = async (io: ProcessIo): Promise<number> => {
  const hasTerminal = io.stdin.isTTY && io.stdout.isTTY;
  const { config, mistakes, remarks } = readConfig(io.env, { hasTerminal });
  if (!config || mistakes.length > 0) throw new SettingsError(mistakes);
  const { secrets } = io;
  secrets.learn(config.secrets);
  const left = new AbortController();
  const terminal = openTerminal(io, config, () => left.abort(new Error('the person left')));
  const logFile = terminal ? logPath(config) : undefined;
  const log = createLog({ level: config.logLevel, secrets, ...(logFile === undefined ? {} : { file: logFile }) });
  io.onStray = (error) => log.error(describeStray(error), 'an error that nobody caught ends this process');
  try {
    const onListening = (port: number): void => {
      const lines = summarise(config, { port, remarks, logFile, columns: io.stderr.columns });
      io.stderr.write(`${lines.join('\n')}\n`);
    };
    const app = new App({ config, clock: systemClock, log, metrics: createMetrics(), secrets, terminal, onListening });
    io.onHangup(terminal ? () => left.abort(new Error('the terminal is gone')) : reloader(io, { app, config, log }));
    const told = untilAborted(AbortSignal.any([io.signal, left.signal]));
    const starting = app.start().then(() => log.info({ platforms: app.running, port: app.port }, 'started'));
    starting.then(keepCompiled, () => undefined);
    await Promise.race([Promise.all([starting, told]), told]); // a start may take long: a platform that does not answer
    starting.catch(() => undefined); // told to stop before it was over
    const leaves = left.signal.aborted || (terminal !== undefined && isInterrupt(io.signal.reason));
    await (leaves ? app.stop(0) : app.stop());
    return 0;
  } catch (error) {
    if (!isBotError(error)) throw error;
    log.error({ err: error }, 'the bot cannot start');
    io.stderr.write(`aitta-bot cannot start: ${secrets.scrub(error.message)}\n`);
    return 1;
  }
};

/** Reads the settings again, each time it is called. */
const reloader = (io: ProcessIo, { app, config, log }: { app: App; config: Config; log: Log }): (() => void) => {
  const { secrets, readSettings: read, env } = io;
  let before = { env: { ...env }, config };
  return () => {
    const after = reloadSettings({ before, read, hasTerminal: false, secrets, log });
    if (!after) return;
    app.adopt(after.config);
    before = { env: after.env, config }; // what needs a restart is told again
  };
};

/** Ctrl-C on a terminal that cannot tell the console of it (TERM=dumb): who leaves does not wait for what is written to its end. */
const isInterrupt = (reason: unknown): boolean => reason instanceof Error && reason.message === 'SIGINT';

/** Where somebody may talk to the bot directly, if a platform wants it. */
const openTerminal = (io: ProcessIo, config: Config, onLeave: () => void): Terminal | undefined => {
  if (!config.platforms.some((platform) => platform.usesTerminal)) return undefined;
  return {
    input: io.stdin,
    output: io.stdout,
    isLive: isTerminal(io.stdout, io.env),
    paint: createPaint(io.stdout, io.env),
    person: userName(),
    locale: new Intl.DateTimeFormat().resolvedOptions().locale,
    folder: folderFor(config),
    onLeave,
  };
};

/** Files for whoever sits here: beside the store; where that is not on the disk, below the working directory. */
const folderFor = ({ store }: Config): string =>
  store.kind === 'sqlite' ? join(dirname(store.path), 'files') : 'aitta-bot-files';

const logPath = (config: Config): string =>
  config.store.kind === 'sqlite' ? join(dirname(config.store.path), 'aitta-bot.log') : 'aitta-bot.log';

const userName = (): string => {
  try {
    return userInfo().username;
  } catch {
    return 'you'; // an arbitrary user id, as containers have it, has no name
  }
};
