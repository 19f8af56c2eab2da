import { readFileSync } from 'node:fs';
import type { z } from 'zod';
import { proxyVariables, schema, SECRETS, STANDIN } from './config-schema.ts';
import type { LOG_LEVELS } from './config-schema.ts';

/** What the process runs with; made once, from the environment. */
export interface Config {
  aitta: { kind: 'standin' } | ({ kind: 'service'; apiUrl: string } & AittaCredential);
  /** Default model id. */
  model: string | undefined;
  systemPrompt: string | undefined;
  /** One line for the first answer of each channel. */
  notice: string | undefined;
  /** Window of models that do not say theirs, tokens. */
  contextTokens: number | undefined;
  budget: { requestsPerMinute: number; concurrency: number };
  slack: SlackConfig | undefined;
  discord: DiscordConfig | undefined;
  store: { kind: 'sqlite'; path: string } | { kind: 'memory' };
  /** Each 32 bytes; the first encrypts, all decrypt. Empty: nothing is encrypted. */
  storeKeys: Uint8Array[];
  http: { host: string; port: number };
  logLevel: (typeof LOG_LEVELS)[number];
  /** Name of the slash command, without the slash. */
  commandName: string;
  access: AccessConfig;
  limits: LimitConfig;
  /** Ids of people who may set things for a channel, besides those whom the platform names. */
  managers: string[];
  /** How long a conversation is kept after its last turn, days. */
  retentionDays: number;
  /** Every secret value, for the scrubber. */
  secrets: string[];
  /** From HTTP_PROXY, HTTPS_PROXY and NO_PROXY, where Node's own NODE_USE_ENV_PROXY=1 says that they count. */
  proxy: { httpProxy: string; httpsProxy: string; noProxy: string } | undefined;
}
export type AittaCredential = { accessToken: string } | { accessTokenFile: string } | { apiKey: string };
export interface SlackConfig {
  botToken: string;
  appToken?: string;
  signingSecret?: string;
  apiUrl?: string;
  commandName: string;
}
export interface DiscordConfig {
  token: string;
  apiUrl?: string;
  messageContent: boolean;
  developmentGuildId?: string;
  commandName: string;
}

export interface AccessLists {
  workspaces: string[];
  channels: string[];
  groups: string[];
  people: string[];
}
export interface AccessConfig {
  allowed: AccessLists;
  blocked: AccessLists;
  guests: boolean;
  strangers: boolean;
  denied: 'sentence' | 'silent';
}
export interface LimitConfig {
  questionsPerHour: { person: number | undefined; channel: number | undefined };
  tokensPerDay: { person: number | undefined; channel: number | undefined };
  turnsPerMinute: number;
}

/** All that is wrong with the settings, a line each, by name and never by value. */
export class SettingsError extends Error {
  override readonly name = 'SettingsError';
  readonly problems: readonly string[];
  constructor(problems: readonly string[]) {
    super(`wrong settings:\n${problems.map((problem) => `  ${problem}`).join('\n')}`);
    this.problems = problems;
  }
}

type Values = z.infer<typeof schema>;

/** The names of all settings, for `.env.example` and its test. */
export const settingNames: readonly string[] = [
  ...Object.keys(schema.shape),
  ...SECRETS.map((name) => `${name}_FILE`).filter((name) => !(name in schema.shape)),
].filter((name) => !(name in proxyVariables));

/** @throws SettingsError with every problem at once. */
export const loadConfig = (env: Readonly<Record<string, string | undefined>>): Config => {
  // Compose files write unset variables as empty ones.
  const given = Object.fromEntries(
    Object.entries(env).filter(([, value]) => value !== undefined && value.trim() !== ''),
  );
  const problems = readSecretFiles(given);
  const parsed = schema.safeParse(given);
  if (!parsed.success) {
    problems.push(...parsed.error.issues.map((issue) => `${issue.path.join('.')} ${issue.message}`));
    throw new SettingsError([...problems, ...contradictions(given)]);
  }
  problems.push(...contradictions(given));
  if (problems.length > 0) throw new SettingsError(problems);
  return asConfig(parsed.data);
};

