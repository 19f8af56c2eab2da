import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { AccessBook } from './access-book.ts';
import { Catalogue } from './catalogue.ts';
import { openaiHandlers } from './chat-completions.ts';
import { defaultScenario, STANDIN_TOKEN } from './default-scenario.ts';
import { halHandlers } from './hal-resources.ts';
import { aittaError, notFound, type Answer } from './http-answer.ts';
import type { Profile } from './profile.ts';
import { findTarget } from './routes.ts';
import type { Scenario } from './scenario.ts';
import type { SeenRequest } from './seen-request.ts';
import { SseWriter } from './sse-writer.ts';
import { fasterClock, realClock, type StandinClock } from './standin-clock.ts';
import { WorkerGone, type WorkerState } from './worker-pool.ts';
import type { Call, Handlers } from './world.ts';

export { STANDIN_TOKEN } from './default-scenario.ts';

export interface StandinOptions {
  clock?: StandinClock;
  profile?: Profile;
  scenario?: Scenario;
  /** How many times as fast as the clock. Default 1. */
  speed?: number;
  /** Serves the control endpoint. Default false. */
  control?: boolean;
  /** An access token that is accepted besides the scenario's. */
  token?: string;
}

const MOST_REQUESTS_KEPT = 1_000;
const MOST_BODY_BYTES = 32 * 1024 * 1024;

export const createStandin = (options: StandinOptions = {}): Standin => new Standin(options);

/** A server that behaves like Aitta, as far as it is known: to try the bot, to rehearse outages, to test against. */
export class Standin {
  readonly #clock: StandinClock;
  readonly #profile: Profile;
  readonly #catalogue: Catalogue;
  readonly #access: AccessBook;
  readonly #handlers: Handlers;
  readonly #server: Server;
  readonly #closing = new AbortController();
  readonly #underway = new Set<Promise<void>>();
  readonly #requests: SeenRequest[] = [];
  #url: string | undefined;

