export interface ScenarioUser {
  name: string;
  tokens: string[];
  /** Exchanged for access tokens at `/authenticate_with_key`. */
  apiKeys?: string[];
  /** The only models that this user has, in the profile `legacy`. Default: all. */
  models?: string[];
  /** May change entries whose owner this is. */
  scopes?: string[];
  /** May add models. */
  administrator?: boolean;
}

export interface ServiceHabits {
  /** Adds `; charset=utf-8` to HAL, as many frameworks would. */
  charset?: boolean;
  /** With `_embedded`; with links only, as the user guide shows it; or in pages of two. Default `full`. */
  workerList?: 'full' | 'links' | 'paged';
  /** Where a model's `openai` link leads. Default `generic`; `per-model` in the profile `legacy`. */
  openaiLink?: 'generic' | 'per-model';
  /** Default `yes`; `refused` in the profile `legacy`. */
  streaming?: 'yes' | 'refused';
  /** Errors of the inference engine: `{"error": {...}}` or, as older engines, flat. Default `nested`. */
  engineErrors?: 'nested' | 'flat';
  /** Does `/openai/v1/models` tell windows? Default true. */
  maxModelLen?: boolean;
  sse?: SseHabits;
  /** Status of the answer to a new task. Default 201. */
  taskStatus?: 200 | 201 | 202;
  /** Life of an access token that was got for an API key. Default 3,600. */
  accessTokenSeconds?: number;
}

export interface SseHabits {
  lineEnd?: 'lf' | 'crlf';
  /** Puts a comment line in front of every frame. */
  comments?: boolean;
  /** Sends pieces of so many bytes, also of half a letter. Default: whole frames. */
  splitBytes?: number;
}

/** Requests of one user, whatever they ask for. */
export interface RateLimit {
  /** Default: no limit. */
  perMinute?: number;
  /** Counts the last 60 seconds, or those since the last full minute. Default `sliding`. */
  window?: 'sliding' | 'fixed';
  /** How many inference requests of a user may be under way. Default: no limit. */
  concurrent?: number;
  /** Default `seconds`. */
  retryAfter?: 'seconds' | 'date' | 'none';
  /** Shape of the error below `/openai/v1`. Default `aitta`. */
  shape?: 'aitta' | 'openai';
}

/** A maintenance break, counted from the moment that it is made known. */
export interface Downtime {
  inMs: number;
  lastsMs: number;
  reason: string;
}
