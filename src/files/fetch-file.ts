import type { Clock } from '../async/clock.ts';
import { late, within } from '../async/within.ts';
import type { Fetched, Unread, UnreadReason } from '../core/ports/files.ts';

export interface FileAddress {
  url: string;
  headers?: Readonly<Record<string, string>>;
  /** Of the platform's own hosts; whatever leads elsewhere is not followed. */
  origins: readonly string[];
}
export interface FetchLimit {
  maxBytes: number;
  clock: Clock;
  signal: AbortSignal;
}

/** From the first request to the last byte, milliseconds. */
const TIMEOUT_MS = 60_000;
const MAX_REDIRECTS = 3;
const MAX_TRIES = 3;
/** Between two tries, milliseconds; then twice that. */
const RETRY_MS = 1_000;

/** What a try came to: `again` for what may work a moment later. */
type Outcome = Fetched | 'again';

/** Gets a file whose bytes are counted while they come, from nowhere but these origins. Rejects only with the signal's reason. */
export const fetchFile = async (address: FileAddress, { maxBytes, clock, signal }: FetchLimit): Promise<Fetched> => {
  for (let tried = 1; tried <= MAX_TRIES; tried += 1) {
    const outcome = await within({ clock, timeoutMs: TIMEOUT_MS, signal }, (unwanted) =>
      tryToFetch(address, maxBytes, unwanted),
    );
    if (outcome === late) return unread('failed');
    if (outcome !== 'again') return outcome;
    if (tried < MAX_TRIES) await clock.sleep(RETRY_MS * tried, signal);
  }
  return unread('failed');
};

const tryToFetch = async (address: FileAddress, maxBytes: number, signal: AbortSignal): Promise<Outcome> => {
  try {
    const response = await follow(address, signal);
    if (!(response instanceof Response)) return response;
    const problem = problemOf(response.status);
    if (problem === undefined) return await readBytes(response, maxBytes);
    await response.body?.cancel();
    return problem === 'again' ? problem : unread(problem);
  } catch {
    return 'again'; // the caller's signal is looked at before it is tried again
  }
};

/** Each step is looked at: a platform's host may lead to its sign-in page, or be made to lead into the operator's own network. */
const follow = async ({ url, headers, origins }: FileAddress, signal: AbortSignal): Promise<Response | Unread> => {
  let at = new URL(url);
  for (let step = 0; step <= MAX_REDIRECTS; step += 1) {
    if (!origins.includes(at.origin)) return unread(step === 0 ? 'elsewhere' : 'forbidden');
    const response = await fetch(at, { redirect: 'manual', signal, ...(headers && { headers }) });
    const next = response.status >= 300 && response.status < 400 ? response.headers.get('location') : null;
    if (next === null) return response;
    await response.body?.cancel();
    at = new URL(next, at);
  }
  return unread('forbidden');
};

const problemOf = (status: number): UnreadReason | 'again' | undefined => {
  if (status === 200) return undefined;
  if (status === 401 || status === 403) return 'forbidden';
  if (status === 404 || status === 410) return 'gone';
  return status === 429 || status >= 500 ? 'again' : 'failed';
};

const readBytes = async ({ body, headers }: Response, maxBytes: number): Promise<Fetched> => {
  const chunks: Uint8Array[] = [];
  let size = 0;
  const isTooBig = Number(headers.get('content-length') ?? 0) > maxBytes;
  if (isTooBig) await body?.cancel();
  else
    for await (const chunk of body ?? []) {
      size += chunk.byteLength;
      if (size > maxBytes) return unread('too-big'); // leaving the loop cancels the rest
      chunks.push(chunk);
    }
  return isTooBig ? unread('too-big') : { type: 'bytes', bytes: Buffer.concat(chunks, size) };
};

export const unread = (why: UnreadReason): Unread => ({ type: 'unread', why });