  constructor(options: StandinOptions) {
    const { clock = realClock, profile = 'today', scenario = defaultScenario, speed = 1, token } = options;
    this.#clock = fasterClock(clock, speed);
    this.#profile = profile;
    this.#catalogue = new Catalogue(scenario, this.#clock);
    const users = scenario.users ?? [{ name: 'standin', tokens: [STANDIN_TOKEN] }];
    this.#access = new AccessBook(
      token === undefined ? users : [...users, { name: 'standin', tokens: [token] }],
      this.#clock,
    );
    const world = { clock: this.#clock, profile, catalogue: this.#catalogue };
    this.#handlers = { ...halHandlers(world), ...openaiHandlers(world) };
    this.#server = createServer((request, response) => {
      const work = this.#serve(request, response).finally(() => this.#underway.delete(work));
      this.#underway.add(work);
    });
  }

  /** @throws what `listen` fails with, such as a port that is taken. */
  async listen({ host = '127.0.0.1', port = 0 }: { host?: string; port?: number } = {}): Promise<{ url: string }> {
    await new Promise<void>((resolve, reject) => {
      this.#server.once('error', reject);
      this.#server.listen(port, host, resolve);
    });
    const address = this.#server.address() as AddressInfo;
    this.#url = `http://${host.includes(':') ? `[${host}]` : host}:${address.port}`;
    return { url: this.#url };
  }

  /** The base of the API. @throws before `listen` has resolved. */
  get url(): string {
    if (this.#url === undefined) throw new Error('The stand-in is not listening.');
    return this.#url;
  }

  /** Breaks off what is under way. */
  async close(): Promise<void> {
    this.#closing.abort(new Error('the stand-in closes'));
    this.#server.closeAllConnections();
    await new Promise<void>((resolve) => {
      this.#server.close(() => resolve());
    });
    await Promise.all(this.#underway);
  }

  /** The newest 1,000 requests, oldest first. */
  get requests(): readonly SeenRequest[] {
    return this.#requests;
  }

  /** Takes the model's workers away and puts one in this state in their place; it goes on from there. `offline` leaves none. */
  setWorker(model: string, state: WorkerState | 'offline'): void {
    const served = this.#catalogue.get(model);
    if (served === undefined) throw new RangeError(`The stand-in has no model ${model}.`);
    served.workers.set(state);
  }

  /** Refuses these access tokens from now on; all of them if none is named. */
  rejectTokens(...tokens: readonly string[]): void {
    this.#access.reject(...tokens);
  }

  acceptTokensAgain(): void {
    this.#access.acceptAgain();
  }

  async #serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const [path = '', query = ''] = (request.url ?? '').split('?', 2);
    const target = findTarget(path, this.#profile);
    const seen: SeenRequest = {
      at: this.#clock.now(),
      method: request.method ?? '',
      path: request.url ?? '',
      route: target?.route,
      user: this.#access.identify(request.headers.authorization)?.name,
      status: undefined,
      outcome: 'open',
    };
    if (this.#requests.push(seen) > MOST_REQUESTS_KEPT) this.#requests.shift();
    const left = new AbortController();
    response.once('close', () => {
      if (seen.outcome === 'open') seen.outcome = response.writableFinished ? 'answered' : 'disconnected';
      left.abort(new Error('the client went away'));
    });
    const signal = AbortSignal.any([left.signal, this.#closing.signal]);
    try {
      const body = await readBody(request);
      if (body === undefined)
        return await send(aittaError(413, 'too_large', 'The body is too large.'), response, seen, signal);
      if (target === undefined) return await send(notFound('No such resource.'), response, seen, signal);
      const call = { target, query: new URLSearchParams(query), body, signal, seen };
      await send(await this.#answer(call), response, seen, signal);
    } catch {
      // The client, the worker or the stand-in is gone: whatever was being written ends here, as at the service.
      if (!response.writableFinished && !response.destroyed) {
        seen.outcome = 'cut';
        response.destroy();
      }
    }
  }

  #answer(call: Call): Answer | Promise<Answer> {
    const { route } = call.target;
    const open = route === 'status' || (route === 'models' && this.#profile !== 'legacy');
    if (call.seen.user === undefined && !open) {
      return aittaError(401, 'unauthorized', 'The access token is missing, invalid or expired.');
    }
    const handler = this.#handlers[route]?.[call.seen.method];
    return handler === undefined ? aittaError(405, 'method_not_allowed', 'Not with this method.') : handler(call);
  }
}

const send = async (
  answer: Answer,
  response: ServerResponse,
  seen: SeenRequest,
  signal: AbortSignal,
): Promise<void> => {
  signal.throwIfAborted();
  if (answer.kind === 'stream') {
    seen.status = 200;
    response.writeHead(200, { 'content-type': 'text/event-stream; charset=utf-8' });
    response.flushHeaders();
    try {
      await answer.write(new SseWriter(response, signal));
    } catch (error) {
      if (!(error instanceof WorkerGone)) throw error;
      seen.outcome = 'cut'; // the service ends such a stream as if it were whole, but without [DONE]
    }
    response.end();
    return;
  }
  seen.status = answer.status;
  const body = Buffer.from(answer.kind === 'json' ? JSON.stringify(answer.document) : answer.body, 'utf8');
  response.writeHead(answer.status, {
    ...(answer.contentType !== undefined && { 'content-type': answer.contentType }),
    'content-length': body.length,
    ...answer.headers,
  });
  response.end(body);
};

const readBody = async (request: IncomingMessage): Promise<Buffer | undefined> => {
  const chunks: Buffer[] = [];
  let bytes = 0;
  for await (const chunk of request) {
    bytes += (chunk as Buffer).length;
    if (bytes <= MOST_BODY_BYTES) chunks.push(chunk as Buffer);
  }
  return bytes <= MOST_BODY_BYTES ? Buffer.concat(chunks) : undefined;
};
