import type { z } from 'zod';
import { duration, flag, list, oneOf, record, text, whole } from './scenario-fields.ts';

export const scenarioUser = record({
  name: text,
  tokens: list(text),
  /** Exchanged for access tokens at `/authenticate_with_key`. */
  apiKeys: list(text).exactOptional(),
  /** The only models that this user has, in the profile `legacy`. Default: all. */
  models: list(text).exactOptional(),
  /** May change entries whose owner this is. */
  scopes: list(text).exactOptional(),
  /** May add models. */
  administrator: flag.exactOptional(),
});
export type ScenarioUser = z.infer<typeof scenarioUser>;

const sseHabits = record({
  lineEnd: oneOf('lf', 'crlf').exactOptional(),
  /** Puts a comment line in front of every frame. */
  comments: flag.exactOptional(),
  /** Sends pieces of so many bytes, also of half a letter. Default: whole frames. */
  splitBytes: whole(1).exactOptional(),
});
export type SseHabits = z.infer<typeof sseHabits>;

export const serviceHabits = record({
  /** Adds `; charset=utf-8` to HAL, as many frameworks would. */
  charset: flag.exactOptional(),
  /** With `_embedded`; with links only, as the user guide shows it; or in pages of two. Default `full`. */
  workerList: oneOf('full', 'links', 'paged').exactOptional(),
  /** Where a model's `openai` link leads. Default `generic`; `per-model` in the profile `legacy`. */
  openaiLink: oneOf('generic', 'per-model').exactOptional(),
  /** Default `yes`; `refused` in the profile `legacy`. */
  streaming: oneOf('yes', 'refused').exactOptional(),
  /** Errors of the inference engine: `{"error": {...}}` or, as older engines, flat. Default `nested`. */
  engineErrors: oneOf('nested', 'flat').exactOptional(),
  /** Does `/openai/v1/models` tell windows? Default true. */
  maxModelLen: flag.exactOptional(),
  sse: sseHabits.exactOptional(),
  /** Status of the answer to a new task. Default 201. */
  taskStatus: oneOf(200, 201, 202).exactOptional(),
  /** Life of an access token that was got for an API key. Default 3,600. */
  accessTokenSeconds: whole(0).exactOptional(),
});
export type ServiceHabits = z.infer<typeof serviceHabits>;

/** Requests of one user, whatever they ask for. */
export const rateLimit = record({
  /** Default: no limit. */
  perMinute: whole(1).exactOptional(),
  /** Counts the last 60 seconds, or those since the last full minute. Default `sliding`. */
  window: oneOf('sliding', 'fixed').exactOptional(),
  /** How many inference requests of a user may be under way. Default: no limit. */
  concurrent: whole(1).exactOptional(),
  /** Default `seconds`. */
  retryAfter: oneOf('seconds', 'date', 'none').exactOptional(),
  /** Shape of the error below `/openai/v1`. Default `aitta`. */
  shape: oneOf('aitta', 'openai').exactOptional(),
});
export type RateLimit = z.infer<typeof rateLimit>;

/** A maintenance break, counted from the moment that it is made known. */
export const downtime = record({ inMs: duration, lastsMs: duration, reason: text });
export type Downtime = z.infer<typeof downtime>;
