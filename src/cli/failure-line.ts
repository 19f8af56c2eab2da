import {
  AccessTokenExpired,
  AittaError,
  APIConnectionError,
  APIErrorResponse,
  APIRateLimitError,
  MalformedAPIResponse,
  ModelNotFoundError,
  ServiceUnderMaintenanceError,
} from '../aitta/errors.ts';
import { InferenceError } from '../aitta/task.ts';
import { TOKEN_PAGE } from '../model-service/connect-aitta.ts';
import { BotError, explain } from '../core/errors.ts';
import type { BotErrorCode } from '../core/errors.ts';
import { english } from '../core/sentences/english.ts';
import { drawTimes, utcTime } from '../core/sentences/time-mark.ts';

/** A verb cannot do what it was asked for; its message is the whole line for the person who asked. */
export class VerbFailure extends Error {
  override readonly name = 'VerbFailure';
}

/** Whoever reads this has the settings at hand: there is no operator to send them to. */
const FOR_OPERATORS: Partial<Record<BotErrorCode, string>> = {
  'service-unauthorized': `Aitta refuses the access token. Get a new one at ${TOKEN_PAGE}`,
  'model-unknown': 'Aitta does not offer that model; `aitta-bot models` lists what it has.',
};
const MAX_DETAILS = 500;

/** What went wrong in one line, with the technical reason behind it; undefined for a bug of ours. */
export const failureLine = (error: unknown): string | undefined => {
  if (error instanceof VerbFailure) return oneLine(error.message);
  if (error instanceof BotError) {
    if (error.code === 'settings') return oneLine(error.message);
    return withReason(FOR_OPERATORS[error.code] ?? explain(error, english), error.message);
  }
  if (error instanceof InferenceError) return oneLine(`${error.message} ${detailsOf(error)}`);
  if (!(error instanceof AittaError)) return undefined;
  const code = codeOf(error);
  if (code === undefined) return oneLine(error.message);
  return withReason(FOR_OPERATORS[code] ?? explain(new BotError(code, ''), english), error.message);
};

const codeOf = (error: AittaError): BotErrorCode | undefined => {
  if (error instanceof AccessTokenExpired) return 'service-unauthorized';
  if (error instanceof ModelNotFoundError) return 'model-unknown';
  if (error instanceof APIRateLimitError) return 'budget';
  if (error instanceof ServiceUnderMaintenanceError) return 'service-downtime';
  if (error instanceof APIConnectionError || error instanceof MalformedAPIResponse) return 'service-failed';
  if (!(error instanceof APIErrorResponse)) return undefined;
  const { status = 0 } = error;
  if (status === 401 || status === 403) return 'service-unauthorized';
  return status >= 500 ? 'service-failed' : undefined;
};

const detailsOf = ({ details }: InferenceError): string => {
  const text = typeof details === 'string' ? details : JSON.stringify(details ?? '');
  return text.length > MAX_DETAILS ? `${text.slice(0, MAX_DETAILS)}…` : text;
};

const withReason = (sentence: string, reason: string): string => oneLine(`${sentence} (${reason.replace(/\.$/, '')})`);

/** Servers have their say in some of these, and a terminal obeys control characters. */
const oneLine = (text: string): string =>
  drawTimes(text, utcTime)
    .replaceAll(/[\s\p{Cc}\p{Cf}\p{Cs}]+/gu, ' ')
    .trim();
