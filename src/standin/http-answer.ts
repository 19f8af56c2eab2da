import type { JsonObject } from './json-object.ts';
import type { SseSink } from './sse-writer.ts';

/** What a handler wants to be sent. Faults may still change it. */
export type Answer = JsonAnswer | TextAnswer | StreamAnswer | { kind: 'reset' };
export interface JsonAnswer {
  kind: 'json';
  status: number;
  /** Exactly this header value, as no framework has a hand in it. */
  contentType: string | undefined;
  document: unknown;
  headers?: Record<string, string>;
}
export interface TextAnswer {
  kind: 'text';
  status: number;
  contentType: string | undefined;
  body: string;
  headers?: Record<string, string>;
}
/** Server-sent events. If `write` throws, the connection breaks there and then. */
export interface StreamAnswer {
  kind: 'stream';
  contentType: string | undefined;
  headers?: Record<string, string>;
  write: (sink: SseSink) => Promise<void>;
}

export const json = (document: unknown, status = 200): JsonAnswer => ({
  kind: 'json',
  status,
  contentType: 'application/json',
  document,
});

export const hal = (document: JsonObject, status = 200): JsonAnswer => ({
  kind: 'json',
  status,
  contentType: 'application/hal+json',
  document,
});

/** An error of Aitta itself: the layout of OAuth2 (aitta-client 0.3.2). */
export const aittaError = (status: number, error: string, description: string, details?: JsonObject): JsonAnswer =>
  json({ error, error_description: description, ...(details && { details }) }, status);

export const notFound = (description: string): JsonAnswer => aittaError(404, 'not_found', description);

export const unauthorized = (): JsonAnswer =>
  aittaError(401, 'unauthorized', 'The access token is missing, invalid or expired.');

export const forbidden = (description: string): JsonAnswer => aittaError(403, 'forbidden', description);

/** What FastAPI says where no handler is reached. */
export const frameworkError = (status: number, detail: unknown): JsonAnswer => json({ detail }, status);

/** An error of the inference engine, as vLLM writes it. */
export const engineError = (status: number, type: string, message: string, param: string | null = null): JsonAnswer =>
  json({ error: { message, type, param, code: status } }, status);

const GATEWAY_TITLES = {
  500: 'Internal Server Error',
  502: 'Bad Gateway',
  503: 'Service Unavailable',
  504: 'Gateway Time-out',
};

/** The page of a proxy in front of the service. */
export const gatewayPage = (status: keyof typeof GATEWAY_TITLES): TextAnswer => ({
  kind: 'text',
  status,
  contentType: 'text/html',
  body: `<html><body><h1>${status} ${GATEWAY_TITLES[status]}</h1>\n</body></html>\n`,
});
