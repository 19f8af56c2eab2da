import OpenAI from 'openai';
import {
  AccessTokenExpired,
  AittaError,
  APIConnectionError,
  APIErrorResponse,
  APIRateLimitError,
  IncompatibleModelError,
  ModelNotFoundError,
  ServiceUnderMaintenanceError,
} from '../../aitta/errors.ts';
import { parseDowntime } from '../../aitta/service-status.ts';
import { BotError } from '../../core/errors.ts';
import { codeOf } from '../../findings/probe.ts';
import { readContextLimit } from './context-limit.ts';
import type { ServiceHealth } from '../../core/ports/model.ts';

/** What a server refused of a request that is otherwise fine. */
export type Refused = 'images' | 'stream' | 'stream_options' | 'reasoning_effort' | 'max_tokens' | 'roles';

/** Why a request to the service came to nothing, named by what can be done about it. */
export type Failure =
  /** 401, or a token that has expired; 403. */
  | { kind: 'unauthorized'; status?: number }
  /** 404, or not in the list. */
  | { kind: 'not-found'; status?: number }
  /** 429; `noted` if our requests pause already. */
  | { kind: 'limited'; status: number; retryAfterSeconds: number | undefined; noted?: true }
  /** 503 that names a maintenance break; its end in epoch milliseconds. */
  | { kind: 'downtime'; status: number; until: number | undefined }
  /** Prompt and answer are longer than the window; with the numbers, where the server gives them. */
  | { kind: 'too-long'; status: number; window: number | undefined; promptTokens: number | undefined }
  | { kind: 'refused'; status: number; what: Refused }
  /** Any other 4xx: asking again would not help. */
  | { kind: 'rejected'; status: number }
  /** 502, 503, 504: something between us and the model. */
  | { kind: 'gateway'; status: number }
  /** No connection, or it was closed before an answer; with the innermost code, such as ECONNREFUSED. */
  | { kind: 'unreachable'; code?: string }
  /** 500, or an answer that makes no sense; `isPage` where it is a page for people. */
  | { kind: 'broken'; status?: number; isPage?: true }
  /** The answer ended in its middle; nothing came for too long between tokens; nothing came at all though the model runs. */
  | { kind: 'cut' | 'stalled' | 'silent' }
  /** No worker was seen for longer than we wait. */
  | { kind: 'no-sign' }
  /** An answer of nothing; of reasoning only, up to the limit; of reasoning only, for longer than we wait. */
  | { kind: 'empty' | 'eaten' | 'overtime' };

/** One request failed in a way that a recovery can be thought of. Never leaves the adapter. */
export class AttemptFailed extends Error {
  override readonly name = 'AttemptFailed';
  readonly failure: Failure;

  constructor(failure: Failure) {
    super(failure.kind);
    this.failure = failure;
  }
}

/** Sorts whatever a request threw. What is no failure of the service's (a BotError, a bug of ours) is thrown on. */
export const toFailure = (error: unknown): Failure => {
  const failure = findFailure(error);
  if (!failure) throw error;
  return failure;
};

/** Undefined for what is no failure of the service's. */
export const findFailure = (error: unknown): Failure | undefined => {
  if (error instanceof AttemptFailed) return error.failure;
  if (error instanceof APIErrorResponse) return failureOfAnswer(error);
  if (error instanceof AccessTokenExpired) return { kind: 'unauthorized' };
  if (error instanceof ModelNotFoundError || error instanceof IncompatibleModelError) return { kind: 'not-found' };
  if (error instanceof APIConnectionError || error instanceof OpenAI.APIConnectionError)
    return { kind: 'unreachable', code: codeOf(error) };
  // Such as an error object inside a stream, which has no status of its own.
  if (error instanceof OpenAI.OpenAIError || error instanceof AittaError) return { kind: 'broken' };
  return undefined;
};

const failureOfAnswer = (error: APIErrorResponse): Failure => {
  const status = error.status ?? 0;
  if (error instanceof APIRateLimitError) {
    const { retryAfter, retryAfterGiven } = error;
    return { kind: 'limited', status, retryAfterSeconds: retryAfterGiven ? retryAfter : undefined };
  }
  if (error instanceof ServiceUnderMaintenanceError && error.details) {
    const { end } = parseDowntime(error.details);
    return { kind: 'downtime', status, until: end?.getTime() };
  }
  if (status === 401 || status === 403) return { kind: 'unauthorized', status };
  if (status === 404) return { kind: 'not-found', status };
  if (status >= 502 && status <= 504) return { kind: 'gateway', status };
  if (status === 408 || status >= 500) return { kind: 'broken', status };
  if (status === 413) return { kind: 'too-long', status, window: undefined, promptTokens: undefined };
  if (status === 400 || status === 422) return refusalOf(status, error);
  return { kind: 'rejected', status };
};

