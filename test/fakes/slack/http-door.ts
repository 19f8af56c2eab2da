import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { parse } from 'node:querystring';

import type { Clock } from '../../../src/async/clock.ts';
import type { JsonObject } from './json-object.ts';
import { isObject } from './json-object.ts';
import type { Reaction } from './web-api.ts';

/** As services do: on a connection that was closed, nothing of what a process sends first after it was frozen would arrive. */
const KEEP_ALIVE_MS = 75_000;

/** A request with its body read. */
export interface HttpRequest {
  readonly method: string;
  readonly path: string;
  readonly query: URLSearchParams;
  readonly token: string;
  readonly contentType: string;
  readonly body: Buffer;
}

/** Opens the server on a free port of 127.0.0.1; requests are answered by `answer`, upgrades go to `upgrade`. */
export async function openDoor(
  clock: Pick<Clock, 'now'>,
  answer: (request: HttpRequest) => Promise<Reaction>,
  upgrade: (...args: Parameters<Parameters<Server['on']>[1]>) => void,
): Promise<{ origin: string; close: () => Promise<void> }> {
  const server = createServer({ keepAliveTimeout: KEEP_ALIVE_MS }, (request, response) => {
    response.setHeader('date', new Date(clock.now()).toUTCString());
    void respond(request, response, answer);
  });
  server.on('upgrade', upgrade);
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(0, '127.0.0.1', resolve);
  });
  const { port } = server.address() as AddressInfo;
  const close = (): Promise<void> =>
    new Promise((resolve) => {
      server.close(() => resolve());
      server.closeAllConnections();
    });
  return { origin: `http://127.0.0.1:${port}`, close };
}

async function respond(
  request: IncomingMessage,
  response: ServerResponse,
  answer: (request: HttpRequest) => Promise<Reaction>,
): Promise<void> {
  try {
    const reaction = await answer(await read(request));
    if (reaction === 'silence') return;
    if (reaction === 'reset') {
      request.socket.destroy();
      return;
    }
    const text = typeof reaction.body === 'string' ? reaction.body : JSON.stringify(reaction.body);
    const type = typeof reaction.body === 'string' ? 'text/html' : 'application/json; charset=utf-8';
    response.writeHead(reaction.status, { 'content-type': type, ...reaction.headers });
    response.end(reaction.bytes ?? text);
  } catch (error) {
    // The caller has gone away, or the fake has a fault of its own, which must be seen.
    if (request.socket.destroyed) return;
    response.writeHead(500, { 'content-type': 'text/plain' });
    response.end(error instanceof Error ? error.stack : String(error));
  }
}

async function read(request: IncomingMessage): Promise<HttpRequest> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  const url = new URL(request.url ?? '/', 'http://localhost');
  return {
    method: request.method ?? 'GET',
    path: url.pathname,
    query: url.searchParams,
    token: request.headers.authorization?.replace(/^Bearer /, '') ?? '',
    contentType: request.headers['content-type'] ?? '',
    body: Buffer.concat(chunks),
  };
}

/** The arguments of a call: query, form or JSON. */
export function argumentsOf(request: HttpRequest): JsonObject {
  const query = Object.fromEntries(request.query);
  const text = request.body.toString();
  if (request.contentType.startsWith('application/json')) {
    const parsed: unknown = text === '' ? {} : JSON.parse(text);
    return { ...query, ...(isObject(parsed) ? parsed : {}) };
  }
  return { ...query, ...parse(text) };
}
