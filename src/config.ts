import { readFileSync } from 'node:fs';
import { z } from 'zod';

/** What the process runs with; made once, from the environment. */
export interface Config {
  aitta: { kind: 'standin' } | ({ kind: 'service'; apiUrl: string } & AittaCredential);
  /** Default model id. */
  model: string | undefined;
  systemPrompt: string | undefined;
  /** Window of models that do not say theirs, tokens. */
  contextTokens: number | undefined;
  budget: { requestsPerMinute: number; concurrency: number };
  slack: SlackConfig | undefined;
  discord: DiscordConfig | undefined;
  store: { kind: 'sqlite'; path: string } | { kind: 'memory' };
  http: { host: string; port: number };
  logLevel: (typeof LOG_LEVELS)[number];
  /** Name of the slash command, without the slash. */
  commandName: string;
  access: AccessConfig;
  limits: LimitConfig;
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

const LOG_LEVELS = ['trace', 'debug', 'info', 'warn', 'error', 'fatal', 'silent'] as const;
const STANDIN = 'standin:';
const AITTA = 'https://aitta-api.csc.fi';
/** Settings whose value may also stand in a file that `NAME_FILE` names. */
const SECRETS = [
  'AITTA_ACCESS_TOKEN',
  'AITTA_API_KEY',
  'SLACK_BOT_TOKEN',
  'SLACK_APP_TOKEN',
  'SLACK_SIGNING_SECRET',
  'DISCORD_TOKEN',
] as const;

const httpUrl = z.url({ protocol: /^https?$/, error: 'must be an http or https address' });
const text = z.string().optional();
const whole = (min: number, max: number) =>
  z
    .string()
    .refine((value) => /^\d+$/.test(value) && Number(value) >= min && Number(value) <= max, {
      error: `must be a whole number from ${min} to ${max}`,
    })
    .transform(Number);

const flag = z.stringbool({ error: 'must be true or false' }).default(false);
/** Ids of the platform, separated by commas or spaces. */
const ids = z
  .string()
  .regex(/^[\w\s,]+$/, { error: 'must be ids, separated by commas' })
  .transform((value) => value.split(/[\s,]+/).filter((id) => id !== ''))
  .default([]);

/** Not ours: Node and every other program know them. */
const proxyVariables = {
  NODE_USE_ENV_PROXY: text,
  HTTP_PROXY: text,
  HTTPS_PROXY: text,
  NO_PROXY: text,
  http_proxy: text,
  https_proxy: text,
  no_proxy: text,
};

const schema = z.object({
  AITTA_API_URL: z
    .union([z.literal(STANDIN), httpUrl], { error: `must be an http or https address, or ${STANDIN}` })
    .default(AITTA),
  AITTA_ACCESS_TOKEN: text,
  AITTA_ACCESS_TOKEN_FILE: text,
  AITTA_API_KEY: text,
  AITTA_MODEL: text,
  AITTA_REQUESTS_PER_MINUTE: whole(1, 100_000).default(60),
  AITTA_CONCURRENCY: whole(1, 1_000).default(8),
  AITTA_CONTEXT_TOKENS: whole(512, 10_000_000).optional(),
  SYSTEM_PROMPT: text,
  SLACK_BOT_TOKEN: z.string().startsWith('xoxb-', { error: 'must be a bot token, which begins with xoxb-' }).optional(),
  SLACK_APP_TOKEN: z
    .string()
    .startsWith('xapp-', { error: 'must be an app-level token, which begins with xapp-' })
    .optional(),
  SLACK_SIGNING_SECRET: text,
  SLACK_API_URL: httpUrl.optional(),
  DISCORD_TOKEN: text,
  DISCORD_API_URL: httpUrl.optional(),
  DISCORD_MESSAGE_CONTENT: flag,
  DISCORD_DEVELOPMENT_GUILD: z
    .string()
    .regex(/^\d{17,20}$/, { error: 'must be the id of a server' })
    .optional(),
  ALLOW_GUESTS: flag,
  ALLOW_STRANGERS: flag,
  ALLOWED_WORKSPACES: ids,
  ALLOWED_CHANNELS: ids,
  ALLOWED_GROUPS: ids,
  ALLOWED_PEOPLE: ids,
  BLOCKED_WORKSPACES: ids,
  BLOCKED_CHANNELS: ids,
  BLOCKED_GROUPS: ids,
  BLOCKED_PEOPLE: ids,
  DENIED_REPLY: z.enum(['sentence', 'silent'], { error: 'must be sentence or silent' }).default('sentence'),
  QUESTIONS_PER_HOUR_PERSON: whole(1, 1_000_000).optional(),
  QUESTIONS_PER_HOUR_CHANNEL: whole(1, 1_000_000).optional(),
  TOKENS_PER_DAY_PERSON: whole(1, 1_000_000_000).optional(),
  TOKENS_PER_DAY_CHANNEL: whole(1, 1_000_000_000).optional(),
  TURNS_PER_MINUTE: whole(1, 1_000).default(20),
  RETENTION_DAYS: whole(1, 3_650).default(30),
  COMMAND_NAME: z
    .string()
    .regex(/^[a-z][a-z0-9_-]{0,30}$/, {
      error: 'must be 1 to 31 lower-case letters, digits, - or _, beginning with a letter',
    })
    .default('aitta'),
  STORE_URL: z
    .string()
    .regex(/^(memory:|sqlite:.+)$/, { error: 'must be sqlite:PATH or memory:' })
    .default('sqlite:./data/aitta-bot.sqlite'),
  HOST: z.string().default('127.0.0.1'),
  PORT: whole(0, 65_535).default(3_000),
  LOG_LEVEL: z.enum(LOG_LEVELS, { error: `must be one of ${LOG_LEVELS.join(', ')}` }).default('info'),
  ...proxyVariables,
});
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
    contextTokens: values.AITTA_CONTEXT_TOKENS,
    budget: { requestsPerMinute: values.AITTA_REQUESTS_PER_MINUTE, concurrency: values.AITTA_CONCURRENCY },
    slack: slackConfig(values),
    discord: discordConfig(values),
    store:
      values.STORE_URL === 'memory:'
        ? { kind: 'memory' }
        : { kind: 'sqlite', path: values.STORE_URL.slice('sqlite:'.length) },
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
    retentionDays: values.RETENTION_DAYS,
    secrets: SECRETS.map((name) => values[name]).filter((value) => value !== undefined),
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
