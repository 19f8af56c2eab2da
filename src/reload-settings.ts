import { readConfig, settingNames } from './config.ts';
import type { Config } from './config.ts';
import type { Log } from './core/ports/operator.ts';
import { LIVE_SETTINGS } from './live-settings.ts';
import type { Secrets } from './operate/secrets.ts';
import { readGiven } from './settings/given.ts';
import type { Environment } from './settings/given.ts';
import { SettingsError } from './settings/settings-error.ts';

export interface ReloadParts {
  /** What the bot was started with, or has adopted since. */
  before: { env: Environment; config: Config };
  /** @throws SettingsError */
  read: () => Environment;
  hasTerminal: boolean;
  secrets: Secrets;
  log: Log;
}

/** Reads the settings again. @returns what is to be adopted; undefined where there is a mistake, which leaves everything as it is. */
export const reloadSettings = (parts: ReloadParts): { env: Environment; config: Config } | undefined => {
  const { before, log, secrets } = parts;
  try {
    const env = parts.read();
    const { config, mistakes } = readConfig(env, { hasTerminal: parts.hasTerminal });
    if (!config || mistakes.length > 0) throw new SettingsError(mistakes);
    secrets.learn(config.secrets);
    const changed = changedNames(before.env, env);
    const restart = changed.filter((name) => !LIVE_SETTINGS.has(name));
    if (restart.length === 0 && !isSame(before.config.secrets, config.secrets)) restart.push('a secret in a file');
    const counting = changed.filter((name) => LIVE_SETTINGS.has(name));
    log.info({ changed: counting }, 'the settings were read again');
    if (restart.length > 0) log.warn({ restart }, 'these settings have changed too, and need a restart');
    // What needs a restart stays a difference until then, so that the next reading tells of it again.
    return { env: { ...before.env, ...pick(env, LIVE_SETTINGS) }, config };
  } catch (error) {
    if (!(error instanceof SettingsError)) throw error;
    log.error({ mistakes: error.mistakes }, 'the settings that were read again have mistakes; the old ones stay');
    return undefined;
  }
};

const changedNames = (before: Environment, after: Environment): string[] => {
  const [old, now] = [readGiven(before), readGiven(after)];
  return [...new Set(settingNames)].filter((name) => old.get(name) !== now.get(name));
};

const pick = (env: Environment, names: ReadonlySet<string>): Environment =>
  Object.fromEntries([...names].map((name) => [name, readGiven(env).get(name)]));

const isSame = (some: readonly string[], others: readonly string[]): boolean =>
  some.length === others.length && some.every((each) => others.includes(each));
