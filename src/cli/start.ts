import { userInfo } from 'node:os';
import { dirname, join } from 'node:path';
import { App } from '../app.ts';
import { describeAitta } from '../adapters/aitta/aitta-settings.ts';
import type { Terminal } from '../adapters/define-platform.ts';
import { describeStore } from '../adapters/storage/store-settings.ts';
import { readConfig } from '../config.ts';
import type { Config } from '../config.ts';
import { platforms } from '../platforms.ts';
import { SettingsError } from '../settings/settings-error.ts';
import { systemClock } from '../async/clock.ts';
import { untilAborted } from '../async/until-aborted.ts';
import { isBotError } from '../core/errors.ts';
import { createLog } from '../operate/log.ts';
import { createMetrics } from '../operate/metrics.ts';
import type { Secrets } from '../operate/secrets.ts';

export interface ProcessIo {
  env: Readonly<Record<string, string | undefined>>;
  stdin: NodeJS.ReadStream;
  stdout: NodeJS.WriteStream;
  stderr: NodeJS.WriteStream;
  /** Of the settings, once these are read. */
  secrets: Secrets;
  /** Aborts at SIGINT or SIGTERM. */
  signal: AbortSignal;
}

/** `aitta-bot start`: runs until told to stop. @returns the exit code: 0 stopped, 1 cannot start. @throws SettingsError */
export const start = async (io: ProcessIo): Promise<number> => {
  const hasTerminal = io.stdin.isTTY && io.stdout.isTTY;
  const { config, mistakes, remarks } = readConfig(io.env, { hasTerminal });
  if (!config || mistakes.length > 0) throw new SettingsError(mistakes);
  const { secrets } = io;
  secrets.learn(config.secrets);
  const left = new AbortController();
  const usesTerminal = config.platforms.some((platform) => platform.usesTerminal);
  const terminal: Terminal | undefined = usesTerminal
    ? {
        input: io.stdin,
        output: io.stdout,
        person: userName(),
        onLeave: () => left.abort(new Error('the person left')),
      }
    : undefined;
  const logFile = terminal ? logPath(config) : undefined;
  const { logLevel: level } = config;
  const log = createLog({ level, secrets, ...(logFile === undefined ? {} : { file: logFile }) });
  try {
    const app = new App({
      config,
      clock: systemClock,
      log,
      metrics: createMetrics(),
      secrets,
      ...(terminal ? { terminal } : {}),
    });
    io.stderr.write(`${summary(config, remarks, logFile).join('\n')}\n`);
    const told = untilAborted(AbortSignal.any([io.signal, left.signal]));
    const starting = app.start().then(() => log.info({ platforms: app.running, port: app.port }, 'started'));
    await Promise.race([Promise.all([starting, told]), told]); // a start may take long: a platform that does not answer
    starting.catch(() => undefined); // told to stop before it was over
    await app.stop();
    return 0;
  } catch (error) {
    if (!isBotError(error)) throw error;
    log.error({ err: error }, 'the bot cannot start');
    io.stderr.write(`aitta-bot cannot start: ${secrets.scrub(error.message)}\n`);
    return 1;
  }
};

/** Three lines: what is on, what is not, and which variables would switch it on. Then what looks like a setting and is none. */
const summary = (config: Config, remarks: readonly string[], logFile: string | undefined): string[] => {
  const { aitta, http } = config;
  const isStandin = aitta.kind === 'standin';
  const names = config.platforms.map(({ name }) => name);
  const others = platforms.filter(({ name, isLocal }) => !names.includes(name) && !(isLocal && names.length > 0));
  const on = [
    ...config.platforms.map((platform) => platform.summary),
    describeAitta(config),
    describeStore(config),
    `http://${http.host}:${http.port}/healthz`,
    ...(logFile === undefined ? [] : [`the log ${logFile}`]),
  ];
  const off = [...others.map(({ title }) => title), ...(isStandin ? ['the real Aitta'] : [])];
  const switches = [...others.flatMap((other) => other.switches ?? []), ...(isStandin ? ['AITTA_ACCESS_TOKEN'] : [])];
  return [
    `On: ${on.join(', ')}.`,
    `Off: ${off.length === 0 ? 'nothing' : off.join(', ')}.`,
    switches.length === 0 ? 'All is switched on.' : `To switch on: ${switches.join('; ')} (see .env.example).`,
    ...remarks.map((remark) => `Ignored: ${remark}`),
  ];
};

const logPath = (config: Config): string =>
  config.store.kind === 'sqlite' ? join(dirname(config.store.path), 'aitta-bot.log') : 'aitta-bot.log';

const userName = (): string => {
  try {
    return userInfo().username;
  } catch {
    return 'you'; // an arbitrary user id, as containers have it, has no name
  }
};
