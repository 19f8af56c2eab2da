import { toErrorResponse } from '../../../aitta/error-answer.ts';
import { field } from './chat-piece.ts';

/** Words for a status that servers use where an error inside of a stream has no number. */
const STATUS_WORDS: readonly [RegExp, number][] = [
  [/rate.?limit|too.?many.?requests|quota/i, 429],
  [/authenti|unauthori[sz]ed|invalid.?api.?key|expired.?token|invalid.?token/i, 401],
  [/permission|forbidden/i, 403],
  [/not.?found/i, 404],
  [/context|too.?long|max_tokens|bad.?request|invalid.?request|validation|unprocessable|unsupported/i, 400],
  [/unavailable|overloaded|maintenance/i, 503],
  [/bad.?gateway/i, 502],
  [/time.?out/i, 504],
];

/** An error object of a stream's: `{"error": ...}` as the SDK hands it on, or one that stands in the place of a chunk. */
export const errorOfChunk = (chunk: unknown): unknown => {
  if (typeof chunk !== 'object' || chunk === null || 'choices' in chunk) return undefined;
  const isError = field(chunk, 'object') === 'error' || (field(chunk, 'message') !== undefined && hasCode(chunk));
  if (isError) return chunk;
  return field(chunk, 'detail') === undefined ? undefined : { message: field(chunk, 'detail') };
};

/**
 * An error that came inside of an answer of status 200, as if it had come with the status that it names or means: a server that has begun
 * to stream can say nothing else.
 */
export const toStreamError = (error: unknown, baseUrl: string, nowMs: number): Error => {
  const body =
    typeof error === 'object' && error !== null ? error : { message: typeof error === 'string' ? error : '' };
  const url = new URL(baseUrl);
  const answer = { status: statusOf(body), headers: new Headers(), url, requestUrl: url.origin + url.pathname };
  return toErrorResponse({ ...answer, authorised: true, text: JSON.stringify({ error: body }) }, nowMs);
};

const hasCode = (error: object): boolean =>
  ['code', 'type', 'status', 'status_code'].some((key) => field(error, key) !== undefined);

const statusOf = (error: object): number => {
  const named = ['status', 'status_code', 'code', 'http_status'].map((key) => Number(field(error, key)));
  const status = named.find((number) => Number.isInteger(number) && number >= 400 && number <= 599);
  if (status !== undefined) return status;
  // The short machine words first: a message may speak of anything.
  for (const key of ['code', 'type', 'message']) {
    const said = field(error, key);
    const found = typeof said === 'string' ? STATUS_WORDS.find(([words]) => words.test(said)) : undefined;
    if (found) return found[1];
  }
  return 500;
};
