import { aittaSettings } from './adapters/aitta/aitta-settings.ts';
import type { AittaSettings } from './adapters/aitta/aitta-settings.ts';
import { nameService, openaiSettings, remarksOnOpenai } from './adapters/openai/openai-settings.ts';
import type { OpenaiSettings } from './adapters/openai/openai-settings.ts';
import type { PlatformAdapter, PlatformContext, SwitchedOn } from './adapters/define-platform.ts';
import { storeSettings } from './adapters/storage/store-settings.ts';
import type { StoreSettings } from './adapters/storage/store-settings.ts';
import { webSettings } from './adapters/web/web-settings.ts';
import type { WebSettings } from './adapters/web/web-settings.ts';
import { botSettings, remarksOnLanguage } from './bot-settings.ts';
import type { BotSettings } from './bot-settings.ts';
import type { NamedService } from './core/sentences/named-service.ts';
import { fileSettings } from './files/file-settings.ts';
import type { FileLimits } from './files/file-settings.ts';
import { traceSettings } from './operate/trace-settings.ts';
import type { TraceSettings } from './operate/trace-settings.ts';
import { platforms } from './platforms.ts';
import { cleanValue } from './settings/clean-value.ts';
import { readGiven } from './settings/given.ts';
import type { Environment, Given } from './settings/given.ts';
import { readProxy } from './settings/proxy-settings.ts';
import type { ProxySettings } from './settings/proxy-settings.ts';
import { SettingsError } from './settings/settings-error.ts';
import type { Reading } from './settings/settings-group.ts';
import { findUnknownNames } from './settings/unknown-names.ts';

/** What the process runs with; made once, from the environment. */
export interface Config extends BotSettings, Omit<AittaSettings, 'service'>, StoreSettings {
  /** What the bot calls it. */
  named: NamedService;
  /** Whose models answer. */
  service: AittaSettings['service'] | OpenaiSettings['service'];
  files: FileLimits;
  /** Those that are on. */
  platforms: readonly SwitchedOn[];
  page: WebSettings;
  /** Absent where no traces are wanted. */
  traces: TraceSettings | undefined;
  /** Where Node's own NODE_USE_ENV_PROXY=1 says that proxies count. */
  proxy: ProxySettings | undefined;
  /** The name of a variable that names a proxy and does not count. */
  unusedProxy: string | undefined;
  /** Every secret value, for the scrubber. */
  secrets: readonly string[];
}

export interface ReadConfig {
  /** What the right settings say; undefined where they do not suffice for a look at the service. */
  config: Config | undefined;
  mistakes: readonly string[];
  /** Names that look like settings, are none, and may be another program's. */
  remarks: readonly string[];
}

const groups = [
  aittaSettings,
  openaiSettings,
  ...platforms.map(({ settings }) => settings),
  botSettings,
  fileSettings,
  storeSettings,
  traceSettings,
];

/** The names of all settings, for `.env.example` and its test. */
export const settingNames: readonly string[] = groups.flatMap(({ names }) => names);

/** First words that only settings of ours have. */
const PREFIXES = ['AITTA', ...platforms.flatMap(({ name, isLocal }) => (isLocal ? [] : name.toUpperCase()))];

/** @throws SettingsError with every mistake at once. */
export const loadConfig = (env: Environment, options?: { hasTerminal?: boolean }): Config => {
  const { config, mistakes } = readConfig(env, options);
  if (!config || mistakes.length > 0) throw new SettingsError(mistakes);
  return config;
};

/** Never throws: a platform with a mistake is off, other settings that are wrong count as not set. */
export const readConfig = (env: Environment, { hasTerminal = false } = {}): ReadConfig => {
  const given = readGiven(env);
  const unknown = findUnknownNames(Object.keys(env).map(cleanValue), settingNames, PREFIXES);
  const bot = botSettings.read(given, {});
  const files = fileSettings.read(given, {});
  const openai = openaiSettings.read(given, {});
  const named = nameService(bot.value.serviceName, openai.value?.service);
  const known = { ...bot.value, ...files.value, named };
  const { on, isFirst, isNeeded, ...ofPlatforms } = readPlatforms(given, { ...known, hasTerminal });
  const aitta = aittaSettings.read(given, { isNeeded: isNeeded && !given.has('OPENAI_BASE_URL') });
  const store = storeSettings.read(given, {});
  const traces = traceSettings.read(given, {});
  const { secrets, ...proxy } = readProxy(given);
  const parts = [aitta, openai, ofPlatforms, bot, files, store, traces];
  const config = {
    ...bot.value,
    ...(openai.value ?? aitta.value),
    ...store.value,
    ...files.value,
    ...traces.value,
    ...proxy,
    named,
    platforms: on,
    page: webSettings.read(given, { ...known, isFirst }).value,
    secrets: [...parts.flatMap((part) => part.secrets), ...secrets],
  };
  return {
    config: aitta.mistakes.length + openai.mistakes.length === 0 ? config : undefined,
    mistakes: [...unknown.mistakes, ...parts.flatMap(({ mistakes }) => mistakes)],
    remarks: [...unknown.remarks, ...remarksOnLanguage(given.get('LANGUAGE')), ...remarksOnOpenai(given)],
  };
};

/** The settings of one platform by themselves, whatever is wrong with others. */
export const readPlatform = (
  settings: PlatformAdapter['settings'],
  env: Environment,
): Reading<SwitchedOn | undefined> => {
  const given = readGiven(env);
  const bot = botSettings.read(given, {}).value;
  const named = nameService(bot.serviceName, openaiSettings.read(given, {}).value?.service);
  const known = { ...bot, ...fileSettings.read(given, {}).value, named };
  return settings.read(given, { ...known, hasTerminal: false, isFirst: true });
};

interface ReadPlatforms {
  on: SwitchedOn[];
  /** No platform is on that people elsewhere reach. */
  isFirst: boolean;
  /** People are to be served, so that Aitta's stand-in has to be asked for. */
  isNeeded: boolean;
  mistakes: string[];
  secrets: string[];
}

const readPlatforms = (given: Given, context: Omit<PlatformContext, 'isFirst'>): ReadPlatforms => {
  const read: ReadPlatforms = { on: [], isFirst: true, isNeeded: false, mistakes: [], secrets: [] };
  for (const { settings, isLocal = false } of platforms) {
    const { value, mistakes, secrets } = settings.read(given, { ...context, isFirst: read.isFirst });
    if (value && mistakes.length === 0) {
      read.on.push(value);
      read.isFirst &&= isLocal;
    }
    read.isNeeded ||= !isLocal && (value !== undefined || secrets.length > 0);
    read.mistakes.push(...mistakes);
    read.secrets.push(...secrets);
  }
  return read;
};
