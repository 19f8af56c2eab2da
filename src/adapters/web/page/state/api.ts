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

/** Asks the server. @throws ApiError */
export const ask = async <Answer>(
  method: 'GET' | 'POST' | 'PUT' | 'DELETE',
  path: string,
  { body, person }: { body?: unknown; person?: string | undefined } = {},
): Promise<Answer> => {
  let response: Response;
  try {
    response = await fetch(path, {
      method,
      headers: {
        'x-aitta-bot': '1',
        ...(person !== undefined && { 'x-person': person }),
        ...headersOf(body),
      },
      ...(body !== undefined && { body: body instanceof File ? body : JSON.stringify(body) }),
    });
  } catch {
    throw new ApiError('offline'); // a browser says no more of it
  }
  if (!response.ok) throw await readError(response);
  const isJson = response.headers.get('content-type')?.includes('json') === true;
  return (isJson ? await response.json() : await response.text()) as Answer;
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
  const code = said.error ?? (response.status >= 500 ? 'failed' : 'bad-request');
  return new ApiError(code, {
    ...(said.sentence !== undefined && { sentence: said.sentence }),
    ...(waitMs !== undefined && { waitMs }),
  });
};
