import { userInfo } from 'node:os';
import { dirname, join } from 'node:path';
import { App } from '../app.ts';
import { loadConfig } from '../config.ts';
import type { Config } from '../config.ts';
import { systemClock } from '../async/clock.ts';
import { untilAborted } from '../async/until-aborted.ts';
import { isBotError } from '../core/errors.ts';
import { createLog } from '../operate/log.ts';
import { createMetrics } from '../operate/metrics.ts';
import type { Terminal } from '../platforms.ts';
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
  const config = loadConfig(io.env);
  const { secrets } = io;
  secrets.learn(config.secrets);
  const configured = config.slack !== undefined || config.discord !== undefined;
  const onTerminal = !configured && io.stdin.isTTY && io.stdout.isTTY;
  const left = new AbortController();
  const terminal: Terminal | undefined = onTerminal
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
    io.stderr.write(`${summary(config, terminal !== undefined, logFile).join('\n')}\n`);
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

/** Three lines: what is on, what is not, and which variables would switch it on. */
const summary = (config: Config, console: boolean, logFile: string | undefined): string[] => {
  const { aitta, slack, discord, store, http } = config;
  const on = [
    slack && (slack.appToken === undefined ? 'Slack (signed HTTP)' : 'Slack (Socket Mode)'),
    discord && 'Discord',
    console && 'the console (write below; Ctrl-C leaves)',
    aitta.kind === 'service' ? `Aitta at ${aitta.apiUrl}` : 'a stand-in for Aitta with scripted answers',
    store.kind === 'memory' ? 'a store in memory' : `the store ${store.path}`,
    `http://${http.host}:${http.port}/healthz`,
    logFile !== undefined && `the log ${logFile}`,
  ].filter((part) => typeof part === 'string');
  const off = [
    !slack && 'Slack',
    !discord && 'Discord',
    aitta.kind === 'standin' && 'the real Aitta',
    !console && !slack && !discord && 'the console (needs a terminal)',
  ].filter((part) => typeof part === 'string');
  const switches = [
    !slack && 'SLACK_BOT_TOKEN with SLACK_APP_TOKEN',
    !discord && 'DISCORD_TOKEN',
    aitta.kind === 'standin' && 'AITTA_ACCESS_TOKEN',
  ].filter((part) => typeof part === 'string');
  return [
    `On: ${on.join(', ')}.`,
    `Off: ${off.length === 0 ? 'nothing' : off.join(', ')}.`,
    switches.length === 0 ? 'All is switched on.' : `To switch on: ${switches.join('; ')} (see .env.example).`,
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
