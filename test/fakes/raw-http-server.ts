import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { onTestFinished } from 'vitest';

export interface SeenRequest {
  method: string;
  path: string;
  authorization: string | undefined;
  contentType: string | undefined;
  body: string;
}

export interface RawAnswer {
  status?: number;
  headers?: Record<string, string>;
  body?: string | Buffer;
}

/** Answers, or takes the response into its own hands (`undefined`) to hang, drip or break. */
export type RawHandler = (
  request: SeenRequest,
  response: ServerResponse,
  message: IncomingMessage,
) => RawAnswer | undefined | Promise<RawAnswer | undefined>;

export interface RawHttpServer {
  url: string;
  /** In order of arrival. */
  requests: SeenRequest[];
}

/** A server on a real socket that says exactly what a test wants, well-formed or not. Ends with the test. */
export async function startRawHttpServer(handler: RawHandler): Promise<RawHttpServer> {
  const requests: SeenRequest[] = [];
  const answer = async (message: IncomingMessage, response: ServerResponse): Promise<void> => {
    const chunks: Buffer[] = [];
    for await (const chunk of message) chunks.push(chunk as Buffer);
    const request: SeenRequest = {
      method: message.method ?? '',
      path: message.url ?? '',
      authorization: message.headers.authorization,
      contentType: message.headers['content-type'],
      body: Buffer.concat(chunks).toString(),
    };
    requests.push(request);
    const raw = await handler(request, response, message);
    if (raw === undefined) return;
    response.writeHead(raw.status ?? 200, raw.headers ?? {});
    response.end(raw.body);
  };
  const server = createServer((message, response) => {
    answer(message, response).catch(() => response.destroy());
  });
  await new Promise<void>((resolve) => {
    server.listen(0, '127.0.0.1', resolve);
  });
  onTestFinished(async () => {
    server.closeAllConnections();
    await new Promise((resolve) => {
      server.close(resolve);
    });
  });
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, requests };
}

const HAL = { 'content-type': 'application/hal+json' };

export const hal = (document: unknown, status = 200): RawAnswer => ({
  status,
  headers: HAL,
  body: JSON.stringify(document),
});
