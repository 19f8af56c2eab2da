import { createServer } from 'node:http';
import type { IncomingMessage, Server, ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { BotError } from '../core/errors.ts';

/** More connections are closed as they come. One that asks for nothing costs some kilobytes. */
const MAX_CONNECTIONS = 2_000;
/** Who has not sent the header of a request by then, or all of it, is cut off, milliseconds. Platforms wait for 3 s themselves. */
const HEADERS_MS = 5_000;
const REQUEST_MS = 10_000;
const CHECK_MS = 1_000;

export type Handler = (request: IncomingMessage, response: ServerResponse) => void;

/** The one HTTP server: health, metrics, and what platforms mount. */
export class HttpServer {
  readonly #routes = new Map<string, Handler>();
  readonly #server: Server;

  constructor() {
    const limits = { headersTimeout: HEADERS_MS, requestTimeout: REQUEST_MS, connectionsCheckingInterval: CHECK_MS };
    this.#server = createServer(limits, (request, response) => {
      const path = (request.url ?? '/').split('?', 1)[0] ?? '/';
      const handler = this.#routes.get(path);
      if (handler) handler(request, response);
      else answer(response, 404, 'text/plain; charset=utf-8', 'not found\n');
    });
    this.#server.maxConnections = MAX_CONNECTIONS;
  }

  mount(path: string, handler: Handler): void {
    this.#routes.set(path, handler);
  }

  /** Something is mounted. */
  get isUsed(): boolean {
    return this.#routes.size > 0;
  }

  /** @returns the port that it listens on. @throws BotError 'settings' when the address cannot be had. */
  async listen({ host, port, orAny = false }: { host: string; port: number; orAny?: boolean }): Promise<number> {
    try {
      return await this.#listen(host, port);
    } catch (error) {
      const isTaken = error instanceof BotError && (error.cause as NodeJS.ErrnoException).code === 'EADDRINUSE';
      if (!orAny || !isTaken) throw error;
      return this.#listen(host, 0);
    }
  }

  #listen(host: string, port: number): Promise<number> {
    return new Promise((resolve, reject) => {
      const fail = (error: NodeJS.ErrnoException): void => {
        const why = error.code === 'EADDRINUSE' ? 'another program already uses it' : (error.code ?? error.message);
        reject(
          new BotError('settings', `the HTTP server cannot listen on HOST and PORT (${host}:${port}): ${why}`, {
            cause: error,
          }),
        );
      };
      this.#server.once('error', fail);
      this.#server.listen(port, host, () => {
        this.#server.off('error', fail);
        resolve((this.#server.address() as AddressInfo).port);
      });
    });
  }

  /** Ends open connections too: nobody waits for a keep-alive. */
  async close(): Promise<void> {
    if (!this.#server.listening) return;
    const closed = new Promise((resolve) => this.#server.close(resolve));
    this.#server.closeAllConnections();
    await closed;
  }
}

export const answer = (response: ServerResponse, status: number, type: string, body: string): void => {
  response.writeHead(status, { 'content-type': type, 'cache-control': 'no-store' });
  response.end(body);
};

/** @param secrets to be cut out of what is said, where parts speak that repeat others' words */
export const answerJson = (
  response: ServerResponse,
  status: number,
  body: object,
  secrets?: { scrub(text: string): string },
): void => {
  const text = `${JSON.stringify(body)}\n`;
  answer(response, status, 'application/json', secrets ? secrets.scrub(text) : text);
};