/** Puts what the files say in the place of the variables. `AITTA_ACCESS_TOKEN_FILE` stays a path: it is read again when it changes. */
const readSecretFiles = (given: Record<string, string | undefined>): string[] => {
  const problems: string[] = [];
  for (const name of SECRETS) {
    const path = given[`${name}_FILE`];
    if (path === undefined) continue;
    if (given[name] !== undefined) problems.push(`${name} and ${name}_FILE are both set; only one can count`);
    try {
      const value = readFileSync(path, 'utf8').trim();
      if (value === '') problems.push(`${name}_FILE names an empty file`);
      else if (name !== 'AITTA_ACCESS_TOKEN') given[name] = value;
    } catch (error) {
      problems.push(
        `${name}_FILE names a file that cannot be read (${(error as NodeJS.ErrnoException).code ?? 'unknown'})`,
      );
    }
  }
  return problems;
};

const contradictions = (given: Readonly<Record<string, string | undefined>>): string[] => {
  const has = (name: string): boolean => given[name] !== undefined;
  const problems: string[] = [];
  const token = has('AITTA_ACCESS_TOKEN') || has('AITTA_ACCESS_TOKEN_FILE');
  const standin = given['AITTA_API_URL'] === STANDIN;
  const platform = ['SLACK_BOT_TOKEN', 'SLACK_APP_TOKEN', 'SLACK_SIGNING_SECRET', 'DISCORD_TOKEN'].some(has);
  if (token && has('AITTA_API_KEY'))
    problems.push('AITTA_ACCESS_TOKEN and AITTA_API_KEY are both set; only one can count');
  if (standin && (token || has('AITTA_API_KEY')))
    problems.push(`AITTA_API_URL is ${STANDIN}, which takes no AITTA_ACCESS_TOKEN and no AITTA_API_KEY`);
  if ((platform || (has('AITTA_API_URL') && !standin)) && !standin && !token && !has('AITTA_API_KEY'))
    problems.push(
      `AITTA_ACCESS_TOKEN (or AITTA_API_KEY) is missing; AITTA_API_URL=${STANDIN} asks for scripted answers instead`,
    );
  if (has('SLACK_APP_TOKEN') && has('SLACK_SIGNING_SECRET'))
    problems.push('SLACK_APP_TOKEN (Socket Mode) and SLACK_SIGNING_SECRET (HTTP) are both set; only one can count');
  if (has('SLACK_BOT_TOKEN') && !has('SLACK_APP_TOKEN') && !has('SLACK_SIGNING_SECRET'))
    problems.push('SLACK_APP_TOKEN (Socket Mode) or SLACK_SIGNING_SECRET (HTTP) is missing beside SLACK_BOT_TOKEN');
  if (!has('SLACK_BOT_TOKEN') && (has('SLACK_APP_TOKEN') || has('SLACK_SIGNING_SECRET')))
    problems.push('SLACK_BOT_TOKEN is missing');
  return problems;
};

