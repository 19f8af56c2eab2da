import type { SseSink } from './sse-writer.ts';

export type JsonObject = Record<string, unknown>;

/** What a handler wants to be sent. Faults may still change it. */
export type Answer = JsonAnswer | TextAnswer | StreamAnswer;
export interface JsonAnswer {
  kind: 'json';
  status: number;
  /** Exactly this header value: no framework adds a charset. */
  contentType: string;
  document: unknown;
  headers?: Record<string, string>;
}
export interface TextAnswer {
  kind: 'text';
  status: number;
  contentType?: string;
  body: string;
  headers?: Record<string, string>;
}
/** Server-sent events, status 200. If `write` throws, the connection ends there and then. */
export interface StreamAnswer {
  kind: 'stream';
  write: (sink: SseSink) => Promise<void>;
}

export const HAL = 'application/hal+json';
export const JSON_TYPE = 'application/json';

export const hal = (document: JsonObject, status = 200): JsonAnswer => ({
  kind: 'json',
  status,
  contentType: HAL,
  document,
});

export const json = (document: unknown, status = 200): JsonAnswer => ({
  kind: 'json',
  status,
  contentType: JSON_TYPE,
  document,
});

/** An error of Aitta itself: the layout of OAuth2 (aitta-api.md 1.5). */
export const aittaError = (status: number, error: string, description: string, details?: JsonObject): JsonAnswer =>
  json({ error, error_description: description, ...(details && { details }) }, status);

export const notFound = (description: string): JsonAnswer => aittaError(404, 'not_found', description);

/** An error of the inference engine, as vLLM writes it. */
export const engineError = (status: number, type: string, message: string, param: string | null = null): JsonAnswer =>
  json({ error: { message, type, param, code: status } }, status);
