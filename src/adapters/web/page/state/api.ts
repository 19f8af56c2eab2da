/** What a request came to, where that is no answer. */
export class ApiError extends Error {
  override readonly name = 'ApiError';
  /** A word of the server's, such as `too-many`; `offline` where it did not answer. */
  readonly code: string;
  /** What the bot itself says of it. */
  readonly sentence: string | undefined;
  /** When it is worth another try, milliseconds. */
  readonly waitMs: number | undefined;

  constructor(code: string, more: { sentence?: string; waitMs?: number } = {}) {
    super(code);
    this.code = code;
    this.sentence = more.sentence;
    this.waitMs = more.waitMs;
  }
}

/** What may become right by itself. */
export const mayHeal = (error: unknown): boolean =>
  error instanceof ApiError && ['offline', 'failed', 'too-many'].includes(error.code);

/** As long as the server itself waits for a request (`HttpServer`): what a proxy or a frozen process never answers is asked again. */
const PATIENCE_MS = 60_000;

/** Asks the server. @throws ApiError */
export const ask = async <Answer>(
  method: 'GET' | 'POST' | 'PUT' | 'DELETE',
  path: string,
  { body, person }: { body?: unknown; person?: string | undefined } = {},
): Promise<Answer> => {
  const headers = { 'x-aitta-bot': '1', ...(person !== undefined && { 'x-person': person }), ...headersOf(body) };
  const signal = AbortSignal.timeout(PATIENCE_MS);
  const sent = body === undefined ? {} : { body: body instanceof File ? body : JSON.stringify(body) };
  try {
    const response = await fetch(path, { method, signal, headers, ...sent });
    if (!response.ok) throw await readError(response);
    const isJson = response.headers.get('content-type')?.includes('json') === true;
    return (isJson ? await response.json() : await response.text()) as Answer;
  } catch (error) {
    if (error instanceof ApiError) throw error;
    throw new ApiError('offline'); // a browser says no more of it, also where an answer ends in its middle
  }
};

const headersOf = (body: unknown): Record<string, string> => {
  if (body instanceof File)
    return { 'content-type': 'application/octet-stream', 'x-file-name': encodeURIComponent(body.name.toWellFormed()) };
  return body === undefined ? {} : { 'content-type': 'application/json' };
};

const readError = async (response: Response): Promise<ApiError> => {
  const retryAfter = Number(response.headers.get('retry-after'));
  const waitMs = retryAfter > 0 ? retryAfter * 1_000 : undefined;
  const said = (await response.json().catch(() => ({}))) as { error?: string; sentence?: string };
  const code = said.error ?? codeOf(response.status);
  return new ApiError(code, {
    ...(said.sentence !== undefined && { sentence: said.sentence }),
    ...(waitMs !== undefined && { waitMs }),
  });
};

/** Of what stands between the browser and the bot, and speaks for itself. */
const codeOf = (status: number): string => {
  if (status === 429) return 'too-many';
  return status >= 500 || status === 408 ? 'failed' : 'bad-request';
};
