import {
  APIErrorResponse,
  APIRateLimitError,
  AuthorizationError,
  ServiceUnderMaintenanceError,
  type APIErrorResponseOptions,
} from './errors.ts';
import type { HttpAnswer } from './http-exchange.ts';
import { parseRetryAfter } from './retry-after.ts';

const MAX_DESCRIPTION = 300;

interface ErrorWords {
  errorType?: string | undefined;
  errorDescription?: string | undefined;
  details?: Readonly<Record<string, unknown>> | undefined;
  body?: unknown;
}

/** The error for an answer of status 400 or higher: the status decides the class, the body (in whatever shape) only adds words. */
export function toErrorResponse(answer: HttpAnswer, nowMs: number): APIErrorResponse {
  const { status, requestUrl } = answer;
  const said = readErrorBody(answer.text);
  const options: APIErrorResponseOptions = { ...said, status, requestUrl };
  const message = messageOf(answer, said);
  switch (status) {
    case 401:
      return new AuthorizationError(message, options);
    case 429: {
      const retryAfter = parseRetryAfter(answer.headers.get('retry-after'), nowMs);
      return new APIRateLimitError(message, { ...options, retryAfter });
    }
    case 503:
      return new ServiceUnderMaintenanceError(message, options);
    default:
      return new APIErrorResponse(message, options);
  }
}

function messageOf({ status, requestUrl, url, authorised }: HttpAnswer, said: ErrorWords): string {
  const type = said.errorType === undefined ? '' : ` (${said.errorType})`;
  const description = said.errorDescription === undefined ? '' : `: ${said.errorDescription}`;
  const note =
    status === 401 && !authorised ? ` The token was not sent, as ${url.origin} is not the API's own origin.` : '';
  return `${requestUrl} answered ${status}${type}${description}${note}`;
}

/** Understands Aitta's own shape, OpenAI's, vLLM's flat one, FastAPI's, and pages of proxies. */
function readErrorBody(text: string): ErrorWords {
  let body: unknown;
  try {
    body = JSON.parse(text);
  } catch {
    return { errorDescription: shorten(textOfPage(text)) };
  }
  if (typeof body === 'string') return { errorDescription: shorten(body), body };
  if (!isObject(body)) return { body };
  const { error, detail } = body;
  if (typeof error === 'string') {
    const details = isObject(body['details']) ? body['details'] : undefined;
    return { errorType: shorten(error), errorDescription: shorten(body['error_description']), details, body };
  }
  if (isObject(error)) return { ...typeAndMessage(error), body };
  if (body['object'] === 'error') return { ...typeAndMessage(body), body };
  if (detail !== undefined) return { errorDescription: shorten(textOfDetail(detail)), body };
  return { body };
}

const typeAndMessage = (error: Readonly<Record<string, unknown>>): ErrorWords => ({
  errorType: shorten(error['type'] ?? error['code']),
  errorDescription: shorten(error['message']),
});

/** FastAPI lists one entry per wrong field. Its `input` is what was sent, and stays out. */
function textOfDetail(detail: unknown): unknown {
  if (!Array.isArray(detail)) return isObject(detail) ? (detail['message'] ?? detail['msg']) : detail;
  return detail
    .filter(isObject)
    .map(({ loc, msg }) => `${Array.isArray(loc) ? `${loc.join('.')}: ` : ''}${String(msg)}`)
    .join('; ');
}

/** Only the beginning: these expressions take quadratic time on a hostile page. */
const textOfPage = (page: string): string =>
  page.slice(0, 4096).replaceAll(/<(script|style)\b[\s\S]*?<\/\1>|<[^>]*>/gi, ' ');

/** One line without control characters; undefined for nothing, and for what is not text. */
function shorten(value: unknown): string | undefined {
  if (typeof value !== 'string') return undefined;
  const line = value.replaceAll(/[\s\p{C}]+/gu, ' ').trim();
  if (line === '') return undefined;
  return line.length <= MAX_DESCRIPTION ? line : `${line.slice(0, MAX_DESCRIPTION)}…`;
}

const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
