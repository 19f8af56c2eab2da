import { HOSTILE_KINDS, type Fault, type ReplacingKind } from './fault.ts';
import { hostileStream } from './hostile-streams.ts';
import {
  aittaError,
  engineError,
  forbidden,
  frameworkError,
  gatewayPage,
  notFound,
  unauthorized,
  type Answer,
  type JsonAnswer,
} from './http-answer.ts';
import { isObject, type JsonObject } from './json-object.ts';
import type { Route } from './routes.ts';
import { isoSecond } from './iso-second.ts';

type Replacement = (fault: Fault, now: number) => Answer;

const REPLACEMENTS: Record<ReplacingKind, Replacement> = {
  unauthorized,
  forbidden: () => forbidden('The rights are missing.'),
  'not-found': () => notFound('Not here.'),
  unprocessable: () => frameworkError(422, [{ type: 'missing', loc: ['body'], msg: 'Field required', input: null }]),
  'rate-limit': ({ shape, retryAfter = 60 }, now) => rateLimited({ shape, retryAfter, now }),
  'error-500': () => aittaError(500, 'internal_error', 'Something went wrong.'),
  'empty-500': () => ({ kind: 'text', status: 500, contentType: undefined, body: '' }),
  'html-500': () => gatewayPage(500),
  'html-502': () => gatewayPage(502),
  'maintenance-503': (_, now) =>
    underMaintenance({ begin: isoSecond(now), end: isoSecond(now + 3_600_000), reason: 'Planned service break' }),
  'html-503': () => gatewayPage(503),
  'html-504': () => gatewayPage(504),
  reset: () => ({ kind: 'reset' }),
};

/** What is sent instead of the answer, for the faults that do so. */
export const replacementFor = (fault: Fault, now: number): Answer | undefined => {
  const hostile = HOSTILE_KINDS.find((kind) => kind === fault.kind);
  if (hostile) return hostileStream(hostile);
  return Object.hasOwn(REPLACEMENTS, fault.kind) ? REPLACEMENTS[fault.kind as ReplacingKind](fault, now) : undefined;
};

export const underMaintenance = (downtime: JsonObject): JsonAnswer =>
  aittaError(503, 'service_unavailable', 'Under maintenance.', downtime);

export const rateLimited = (how: {
  shape: 'aitta' | 'openai' | undefined;
  retryAfter: number | 'date' | 'none';
  now: number;
}): JsonAnswer => {
  const text = 'You have exceeded the request rate limit.';
  const answer =
    how.shape === 'openai' ? engineError(429, 'RateLimitError', text) : aittaError(429, 'too_many_requests', text);
  if (how.retryAfter === 'none') return answer;
  const after = how.retryAfter === 'date' ? new Date(how.now + 60_000).toUTCString() : String(how.retryAfter);
  return { ...answer, headers: { 'retry-after': after } };
};

/** The right answer, spoilt as the fault says; errors stay as they are. */
export const spoil = (answer: Answer, fault: Fault, { route, url }: { route: Route; url: string }): Answer => {
  if (answer.kind === 'reset' || answer.kind === 'text' || (answer.kind === 'json' && answer.status >= 400))
    return answer;
  switch (fault.kind) {
    case 'no-content-type':
      return { ...answer, contentType: undefined };
    case 'wrong-content-type':
      return { ...answer, contentType: 'text/plain' };
    case 'charset':
      return { ...answer, contentType: `${answer.contentType?.split(';')[0] ?? ''}; charset=utf-8` };
    case 'invalid-json':
      if (answer.kind === 'stream') return answer; // the writer of the stream breaks a frame
      return { ...answer, kind: 'text', body: JSON.stringify(answer.document).slice(0, -1) };
    default:
      if (answer.kind === 'stream') return answer;
      return { ...answer, document: spoilDocument(answer.document, fault, { route, url }) };
  }
};

/** A changed copy, for the faults that change documents. */
export const spoilDocument = (document: unknown, fault: Fault, at: { route: Route; url: string }): unknown => {
  if (!isObject(document)) return document;
  const copy = structuredClone(document);
  const path = (fault.key ?? KEYS[at.route] ?? '_links').split('.');
  const key = path.pop() ?? '';
  const holder = path.reduce<unknown>((value, name) => (isObject(value) ? value[name] : undefined), copy);
  switch (fault.kind) {
    case 'missing-key':
      if (isObject(holder)) delete holder[key];
      break;
    case 'wrong-type':
      if (isObject(holder)) holder[key] = typeof holder[key] === 'number' ? String(holder[key]) : 42;
      break;
    case 'lower-case-state':
      if (typeof copy['state'] === 'string') copy['state'] = copy['state'].toLowerCase();
      break;
    case 'absolute-openai-link':
      changeOpenaiLink(copy, (href) => `${at.url}${href}`);
      break;
    case 'no-openai-link':
      changeOpenaiLink(copy, () => undefined);
      break;
    default:
  }
  return copy;
};

/** A key without which the document says nothing. */
const KEYS: Partial<Record<Route, string>> = {
  model: 'id',
  metadata: 'id',
  infer: 'progress',
  task: 'progress',
  authenticate: 'access_token',
  'openai-models': 'data',
  chat: 'choices',
  embeddings: 'data',
};

const changeOpenaiLink = (document: JsonObject, change: (href: string) => string | undefined): void => {
  const links = document['_links'];
  const link = isObject(links) ? links['openai'] : undefined;
  if (!isObject(links) || !isObject(link)) return;
  const href = change(String(link['href']));
  if (href === undefined) delete links['openai'];
  else link['href'] = href;
};
