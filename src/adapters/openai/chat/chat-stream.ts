import OpenAI from 'openai';
import { toErrorResponse } from '../../../aitta/error-answer.ts';
import type { Clock } from '../../../async/clock.ts';
import type { LeanAnswer, LeanFetch } from '../../../http/lean-http.ts';
import { AttemptFailed } from '../failure.ts';
import { isPage } from '../service-contact.ts';
import { boundStream, type StreamBounds, type StreamEnd } from './bounded-stream.ts';
import { answerLimit, type ChatBody } from './chat-body.ts';
import { toPiece, type ChatPiece } from './chat-piece.ts';
import { readText } from './response-text.ts';
import { errorOfChunk, toStreamError } from './stream-error.ts';

/** Where a chat request goes, and with what. */
export interface ChatTarget {
  /** What `/chat/completions` is added to. */
  baseUrl: string;
  /** Undefined where nothing has to be shown. */
  token: string | undefined;
  fetch: LeanFetch;
  clock: Clock;
}

const MAX_ERROR_BYTES = 64 * 1024;
const MAX_JSON_BYTES = 4 * 1024 * 1024;
/** A chunk of one token has some 200 bytes around it, with log probabilities more. */
const BYTES_PER_TOKEN = 2_048;
const MIN_STREAM_BYTES = 1024 * 1024;
const MAX_EVENT_BYTES = 2 * 1024 * 1024;
/** An error page that does not end is read for this long. */
const ERROR_BODY_MS = 10_000;
/** The SDK's own limit stays out of the way: the longest that a timer can do. */
const MAX_TIMER_MS = 2 ** 31 - 1;

/**
 * One chat completion over the SDK, without retries of its own. Streams, or yields a whole answer as its only piece.
 *
 * @throws APIErrorResponse for an error status, in whichever shape its body is; the signal's reason once aborted.
 */
export async function* readChat(target: ChatTarget, body: ChatBody, signal: AbortSignal): AsyncGenerator<ChatPiece> {
  const observed: Observed = { isDone: false, isFull: false, bounds: body.stream ? boundsOf(body) : undefined };
  const openai = openaiFor(target);
  const options = optionsOf(observed, signal);
  let finish: string | undefined;
  try {
    if (body.stream) {
      for await (const chunk of await openai.chat.completions.create({ ...body, stream: true }, options)) {
        const error = errorOfChunk(chunk);
        if (error !== undefined) throw toStreamError(error, target.baseUrl, target.clock.now());
        const piece = toPiece(chunk);
        finish = piece.finish ?? finish;
        yield piece;
      }
    } else {
      const answer = await openai.chat.completions.create({ ...body, stream: false }, options);
      if (observed.error) throw observed.error;
      yield toPiece(answer);
    }
  } catch (error) {
    signal.throwIfAborted();
    throw observed.error ?? toAttemptError(error, target);
  }
  // The SDK ends an aborted stream as if it were complete.
  signal.throwIfAborted();
  if (observed.error) throw observed.error;
  // Some servers say no reason, only that this was all.
  if (finish === undefined && observed.isDone) yield endPiece('stop');
  if (observed.isFull) yield endPiece(FULL);
}

const toAttemptError = (error: unknown, { baseUrl, clock }: ChatTarget): unknown => {
  // An error object inside of a stream has no status of its own.
  if (error instanceof OpenAI.APIError && error.status === undefined && error.error !== undefined)
    return toStreamError(error.error, baseUrl, clock.now());
  if (error instanceof OpenAI.APIError) return error;
  // A socket that is closed inside of an answer is an error with a code, of undici's or the system's; a frame that is not JSON a SyntaxError,
  // one of which the SDK can make nothing (`choices` of null) a TypeError.
  const isBroken = error instanceof SyntaxError || error instanceof TypeError;
  const isCut = isBroken || (error instanceof Error && 'code' in error);
  return isCut ? new AttemptFailed({ kind: 'cut' }) : error;
};

/** The reason to end an answer whose stream came to a bound. */
export const FULL = 'full';

const endPiece = (finish: string): ChatPiece => ({ content: '', reasoning: '', finish, usage: undefined });

const boundsOf = (body: ChatBody): StreamBounds => ({
  totalBytes: MIN_STREAM_BYTES + BYTES_PER_TOKEN * answerLimit(body),
  eventBytes: MAX_EVENT_BYTES,
});

