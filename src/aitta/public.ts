/** All that the package shows; inside the bot the single files are imported. */
export type { AccessTokenSource, CallOptions } from './access-token-source.ts';
export { Client, type ClientOptions } from './client.ts';
export type { Clock } from './clock.ts';
export {
  AccessTokenExpired,
  AccessTokenWillExpire,
  AittaError,
  APIConnectionError,
  APIError,
  APIErrorResponse,
  APIRateLimitError,
  APITimeoutError,
  AuthorizationError,
  IncompatibleModelError,
  MalformedAPIResponse,
  ModelNotFoundError,
  ServiceUnderMaintenanceError,
  UnavailableFeatureError,
} from './errors.ts';
export { Model, type Availability } from './model.ts';
export { ModelBasicReference, type ModelData, type ModelLinks } from './model-data.ts';
export type { Downtime, ServiceStatus } from './service-status.ts';
export { StaticAccessTokenSource, type ExpiryWatchOptions } from './static-access-token-source.ts';
export { readTokenExpiry } from './token-expiry.ts';
export type { RateLimitRetry } from './transport.ts';
export type { Worker, WorkerStatus } from './workers.ts';
