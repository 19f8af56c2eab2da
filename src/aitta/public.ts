/** All that the package shows; inside the bot the single files are imported. */
export type { AccessTokenSource, CallOptions } from './access-token-source.ts';
export { APIKeyAccessTokenSource, type APIKeyOptions } from './api-key-access-token-source.ts';
export type { Availability } from './availability.ts';
export type { AwaitOptions } from './await-task.ts';
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
export { dueExpiryWarning, type ExpiryWarning } from './expiry-warning.ts';
export { FileAccessTokenSource } from './file-access-token-source.ts';
export type { JsonObject } from './json-shape.ts';
export type { Link, LinkMethod } from './links.ts';
export { Model } from './model.ts';
export { CHAT_COMPLETION, EMBEDDINGS, ModelBasicReference, type ModelData, type ModelLinks } from './model-data.ts';
export type {
  HuggingfaceWorkerConfig,
  ModelFromHubRequest,
  ModelMetadata,
  ModuleWorkerConfig,
  OllamaWorkerConfig,
  VllmWorkerConfig,
  WorkerConfig,
} from './model-metadata.ts';
export type { Downtime, ServiceStatus } from './service-status.ts';
export { StaticAccessTokenSource } from './static-access-token-source.ts';
export { IncompleteTaskError, InferenceError, InferenceTimeoutError, Task, type TaskModel } from './task.ts';
export type { TaskData, TaskState } from './task-data.ts';
export { readTokenExpiry, type ExpiryWatchOptions } from './token-expiry.ts';
export type { RateLimitRetry } from './transport.ts';
export type { Worker, WorkerStatus } from './workers.ts';
