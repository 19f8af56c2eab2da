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
  /** Requests that came in and are still to be done. */
  underWay = 0;
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
    const fault = this.faults.take(call.method, call.path, raw.toString());
    call.fault = fault?.kind;
    if (fault?.kind === 'reset' || fault?.kind === 'late') cutLine(request, fault);
    if (fault?.delayMs !== undefined) await this.#rest(fault.delayMs);
    if (fault?.kind !== 'hang' && fault?.kind !== 'reset') {
      const answer = fault?.kind === 'status' ? failure(fault) : await this.#answer(call, request, raw);
      this.#stage.limits.countAnswer(answer.status);
      if (fault?.kind === 'lostResponse') cutLine(request, fault);
      else if (fault?.kind !== 'lateResponse' && fault?.kind !== 'late') this.#send(call, answer, response);
    }
    this.#stage.world.changed();
  }

  async #rest(ms: number): Promise<void> {
    this.underWay += 1;
    await this.#stage.world.clock.sleep(ms).finally(() => (this.underWay -= 1));
  }

  async #answer(call: RestCall, request: IncomingMessage, raw: Buffer<ArrayBuffer>): Promise<RestAnswer> {
    const answer = await orRefusal(async () => {
      const body = await parseBody(raw, request.headers['content-type']);
      call.body = body.json;
      call.fileNames = body.files.map(({ name }) => name);
      const match = this.#find(call);
      call.route = match.route.path;
      this.#check?.request(call.method, match.route.path, call.query, body);
      if (request.headers['user-agent']?.startsWith('DiscordBot (') !== true) throw refuse('userAgentBlocked');
      return this.#perform(call, match, body);
    });
    if (call.route !== undefined) this.#check?.answer(call.method, call.route, answer.status, answer.body);
    return answer;
  }

  async #perform(call: RestCall, { route, params }: Match, body: RequestBody): Promise<RestAnswer> {
    const isOpen = route.open === true;
    if (!isOpen && !call.authorized) throw refuse('unauthorized');
    const verdict = this.#stage.limits.admit(call.method, route.path, params['channel_id'], isOpen);
    if (verdict.refused) return { status: 429, body: verdict.refused, headers: verdict.headers };
    const request = { params, query: call.query, body: body.json, files: body.files };
    const answer = await orRefusal(() => route.handle(request, this.#stage));
    return { ...answer, headers: { ...verdict.headers, ...answer.headers } };
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
    response.setHeader('date', new Date(this.#stage.world.clock.now()).toUTCString());
    for (const [name, value] of Object.entries(answer.headers ?? {})) response.setHeader(name, value);
    if (answer.body === undefined) {
      response.end();
      return;
    }
    const isText = typeof answer.body === 'string';
    response.setHeader('content-type', isText ? 'text/html' : 'application/json');
    response.end(isText ? answer.body : JSON.stringify(answer.body));
  }
}

const cutLine = ({ socket }: IncomingMessage, { cut = 'reset' }: Fault): void => {
  if (cut === 'reset') socket.resetAndDestroy();
  else socket.destroy();
};

/** A refusal is an answer like any other; what else is thrown is the fake's own mistake. */
const orRefusal = async (act: () => RestAnswer | Promise<RestAnswer>): Promise<RestAnswer> => {
  try {
    return await act();
  } catch (error) {
    if (!(error instanceof ApiError)) throw error;
    const headers = error.retryAfterSeconds === undefined ? {} : { 'retry-after': String(error.retryAfterSeconds) };
    return { status: error.status, body: errorToWire(error), headers };
  }
};

/** The answer of a fault; a limit tells how long it lasts in its body too. */
const failure = ({ status = 500, body, retryAfterSeconds }: Fault): RestAnswer => {
  const limited = {
    message: 'You are being rate limited.',
    code: 0,
    retry_after: retryAfterSeconds ?? 1,
    global: false,
  };
  const usual = status === 429 ? limited : { message: `${status}: fault`, code: 0 };
  const headers = { 'retry-after': String(retryAfterSeconds ?? 1), 'x-ratelimit-scope': 'user' };
  return { status, body: body ?? usual, ...(status === 429 && { headers }) };
};
