import type { IncomingMessage, ServerResponse } from 'node:http';

import { ApiError, errorToWire, refuse } from './api-error.ts';
import { type Fault, Faults } from './faults.ts';
import type { OpenApiCheck } from './openapi-check.ts';
import { parseBody, readRaw, type RequestBody } from './request-body.ts';
import type { RestCall } from './rest-call.ts';
import type { Backstage, RestAnswer, Route } from './route.ts';

const prefix = '/api/v10';

interface Match {
  route: Route;
  params: Record<string, string>;
}

/** `/channels/{channel_id}` -> a pattern with one group per parameter. */
const patternOf = (path: string): RegExp => new RegExp(`^${path.replaceAll(/\{(\w+)\}/g, '(?<$1>[^/]+)')}$`);

/** REST v10: finds the route, checks the token, lets faults happen, and keeps a record of every call. */
export class RestServer {
  readonly calls: RestCall[] = [];
  readonly faults = new Faults();
  readonly #stage: Backstage;
  readonly #token: string;
  readonly #check: OpenApiCheck | undefined;
  readonly #routes: { route: Route; pattern: RegExp }[];

  constructor(stage: Backstage, routes: readonly Route[], token: string, check: OpenApiCheck | undefined) {
    this.#stage = stage;
    this.#token = token;
    this.#check = check;
    // What is spelt out (`/@me`, `/@original`) comes before what stands for anything.
    this.#routes = routes
      .toSorted((a, b) => a.path.split('{').length - b.path.split('{').length)
      .map((route) => ({ route, pattern: patternOf(route.path) }));
  }

  async handle(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const url = new URL(request.url ?? '/', 'http://fake');
    const path = decodeURIComponent(url.pathname);
    const call: RestCall = {
      at: this.#stage.world.clock.now(),
      method: request.method ?? 'GET',
      path: path.startsWith(prefix) ? path.slice(prefix.length) : path,
      route: undefined,
      query: Object.fromEntries(url.searchParams),
      body: undefined,
      fileNames: [],
      authorized: request.headers.authorization === `Bot ${this.#token}`,
      status: undefined,
      answer: undefined,
      fault: undefined,
    };
    this.calls.push(call);
    const raw = await readRaw(request);
    const fault = this.faults.take(call.method, call.path);
    call.fault = fault?.kind;
    if (fault?.kind === 'hang' || fault?.kind === 'reset') {
      if (fault.kind === 'reset') request.socket.destroy();
      this.#stage.world.changed();
      return;
    }
    const answer = fault?.kind === 'status' ? failure(fault) : await this.#answer(call, request, raw);
    if (fault?.kind === 'lostResponse') request.socket.destroy();
    else this.#send(call, answer, response);
    this.#stage.world.changed();
  }

  async #answer(call: RestCall, request: IncomingMessage, raw: Buffer<ArrayBuffer>): Promise<RestAnswer> {
    try {
      const body = await parseBody(raw, request.headers['content-type']);
      call.body = body.json;
      call.fileNames = body.files.map(({ name }) => name);
      const match = this.#find(call);
      call.route = match.route.path;
      this.#check?.request(call.method, match.route.path, call.query, body);
      const answer = this.#perform(call, request, match, body);
      this.#check?.answer(call.method, match.route.path, answer.status, answer.body);
      return answer;
    } catch (error) {
      if (!(error instanceof ApiError)) throw error;
      const answer = { status: error.status, body: errorToWire(error), retryAfterSeconds: error.retryAfterSeconds };
      if (call.route !== undefined) this.#check?.answer(call.method, call.route, answer.status, answer.body);
      return answer;
    }
  }

  #perform(call: RestCall, request: IncomingMessage, { route, params }: Match, body: RequestBody): RestAnswer {
    if (request.headers['user-agent']?.startsWith('DiscordBot (') !== true) throw refuse('userAgentBlocked');
    if (route.open !== true && !call.authorized) throw refuse('unauthorized');
    return route.handle({ params, query: call.query, body: body.json, files: body.files }, this.#stage);
  }

  #find(call: RestCall): Match {
    for (const { route, pattern } of this.#routes) {
      const found = route.method === call.method ? pattern.exec(call.path) : null;
      if (found) return { route, params: { ...found.groups } };
    }
    this.#check?.note(`${call.method} ${call.path} request: the fake does not serve this`);
    throw refuse('notFound');
  }

  #send(call: RestCall, answer: RestAnswer, response: ServerResponse): void {
    call.status = answer.status;
    call.answer = answer.body;
    response.statusCode = answer.status;
    if (answer.retryAfterSeconds !== undefined) response.setHeader('retry-after', String(answer.retryAfterSeconds));
    if (answer.body === undefined) {
      response.end();
      return;
    }
    const isText = typeof answer.body === 'string';
    response.setHeader('content-type', isText ? 'text/html' : 'application/json');
    response.end(isText ? answer.body : JSON.stringify(answer.body));
  }
}

const failure = (fault: Fault): RestAnswer => {
  const status = fault.status ?? 500;
  const seconds = fault.retryAfterSeconds;
  const limited = { message: 'You are being rate limited.', retry_after: seconds ?? 1, global: false };
  const usual = status === 429 ? limited : { message: `${status}: fault`, code: 0 };
  return { status, body: fault.body ?? usual, ...(seconds !== undefined && { retryAfterSeconds: seconds }) };
};
