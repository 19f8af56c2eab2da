import { createServer } from 'node:http';
import type { IncomingMessage, Server, ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { getRequestListener } from '@hono/node-server';
import type { HttpBindings } from '@hono/node-server';
import { RESPONSE_ALREADY_SENT } from '@hono/node-server/utils/response';
import { Hono } from 'hono';
import { BotError } from '../core/errors.ts';

/**
 * More connections are closed as they come. One that asks for nothing costs some kilobytes. So many may come in one moment: what does not fit
 * into the kernel's line, TCP tries again after a second or three, which is later than platforms wait.
 */
const MAX_CONNECTIONS = 2_000;
/** Who has not sent the header of a request by then, or all of it, is cut off, milliseconds. A file of 20 MB on a slow line takes a minute. */
const HEADERS_MS = 5_000;
const REQUEST_MS = 60_000;
const CHECK_MS = 1_000;
/** And who neither sends nor reads for so long, milliseconds: what is ready for them is memory. A stream of the page has a beat every 25 s. */
const SILENT_MS = 60_000;

export type Handler = (request: IncomingMessage, response: ServerResponse) => void;
export type Routes = Hono<{ Bindings: HttpBindings }>;

/** The one HTTP server: health, metrics, the page, and what platforms mount. */
export class HttpServer {
  readonly routes: Routes = new Hono();
  readonly #server: Server;
  #isUsed = false;

  constructor({ silentMs = SILENT_MS }: { silentMs?: number } = {}) {
    const limits = { headersTimeout: HEADERS_MS, requestTimeout: REQUEST_MS, connectionsCheckingInterval: CHECK_MS };
    this.routes.notFound((context) => context.text('not found\n', 404));
    const listener = getRequestListener((request, env) => this.routes.fetch(request, env), {
      overrideGlobalObjects: false,
    });
    this.#server = createServer(limits, (request, response) => void listener(request, response));
    this.#server.maxConnections = MAX_CONNECTIONS;
    this.#server.timeout = silentMs;
  }

  /** Hands what comes to a path to a library that speaks Node's own HTTP. */
  mount(path: string, handler: Handler): void {
    this.#isUsed = true;
    this.routes.all(path, ({ env }) => {
      handler(env.incoming, env.outgoing);
      return RESPONSE_ALREADY_SENT;
    });
  }

  /** Something is mounted that is called from outside. */
  get isUsed(): boolean {
    return this.#isUsed;
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
      this.#server.listen({ port, host, backlog: MAX_CONNECTIONS }, () => {
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
