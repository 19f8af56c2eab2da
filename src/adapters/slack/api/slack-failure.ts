import { webApi } from '@slack/bolt';
import { BotError } from '../../../core/errors.ts';

/** Why a call of Slack's Web API did not do what it should. */
export type SlackFailure =
  /** Slack understood and said no. */
  | { kind: 'refused'; reason: string; needed?: string; pointers?: string[] }
  /** Too many calls of this method: nothing was done. */
  | { kind: 'limited'; retryAfterMs: number }
  /** No answer that can be read: it may have been done or not. */
  | { kind: 'unanswered'; reason: string };

/** Slack says "ratelimited" without a time when the answer is HTTP 200. */
const RETRY_UNTOLD_MS = 5_000;
/** Slack's own trouble, whatever became of the call. */
const TROUBLE = new Set([
  'internal_error',
  'fatal_error',
  'service_unavailable',
  'request_timeout',
  'team_added_to_org',
]);

export const failureOf = (error: unknown): SlackFailure => {
  if (error instanceof webApi.WebAPIRateLimitedError)
    return { kind: 'limited', retryAfterMs: error.retryAfter * 1_000 };
  if (error instanceof webApi.WebAPIHTTPError) return { kind: 'unanswered', reason: `HTTP ${error.statusCode}` };
  if (error instanceof webApi.WebAPIRequestError) return { kind: 'unanswered', reason: 'no connection' };
  if (!(error instanceof webApi.WebAPIPlatformError)) return { kind: 'unanswered', reason: 'not understood' };
  const { error: reason, response_metadata: metadata } = error.data;
  if (reason === 'ratelimited' || reason === 'rate_limited')
    return { kind: 'limited', retryAfterMs: (metadata?.retryAfter ?? 0) * 1_000 || RETRY_UNTOLD_MS };
  // A page of a proxy arrives as the "error" of an answer that is no JSON.
  if (!/^[a-z_]{1,60}$/.test(reason)) return { kind: 'unanswered', reason: 'not understood' };
  if (TROUBLE.has(reason)) return { kind: 'unanswered', reason };
  const needed = 'needed' in error.data && typeof error.data.needed === 'string' ? error.data.needed : undefined;
  const pointers = (metadata?.messages ?? []).flatMap((line) => /\[json-pointer:([\w/]*)\]/.exec(line)?.[1] ?? []);
  return {
    kind: 'refused',
    reason,
    ...(needed !== undefined && { needed }),
    ...(pointers.length > 0 && { pointers }),
  };
};

/** Nothing works with this token. */
const TOKEN = new Set([
  'account_inactive',
  'app_uninstalled',
  'invalid_auth',
  'not_authed',
  'org_login_required',
  'team_disabled',
  'token_expired',
  'token_revoked',
  'two_factor_setup_required',
  'user_removed_from_team',
]);

/** The operator has to change a token, a scope or the app. */
const SETTINGS = new Set([
  ...TOKEN,
  'ekm_access_denied',
  'enterprise_is_restricted',
  'missing_scope',
  'no_permission',
  'not_allowed_token_type',
  'team_access_not_granted',
]);

export const isAboutToken = (failure: SlackFailure): boolean => failure.kind === 'refused' && TOKEN.has(failure.reason);

/** Of several workspaces this one has removed the bot: the others' business goes on, and nothing is left to be done there. */
export const NOT_INSTALLED: SlackFailure = { kind: 'refused', reason: 'not_installed' };

/** Nobody can be reached there any more. */
const GONE = new Set([
  'not_installed',
  'cannot_dm_bot',
  'cannot_reply_to_message',
  'channel_is_archived',
  'channel_not_found',
  'channel_type_not_supported',
  'is_archived',
  'is_inactive',
  'message_not_found',
  'messages_tab_disabled',
  'not_in_channel',
  'restricted_action',
  'restricted_action_non_threadable_channel',
  'restricted_action_read_only_channel',
  'restricted_action_thread_locked',
  'restricted_action_thread_only_channel',
  'thread_not_found',
  'user_disabled',
  'user_not_in_channel',
]);

/** The blocks of a message were refused: the same words may pass as plain text. */
const BLOCKS = new Set(['invalid_blocks', 'invalid_blocks_format', 'msg_blocks_too_long', 'msg_too_long']);

export const isAboutBlocks = (error: unknown): boolean => error instanceof SlackRefusal && BLOCKS.has(error.reason);

/** Slack understood a call and said no. */
export class SlackRefusal extends BotError {
  readonly reason: string;

  constructor(method: string, failure: Extract<SlackFailure, { kind: 'refused' }>) {
    const { reason, needed } = failure;
    const code = SETTINGS.has(reason) ? 'settings' : GONE.has(reason) ? 'place-gone' : 'platform-failed';
    super(code, `Slack refuses ${method}: ${reason}${needed === undefined ? '' : ` (needs ${needed})`}`);
    this.reason = reason;
  }
}

/** A call that got no answer: whoever made it has to find out what became of it. */
export class Unanswered extends BotError {
  constructor(method: string, reason: string, cause: unknown) {
    super('platform-failed', `Slack: ${method} got no answer (${reason})`, { cause });
  }
}

export const toBotError = (method: string, failure: SlackFailure, cause: unknown): BotError => {
  switch (failure.kind) {
    case 'refused':
      return new SlackRefusal(method, failure);
    case 'unanswered':
      return new Unanswered(method, failure.reason, cause);
    case 'limited':
      return new BotError('platform-failed', `Slack: ${method} is rate limited`, { cause });
  }
};