/** One request for the models that the endpoint lists: an answer that is JSON. Rejects as `readChat` does. */
export const readModelsAnswer = async (target: ChatTarget, signal: AbortSignal): Promise<unknown> => {
  const observed: Observed = { isDone: false, isFull: false, bounds: undefined };
  try {
    const answer: unknown = await openaiFor(target).get('/models', optionsOf(observed, signal));
    if (observed.error) throw observed.error;
    return answer;
  } catch (error) {
    signal.throwIfAborted();
    throw observed.error ?? error;
  }
};

/** The client that was used last with a `fetch`: it takes as long to make as a whole answer takes to read. */
const clients = new WeakMap<LeanFetch, { baseUrl: string; token: string | undefined; openai: OpenAI }>();

const openaiFor = (target: ChatTarget): OpenAI => {
  const last = clients.get(target.fetch);
  if (last?.baseUrl === target.baseUrl && last.token === target.token) return last.openai;
  const openai = createOpenai(target);
  clients.set(target.fetch, { baseUrl: target.baseUrl, token: target.token, openai });
  return openai;
};

/** No redirect is followed with the token and the prompt. */
const optionsOf = (observed: Observed, signal: AbortSignal) => {
  const fetchOptions = { redirect: 'manual' as const, observed };
  return { signal, fetchOptions };
};

/** The SDK insists on one; it is not sent. */
const NO_TOKEN = 'none';

/** Reads nothing from the environment, and logs nothing: frames hold what people wrote. */
const createOpenai = (target: ChatTarget): OpenAI =>
  new OpenAI({
    baseURL: target.baseUrl,
    apiKey: target.token ?? NO_TOKEN,
    ...(target.token === undefined ? { defaultHeaders: { authorization: null } } : {}),
    organization: null,
    project: null,
    adminAPIKey: null,
    webhookSecret: null,
    maxRetries: 0,
    timeout: MAX_TIMER_MS,
    logLevel: 'off',
    fetch: (input, init) => observe(target, addressOf(input), init),
  });

const addressOf = (input: string | URL | Request): string => (input instanceof Request ? input.url : String(input));

/** What the fetch below learns of one request and the SDK would lose. It goes along in the request's `fetchOptions`. */
interface Observed extends StreamEnd {
  error?: Error;
  /** Undefined where no stream was asked for. */
  bounds: StreamBounds | undefined;
}

/** Reads error bodies itself (the SDK knows one of their four shapes, and reads endless ones), and makes a whole answer a stream of one. */
const observe = async (
  target: ChatTarget,
  url: string,
  { observed, method, headers: sent, body, signal }: RequestInit & { observed?: Observed } = {},
): Promise<Response> => {
  if (!observed || (typeof body !== 'string' && body !== undefined && body !== null))
    throw new TypeError('the SDK asks in another way');
  const request = { method, headers: Object.fromEntries(new Headers(sent)), body: body ?? undefined };
  const response = await target.fetch(url, { ...request, signal: signal ?? undefined });
  const { status, headers } = response;
  const { bounds } = observed;
  if (status >= 300) {
    observed.error = await readError(target, response);
    return new Response(null, { status });
  }
  const isJson = /^application\/(?:[\w.-]+\+)?json/i.test(headers.get('content-type') ?? '');
  if (bounds && !isJson && !isPage(headers)) return asStream(response, boundStream(response.body, bounds, observed));
  const json = parseJson(await readText(response, MAX_JSON_BYTES));
  if (json === undefined)
    observed.error = new AttemptFailed({ kind: 'broken', status, ...(isPage(headers) ? { isPage: true } : {}) });
  if (!bounds) return Response.json(json ?? {});
  const frame = json === undefined ? '' : `data: ${JSON.stringify(json)}\n\n`;
  return new Response(frame, { headers: { 'content-type': 'text/event-stream' } });
};

/** What the SDK looks at of a response whose stream it reads: a real one would pass each piece through two more streams. */
const asStream = ({ status, headers }: LeanAnswer, body: AsyncIterable<Uint8Array>): Response =>
  ({ status, ok: true, headers, body }) as unknown as Response;

const readError = async (target: ChatTarget, response: LeanAnswer): Promise<Error> => {
  const { status, headers } = response;
  const until = target.clock.monotonic() + ERROR_BODY_MS;
  const limit = { clock: target.clock, deadline: () => until };
  // Cut off in its middle, the status alone has to do.
  const text = await readText(response, MAX_ERROR_BYTES, limit).catch(() => '');
  const url = new URL(target.baseUrl);
  const answer = {
    status,
    headers: new Headers([...headers]),
    url,
    requestUrl: url.origin + url.pathname,
    authorised: true,
  };
  return toErrorResponse({ ...answer, text }, target.clock.now());
};

const parseJson = (text: string): unknown => {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
};