/** By the words of many servers; only by what a server says itself, never by what it echoes of the prompt. */
const refusalOf = (status: number, error: APIErrorResponse): Failure => {
  const words = `${error.errorType ?? ''} ${codeIn(error.body)} ${error.errorDescription ?? ''}`;
  const param = paramOf(error.body);
  const named = REFUSABLE.find((what) => param === what) ?? REFUSABLE.find((what) => NAMED[what].test(words));
  // "max_tokens is not supported, use max_completion_tokens" speaks of no length.
  if (named === 'max_tokens') return { kind: 'refused', status, what: named };
  if (NAMES_NO_MODEL.test(words)) return { kind: 'not-found', status };
  const limit = readContextLimit(words);
  if (limit) return { kind: 'too-long', status, ...limit };
  return named ? { kind: 'refused', status, what: named } : { kind: 'rejected', status };
};

/** What can be left out of a request or said in another way, as servers name it; the first that fits counts. */
const NAMED: Readonly<Record<Refused, RegExp>> = {
  max_tokens: /max_tokens\b.{0,80}(?:not supported|unsupported|deprecated|use|instead).{0,40}max_completion_tokens/i,
  images:
    /multi-?modal|\bimages?(?:_url)?\b.{0,60}\bnot\b.{0,20}support|\bnot\b.{0,20}support.{0,60}\bimages?\b|\bimages? input/i,
  stream_options: /stream_options|include_usage/i,
  reasoning_effort: /reasoning_effort/i,
  roles: /roles? must alternate|system (?:role|message|prompt)s?\b|after the optional system/i,
  stream: /\bstream(?:ing)?\b/i,
};
/** Some servers say so with 400: LiteLLM ("Invalid model name passed in"), LM Studio, OpenAI (`model_not_found`). */
const NAMES_NO_MODEL =
  /invalid model name|model_not_found|no such model|unknown model|\bmodel\b.{0,80}(?:not found|does not exist|is not loaded)/i;
const REFUSABLE: readonly Refused[] = ['max_tokens', 'images', 'stream_options', 'reasoning_effort', 'roles', 'stream'];

const paramOf = (body: unknown): string => wordIn(body, 'param');
const codeIn = (body: unknown): string => wordIn(body, 'code');

/** A short machine word of an error, in either place where it may stand. */
const wordIn = (body: unknown, key: 'param' | 'code'): string => {
  const error = isObject(body) ? body['error'] : undefined;
  const word = isObject(error) ? error[key] : isObject(body) ? body[key] : undefined;
  return typeof word === 'string' ? word : '';
};

/**
 * A failure as the core may see it, where nothing more can be done about it here. Carries no words of the server's. `pausedUntil` is
 * when our requests go on, if they pause.
 */
export const toBotError = (failure: Failure, what: string, pausedUntil?: number): BotError => {
  const status = 'status' in failure && failure.status !== undefined ? ` (${failure.status})` : '';
  const message = `${what}: ${failure.kind}${status}`;
  switch (failure.kind) {
    case 'unauthorized':
      return new BotError('service-unauthorized', message);
    case 'not-found':
      return new BotError('model-unknown', message);
    case 'limited':
      return new BotError('budget', message, until(pausedUntil));
    case 'downtime':
      return new BotError('service-downtime', message, until(failure.until));
    case 'too-long':
      return new BotError('too-long', message);
    case 'empty':
    case 'eaten':
    case 'overtime':
      return new BotError('model-empty', message);
    case 'cut':
    case 'stalled':
    case 'silent':
      return new BotError('model-broke-off', message);
    case 'no-sign':
      return new BotError('model-unavailable', message);
    case 'refused':
      return new BotError(failure.what === 'images' ? 'model-blind' : 'service-failed', message);
    case 'rejected':
    case 'gateway':
    case 'unreachable':
    case 'broken':
      return new BotError('service-failed', message);
  }
};

/** For the options of a BotError. */
export const until = (at: number | undefined): Pick<ServiceHealth, 'until'> => (at === undefined ? {} : { until: at });

const isObject = (value: unknown): value is Record<string, unknown> => typeof value === 'object' && value !== null;
