import { z } from 'zod';

export const LOG_LEVELS = ['trace', 'debug', 'info', 'warn', 'error', 'fatal', 'silent'] as const;
export const STANDIN = 'standin:';
export const AITTA = 'https://aitta-api.csc.fi';
/** Settings whose value may also stand in a file that `NAME_FILE` names. */
export const SECRETS = [
  'AITTA_ACCESS_TOKEN',
  'AITTA_API_KEY',
  'SLACK_BOT_TOKEN',
  'SLACK_APP_TOKEN',
  'SLACK_SIGNING_SECRET',
  'DISCORD_TOKEN',
  'STORE_KEY',
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

/** Keys of 32 bytes in base64, separated by commas. */
const storeKeys = z
  .string()
  .refine((value) => value.split(',').every((key) => /^[A-Za-z0-9+/]{43}=$/.test(key.trim())), {
    error: 'must be one or more keys of 32 bytes in base64, separated by commas (openssl rand -base64 32)',
  })
  .optional();

/** Not ours: Node and every other program know them. */
export const proxyVariables = {
  NODE_USE_ENV_PROXY: text,
  HTTP_PROXY: text,
  HTTPS_PROXY: text,
  NO_PROXY: text,
  http_proxy: text,
  https_proxy: text,
  no_proxy: text,
};

export const schema = z.object({
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
  NOTICE: z.string().max(500, { error: 'must be at most 500 characters' }).optional(),
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
  MANAGERS: ids,
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
  STORE_KEY: storeKeys,
  HOST: z.string().default('127.0.0.1'),
  PORT: whole(0, 65_535).default(3_000),
  LOG_LEVEL: z.enum(LOG_LEVELS, { error: `must be one of ${LOG_LEVELS.join(', ')}` }).default('info'),
  ...proxyVariables,
});
