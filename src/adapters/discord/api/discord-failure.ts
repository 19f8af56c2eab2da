import { DiscordAPIError, HTTPError, RateLimitError } from 'discord.js';
import { BotError } from '../../../core/errors.ts';

/** The answers of Discord that this adapter treats by name. Source: Discord's list of JSON error codes. */
const discordCode = {
  unknownChannel: 10_003,
  unknownGuild: 10_004,
  unknownMember: 10_007,
  unknownMessage: 10_008,
  unknownUser: 10_013,
  unknownWebhook: 10_015,
  unknownInteraction: 10_062,
  tooLarge: 40_005,
  alreadyAcknowledged: 40_060,
  missingAccess: 50_001,
  emptyMessage: 50_006,
  cannotDirectMessage: 50_007,
  missingPermissions: 50_013,
  invalidToken: 50_027,
  invalidForm: 50_035,
  archivedThread: 50_083,
  cannotDirectMessageStranger: 50_278,
  replyNeedsHistory: 160_002,
  threadExists: 160_004,
  lockedThread: 160_005,
  blockedByRules: 200_000,
} as const;

type Named = keyof typeof discordCode;

/** Nobody can be told there any more; to go on trying would count towards Discord's ban for invalid requests. */
const GONE: readonly Named[] = [
  'unknownChannel',
  'unknownGuild',
  'missingAccess',
  'missingPermissions',
  'cannotDirectMessage',
  'cannotDirectMessageStranger',
  'lockedThread',
];

/**
 * What is left of an error of discord.js: never its request body (message texts) nor its URL (tokens of interactions).
 * `maybeSent`: the request may have been carried out although no answer came.
 */
export class DiscordFailure extends Error {
  override readonly name = 'DiscordFailure';
  readonly status: number | undefined;
  readonly code: number | undefined;
  readonly retryAfterMs: number | undefined;
  readonly maybeSent: boolean;

  constructor(
    message: string,
    about: { status?: number; code?: number; retryAfterMs?: number; maybeSent?: boolean } = {},
  ) {
    super(message);
    this.status = about.status;
    this.code = about.code;
    this.retryAfterMs = about.retryAfterMs;
    this.maybeSent = about.maybeSent ?? false;
  }
}

export const isFailure = (error: unknown): error is DiscordFailure => error instanceof DiscordFailure;

export const failedWith = (error: unknown, ...codes: Named[]): boolean =>
  isFailure(error) && codes.some((name) => discordCode[name] === error.code);

/** There is nothing to be read or written any more. */
export const isGone = (error: unknown): boolean => failedWith(error, ...GONE);

/** Discord's last word, as opposed to a failure that passes. */
export const isRefusal = (error: unknown): boolean => {
  const status = isFailure(error) ? error.status : undefined;
  return status !== undefined && status >= 400 && status < 500 && status !== 401 && status !== 429;
};

/** Not about this call: Discord does not answer, fails, or takes the bot for a stranger. A rate limit is none. */
export const isOutage = (error: unknown): boolean => {
  if (!isFailure(error)) return false;
  const { status, code } = error;
  if (status === 401) return code !== discordCode.invalidToken;
  return status === undefined || status >= 500;
};

/** @param what the call, such as "post a message". */
export const asFailure = (error: unknown, what: string): DiscordFailure => {
  if (error instanceof DiscordAPIError) {
    const code = typeof error.code === 'number' ? error.code : 0;
    return new DiscordFailure(`Discord refused to ${what}: ${error.status}, code ${code}`, {
      status: error.status,
      code,
    });
  }
  if (error instanceof RateLimitError)
    return new DiscordFailure(`Discord's rate limit does not let me ${what} for ${Math.ceil(error.retryAfter)} ms`, {
      status: 429,
      retryAfterMs: error.retryAfter,
    });
  if (error instanceof HTTPError)
    return new DiscordFailure(`Discord failed to ${what}: ${error.status}`, { status: error.status, maybeSent: true });
  const code = error instanceof Error && 'code' in error ? String(error.code) : undefined;
  const reason = code ?? (error instanceof Error ? error.name : 'unknown');
  return new DiscordFailure(`no answer from Discord to ${what}: ${reason}`, { maybeSent: reason !== 'ECONNREFUSED' });
};

/** What the core gets to see. */
export const asBotError = (error: unknown, now: number): unknown => {
  if (!isFailure(error)) return error;
  if (isGone(error)) return new BotError('place-gone', error.message);
  const { retryAfterMs } = error;
  return new BotError(
    'platform-failed',
    error.message,
    retryAfterMs === undefined ? {} : { until: now + retryAfterMs },
  );
};
