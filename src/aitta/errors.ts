/**
 * The errors of the Python client 0.3.2 under their Python names. The class follows the status of the answer; every error of a request
 * keeps its status and the URL that was asked (never the token, a query or credentials).
 */

/** Base of everything that this client throws on purpose, apart from `TypeError` and `RangeError` for wrong arguments. */
export class AittaError extends Error {
  override readonly name: string = 'AittaError';
}

export interface APIErrorOptions {
  /** HTTP status, where there was an answer. */
  status?: number | undefined;
  /** Origin and path of the request. */
  requestUrl?: string | undefined;
  cause?: unknown;
}

/** A request to the API did not work. */
export class APIError extends AittaError {
  override readonly name: string = 'APIError';
  readonly status: number | undefined;
  readonly requestUrl: string | undefined;

  constructor(message: string, options: APIErrorOptions = {}) {
    super(message, options.cause === undefined ? undefined : { cause: options.cause });
    this.status = options.status;
    this.requestUrl = options.requestUrl;
  }
}

/** There was no whole answer: refused, reset, cut off, no such host. Python lets the exception of its HTTP library through. */
export class APIConnectionError extends APIError {
  override readonly name: string = 'APIConnectionError';
}

/** The answer did not come in time (`requests.Timeout` in Python). */
export class APITimeoutError extends APIConnectionError {
  override readonly name: string = 'APITimeoutError';
}

/** The answer says success, and its content cannot be used. */
export class MalformedAPIResponse extends APIError {
  override readonly name = 'MalformedAPIResponse';
}

export interface APIErrorResponseOptions extends APIErrorOptions {
  errorType?: string | undefined;
  errorDescription?: string | undefined;
  details?: Readonly<Record<string, unknown>> | undefined;
  body?: unknown;
}

/** The API answered with an error status (400 or higher). */
export class APIErrorResponse extends APIError {
  override readonly name: string = 'APIErrorResponse';
  /** The short machine word of the answer, such as `too_many_requests`, where it has one. */
  readonly errorType: string | undefined;
  /** What the answer says to people, shortened; from any of the known shapes or from an HTML page. */
  readonly errorDescription: string | undefined;
  readonly #details: Readonly<Record<string, unknown>> | undefined;
  readonly #body: unknown;

  constructor(message: string, options: APIErrorResponseOptions = {}) {
    super(message, options);
    this.errorType = options.errorType;
    this.errorDescription = options.errorDescription;
    this.#details = options.details;
    this.#body = options.body;
  }

  /** `details` of an Aitta error. Not an own property: servers may echo what was sent, and loggers print own properties. */
  get details(): Readonly<Record<string, unknown>> | undefined {
    return this.#details;
  }

  /** The whole answer, if it was JSON. */
  get body(): unknown {
    return this.#body;
  }
}

/** 401: the token is missing, expired or revoked. */
export class AuthorizationError extends APIErrorResponse {
  override readonly name = 'AuthorizationError';
}

/** 503. `details` has the maintenance break (`begin`, `end`, `reason`) if the service states one; a proxy's 503 has none. */
export class ServiceUnderMaintenanceError extends APIErrorResponse {
  override readonly name = 'ServiceUnderMaintenanceError';
}

/** 429: the requests of this user's last minute were too many. */
export class APIRateLimitError extends APIErrorResponse {
  override readonly name = 'APIRateLimitError';
  /** Seconds to wait, from `Retry-After` in any of its forms; 10, as in Python, if the server names none. */
  readonly retryAfter: number;
  /** Did the server name the time itself? */
  readonly retryAfterGiven: boolean;

  constructor(message: string, options: APIErrorResponseOptions & { retryAfter?: number | undefined } = {}) {
    super(message, options);
    this.retryAfter = options.retryAfter ?? 10;
    this.retryAfterGiven = options.retryAfter !== undefined;
  }
}

/** `Model.load` with an id that is not in the list. */
export class ModelNotFoundError extends AittaError {
  override readonly name = 'ModelNotFoundError';
  readonly modelId: string;

  constructor(modelId: string) {
    super(`The model '${modelId}' is not available.`);
    this.modelId = modelId;
  }
}

/** `openaiApiUrl` of a model without an `openai` link. */
export class IncompatibleModelError extends AittaError {
  override readonly name = 'IncompatibleModelError';
  readonly modelId: string;

  constructor(modelId: string) {
    super(`The model '${modelId}' has no OpenAI-compatible endpoint.`);
    this.modelId = modelId;
  }
}

/** The service offers no link for what was asked: not to this user, or not any more. */
export class UnavailableFeatureError extends AittaError {
  override readonly name = 'UnavailableFeatureError';
  readonly feature: string;

  constructor(feature: string) {
    super(`The service does not offer ${feature} here; the permission for it may be missing.`);
    this.feature = feature;
  }
}

/** The end of an access token's validity has passed. */
export class AccessTokenExpired extends AittaError {
  override readonly name = 'AccessTokenExpired';
  readonly expiresAt: Date;

  constructor(expiresAt: Date) {
    super(`The access token expired at ${expiresAt.toISOString()}.`);
    this.expiresAt = expiresAt;
  }
}

/** A warning, not thrown: the token ends within three weeks. */
export class AccessTokenWillExpire extends AittaError {
  override readonly name = 'AccessTokenWillExpire';
  readonly code = 'AccessTokenWillExpire';
  readonly expiresAt: Date;

  constructor(expiresAt: Date) {
    super(`The access token will expire at ${expiresAt.toISOString()}.`);
    this.expiresAt = expiresAt;
  }
}
