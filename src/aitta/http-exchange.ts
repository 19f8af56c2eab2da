import type { Clock } from './clock.ts';
import { withDeadline } from './deadline.ts';
import { APIConnectionError, APITimeoutError, MalformedAPIResponse } from './errors.ts';

const MAX_REDIRECTS = 10;
const MAX_BYTES = 32 * 1024 * 1024;
const MAX_ERROR_BYTES = 64 * 1024;

export interface HttpSettings {
  fetch: typeof fetch;
  clock: Clock;
  /** For one exchange, from the request to the last byte of the answer; Infinity for none. */
  timeoutMs: number;
}

export interface HttpRequest {
  method: string;
  url: URL;
  /** Sent to `homeOrigin` only. */
  bearer: string;
  homeOrigin: string;
  json?: string | undefined;
}

export interface HttpAnswer {
  status: number;
  headers: Headers;
  text: string;
  requestUrl: string;
  /** Where it came from in the end: what relative links in it refer to. */
  url: URL;
  /** Was the token sent with the request that this answers? */
  authorised: boolean;
}

/** Origin and path, for errors and logs: a query or credentials may be secrets. */
export const printableUrl = (url: URL): string => url.origin + url.pathname;

/**
 * One request and its whole answer, whatever its status. Redirects are followed here and not by fetch, so that no implementation of it can
 * carry the token to another origin.
 *
 * @throws {APITimeoutError} {@link APIConnectionError} {@link MalformedAPIResponse} (redirects without end); the signal's reason once aborted.
 */
export async function exchange(
  request: HttpRequest,
  settings: HttpSettings,
  signal?: AbortSignal,
): Promise<HttpAnswer> {
  const requestUrl = printableUrl(request.url);
  return withDeadline(
    { ...settings, signal, onTimeout: () => timeoutError(requestUrl, settings.timeoutMs) },
    async (deadline) => {
      try {
        return await follow(request, settings.fetch, deadline);
      } catch (error) {
        if (error instanceof MalformedAPIResponse) throw error;
        throw new APIConnectionError(`Incomplete answer from ${requestUrl}: ${reasonOf(error)}.`, {
          requestUrl,
          cause: error,
        });
      }
    },
  );
}

async function follow(request: HttpRequest, send: typeof fetch, signal: AbortSignal): Promise<HttpAnswer> {
  const requestUrl = printableUrl(request.url);
  let { url, method, json } = request;
  let authorised = url.origin === request.homeOrigin;
  for (let redirects = 0; redirects <= MAX_REDIRECTS; redirects++) {
    if (!authorised && method !== 'GET') {
      const message = `${requestUrl}: a ${method} request is not sent to ${url.origin}, which is not the API's own origin.`;
      throw new MalformedAPIResponse(message, { requestUrl });
    }
    const response = await send(url, {
      method,
      headers: headersOf(json, authorised ? request.bearer : undefined),
      body: json ?? null,
      redirect: 'manual',
      signal,
    });
    const { status, headers } = response;
    const target = redirectTarget(response, url);
    if (target === undefined) {
      const text = await readText(response, requestUrl);
      // A server or proxy may echo the request on its error page, and that page goes into an error's text.
      return {
        status,
        headers,
        text: status < 400 ? text : text.replaceAll(request.bearer, '[token]'),
        requestUrl,
        url,
        authorised,
      };
    }
    await response.body?.cancel();
    if (status === 303 || (method === 'POST' && status <= 302)) {
      method = 'GET';
      json = undefined;
    }
    // Once outside, the token stays at home, even if a later redirect leads back.
    authorised &&= target.origin === request.homeOrigin;
    url = target;
  }
  throw new MalformedAPIResponse(`${requestUrl} redirects without end.`, { requestUrl });
}

function headersOf(json: string | undefined, bearer: string | undefined): Record<string, string> {
  return {
    accept: 'application/hal+json, application/json, */*;q=0.5',
    ...(json === undefined ? {} : { 'content-type': 'application/json' }),
    ...(bearer === undefined ? {} : { authorization: `Bearer ${bearer}` }),
  };
}

function redirectTarget(response: Response, from: URL): URL | undefined {
  const location = response.headers.get('location');
  if (location === null || ![301, 302, 303, 307, 308].includes(response.status)) return undefined;
  const target = URL.parse(location, from.href);
  return target?.protocol === 'https:' || target?.protocol === 'http:' ? target : undefined;
}

/** The body as text. An endless one ends here: an error page is cut, anything else is refused. */
async function readText({ status, body }: Response, requestUrl: string): Promise<string> {
  const isError = status >= 400;
  const most = isError ? MAX_ERROR_BYTES : MAX_BYTES;
  const decoder = new TextDecoder();
  let text = '';
  let bytes = 0;
  try {
    for await (const chunk of body ?? []) {
      bytes += chunk.byteLength;
      text += decoder.decode(chunk, { stream: true });
      if (bytes <= most) continue;
      if (isError) return text;
      throw new MalformedAPIResponse(`The answer of ${requestUrl} is longer than ${most} bytes.`, {
        status,
        requestUrl,
      });
    }
  } catch (error) {
    // Of an error page that breaks off, the status and the beginning are worth more than the break.
    if (!isError) throw error;
  }
  return text + decoder.decode();
}

const timeoutError = (requestUrl: string, timeoutMs: number): APITimeoutError =>
  new APITimeoutError(`No answer from ${requestUrl} within ${timeoutMs} ms.`, { requestUrl });

/** The innermost cause says what happened; fetch itself only says that it failed. */
function reasonOf(error: unknown): string {
  let innermost = error;
  while (innermost instanceof Error && innermost.cause instanceof Error) innermost = innermost.cause;
  if (!(innermost instanceof Error)) return 'unknown';
  return 'code' in innermost && typeof innermost.code === 'string' ? innermost.code : innermost.message;
}