const asConfig = (values: Values): Config => {
  const { AITTA_ACCESS_TOKEN: token, AITTA_ACCESS_TOKEN_FILE: tokenFile, AITTA_API_KEY: apiKey } = values;
  const hasCredential = token !== undefined || tokenFile !== undefined || apiKey !== undefined;
  return {
    aitta: hasCredential
      ? { kind: 'service', apiUrl: values.AITTA_API_URL, ...credential(token, tokenFile, apiKey) }
      : { kind: 'standin' },
    model: values.AITTA_MODEL,
    systemPrompt: values.SYSTEM_PROMPT,
    notice: values.NOTICE,
    contextTokens: values.AITTA_CONTEXT_TOKENS,
    budget: { requestsPerMinute: values.AITTA_REQUESTS_PER_MINUTE, concurrency: values.AITTA_CONCURRENCY },
    slack: slackConfig(values),
    discord: discordConfig(values),
    store:
      values.STORE_URL === 'memory:'
        ? { kind: 'memory' }
        : { kind: 'sqlite', path: values.STORE_URL.slice('sqlite:'.length) },
    storeKeys: (values.STORE_KEY?.split(',') ?? []).map((key) => Buffer.from(key.trim(), 'base64')),
    http: { host: values.HOST, port: values.PORT },
    logLevel: values.LOG_LEVEL,
    commandName: values.COMMAND_NAME,
    access: {
      allowed: {
        workspaces: values.ALLOWED_WORKSPACES,
        channels: values.ALLOWED_CHANNELS,
        groups: values.ALLOWED_GROUPS,
        people: values.ALLOWED_PEOPLE,
      },
      blocked: {
        workspaces: values.BLOCKED_WORKSPACES,
        channels: values.BLOCKED_CHANNELS,
        groups: values.BLOCKED_GROUPS,
        people: values.BLOCKED_PEOPLE,
      },
      guests: values.ALLOW_GUESTS,
      strangers: values.ALLOW_STRANGERS,
      denied: values.DENIED_REPLY,
    },
    limits: {
      questionsPerHour: { person: values.QUESTIONS_PER_HOUR_PERSON, channel: values.QUESTIONS_PER_HOUR_CHANNEL },
      tokensPerDay: { person: values.TOKENS_PER_DAY_PERSON, channel: values.TOKENS_PER_DAY_CHANNEL },
      turnsPerMinute: values.TURNS_PER_MINUTE,
    },
    managers: values.MANAGERS,
    retentionDays: values.RETENTION_DAYS,
    secrets: [...SECRETS.flatMap((name) => values[name]?.split(',') ?? []), ...proxyPasswords(values)],
    proxy:
      values.NODE_USE_ENV_PROXY === '1'
        ? {
            httpProxy: values.HTTP_PROXY ?? values.http_proxy ?? '',
            httpsProxy: values.HTTPS_PROXY ?? values.https_proxy ?? '',
            noProxy: values.NO_PROXY ?? values.no_proxy ?? '',
          }
        : undefined,
  };
};

/** As they are written in the addresses of proxies, and as they are. */
const proxyPasswords = (values: Values): string[] =>
  [values.HTTP_PROXY, values.HTTPS_PROXY, values.http_proxy, values.https_proxy].flatMap((address) => {
    const password = URL.parse(address ?? '')?.password ?? '';
    return password === '' ? [] : [password, decoded(password)];
  });

const decoded = (text: string): string => {
  try {
    return decodeURIComponent(text);
  } catch {
    return text; // a stray % that no browser wrote
  }
};

const credential = (token?: string, tokenFile?: string, apiKey = ''): AittaCredential => {
  if (token !== undefined) return { accessToken: token };
  if (tokenFile !== undefined) return { accessTokenFile: tokenFile };
  return { apiKey };
};

const slackConfig = (values: Values): SlackConfig | undefined =>
  values.SLACK_BOT_TOKEN === undefined
    ? undefined
    : {
        botToken: values.SLACK_BOT_TOKEN,
        commandName: values.COMMAND_NAME,
        ...(values.SLACK_APP_TOKEN === undefined ? {} : { appToken: values.SLACK_APP_TOKEN }),
        ...(values.SLACK_SIGNING_SECRET === undefined ? {} : { signingSecret: values.SLACK_SIGNING_SECRET }),
        ...(values.SLACK_API_URL === undefined ? {} : { apiUrl: values.SLACK_API_URL }),
      };

const discordConfig = (values: Values): DiscordConfig | undefined =>
  values.DISCORD_TOKEN === undefined
    ? undefined
    : {
        token: values.DISCORD_TOKEN,
        messageContent: values.DISCORD_MESSAGE_CONTENT,
        commandName: values.COMMAND_NAME,
        ...(values.DISCORD_API_URL === undefined ? {} : { apiUrl: values.DISCORD_API_URL }),
        ...(values.DISCORD_DEVELOPMENT_GUILD === undefined
          ? {}
          : { developmentGuildId: values.DISCORD_DEVELOPMENT_GUILD }),
      };
