import { AuthorizationError, InvalidStateError, MissingCodeError, MissingStateError } from '@slack/oauth';
import type { Notices } from '../../../core/commands/notices.ts';
import { isBotError } from '../../../core/errors.ts';
import { failureOf } from '../api/slack-failure.ts';

export interface InstallFailure {
  /** For the log: a word of Slack's or of ours, never what a browser sent. */
  reason: string;
  status: number;
  /** For whoever wanted to install. */
  sentence: (words: Notices['install']) => string;
}

/** The code was for one exchange, within ten minutes (docs.slack.dev, oauth.v2.access). */
const STALE = new Set(['invalid_code', 'code_already_used', 'code_expired']);
/** The operator's settings are not those of the app at Slack. */
const MISCONFIGURED = new Set([
  'bad_client_secret',
  'bad_redirect_uri',
  'invalid_client_id',
  'invalid_client',
  'invalid_scope',
  'invalid_scope_requested',
  'oauth_authorization_url_mismatch',
  'org_login_required',
  'missing_scope',
  'no_scopes',
]);

/** Why an installation did not happen. */
export const readInstallFailure = (error: unknown): InstallFailure => {
  if (error instanceof AuthorizationError)
    return { reason: 'access_denied', status: 403, sentence: ({ denied }) => denied };
  if (error instanceof InvalidStateError || error instanceof MissingStateError || error instanceof MissingCodeError)
    return { reason: error.code, status: 400, sentence: ({ stale }) => stale };
  if (isBotError(error, 'store-failed'))
    return { reason: 'store-failed', status: 503, sentence: ({ notKept }) => notKept };
  if (isBotError(error))
    return { reason: error.code, status: 502, sentence: ({ misconfigured }) => misconfigured(error.code) };
  return fromSlack(error);
};

const fromSlack = (error: unknown): InstallFailure => {
  const failure = failureOf(error);
  if (failure.kind !== 'refused')
    return { reason: failure.kind, status: 502, sentence: ({ unanswered }) => unanswered };
  const { reason } = failure;
  if (STALE.has(reason)) return { reason, status: 400, sentence: ({ stale }) => stale };
  if (reason === 'invalid_team_for_non_distributed_app')
    return { reason, status: 403, sentence: ({ notOpen }) => notOpen };
  if (MISCONFIGURED.has(reason)) return { reason, status: 502, sentence: ({ misconfigured }) => misconfigured(reason) };
  return { reason, status: 502, sentence: ({ refused }) => refused(reason) };
};
