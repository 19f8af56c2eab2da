import type { IncomingMessage, ServerResponse } from 'node:http';
import type { ControlEndpoint } from './control-endpoint.ts';
import { ServedRequest } from './served-request.ts';
import { rateLimited, replacementFor, spoil, underMaintenance } from './fault-answers.ts';
import { latenessOf, type FaultBook } from './fault.ts';
import { aittaError, frameworkError, unauthorized, type Answer, type JsonAnswer } from './http-answer.ts';
import { isObject, readJson } from './json-object.ts';
import type { RateLimiter } from './rate-limiter.ts';
import { findTarget, type Route } from './routes.ts';
import type { Call, Handlers, World } from './world.ts';

const INFERENCE: ReadonlySet<Route> = new Set(['chat', 'embeddings', 'infer']);
/** They are there also in a maintenance break. */
const ALWAYS_UP: ReadonlySet<Route> = new Set(['status', 'downtimes']);

export interface Rooms {
  handlers: Handlers;
  faults: FaultBook;
  limiter: RateLimiter;
  control: ControlEndpoint | undefined;
  /** Aborts when the stand-in closes. */
  closing: AbortSignal;
}

/** The way of every request: who asks, is there room, what goes wrong, who answers. */
export class FrontDoor {
  readonly #world: World;
  readonly #rooms: Rooms;

  constructor(world: World, rooms: Rooms) {
    this.#world = world;
    this.#rooms = rooms;
  }

  /** Never rejects. */
  async serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const { log, access, profile, clock } = this.#world;
    const { url = '', method = '', headers } = request;
    const [path = '', query = ''] = url.split('?', 2);
    const target = findTarget(path, profile);
    const user = access.identify(headers.authorization);
    const seen = { at: clock.now(), method, path: url, route: target?.route, user: user?.name, status: undefined };
    const exchange = new ServedRequest(request, response, {
      world: this.#world,
      seen: { ...seen, outcome: 'open' },
      closing: this.#rooms.closing,
    });
    try {
      const isControl = this.#rooms.control?.isAt(path) ?? false;
      if (!isControl) log.add(exchange.seen);
      const body = await exchange.readBody();
      if (body === undefined) return await exchange.send(aittaError(413, 'too_large', 'The body is too large.'));
      if (isControl && this.#rooms.control) {
        return await exchange.send(this.#rooms.control.answer(method, headers['content-type'] ?? '', body));
      }
      if (target === undefined) return await exchange.send(frameworkError(404, 'Not Found'));
      const call = {
        target,
        query: new URLSearchParams(query),
        authorization: headers.authorization,
        user,
        body,
        signal: exchange.signal,
        seen: exchange.seen,
      };
      await this.#serveCall(call, exchange);
    } catch (error) {
      await exchange.fail(error);
    }
  }

  async #serveCall(call: Omit<Call, 'fault'>, exchange: ServedRequest): Promise<void> {
    const refusal = this.#refuse(call, exchange);
    if (refusal !== undefined) return exchange.send(refusal);
    const { clock, downtimes } = this.#world;
    const { route } = call.target;
    const fault = this.#rooms.faults.take(route, () => modelOf(call));
    if (fault?.kind === 'late-headers') await clock.sleep(latenessOf(fault), call.signal);
    const replacement = fault && replacementFor(fault, clock.now());
    if (replacement !== undefined) return exchange.send(replacement);
    const downtime = ALWAYS_UP.has(route) ? undefined : downtimes.current();
    if (downtime !== undefined) return exchange.send(underMaintenance(downtime));
    const answer = this.#withCharset(await this.#handle({ ...call, fault }));
    return exchange.send(fault ? spoil(answer, fault, { route, url: this.#world.url() }) : answer, fault);
  }

  /** No token, or too many requests. */
  #refuse(call: Omit<Call, 'fault'>, exchange: ServedRequest): Answer | undefined {
    const { route } = call.target;
    if (call.user === undefined && !this.#isOpen(call)) return unauthorized();
    const user = call.user?.name ?? 'anonymous';
    const waitMs = this.#rooms.limiter.count(user);
    if (waitMs !== undefined) return this.#tooMany(route, Math.ceil(waitMs / 1000));
    if (!INFERENCE.has(route)) return undefined;
    const leave = this.#rooms.limiter.enter(user);
    if (leave === undefined) return this.#tooMany(route, 1);
    exchange.onEnd(leave);
    return undefined;
  }

  #isOpen({ target: { route }, seen }: Omit<Call, 'fault'>): boolean {
    if (seen.method !== 'GET') return false;
    if (route === 'models') return this.#world.profile !== 'legacy';
    return ALWAYS_UP.has(route) || route === 'authenticate';
  }

  #tooMany(route: Route, seconds: number): JsonAnswer {
    const { retryAfter = 'seconds', shape } = this.#rooms.limiter.limit ?? {};
    const isOpenai = route === 'chat' || route === 'embeddings' || route === 'openai-models';
    return rateLimited({
      shape: isOpenai ? shape : 'aitta',
      retryAfter: retryAfter === 'seconds' ? seconds : retryAfter,
      now: this.#world.clock.now(),
    });
  }

  #handle(call: Call): Answer | Promise<Answer> {
    const handler = this.#rooms.handlers[call.target.route]?.[call.seen.method];
    return handler === undefined ? frameworkError(405, 'Method Not Allowed') : handler(call);
  }

  #withCharset(answer: Answer): Answer {
    const isHal = answer.kind === 'json' && answer.contentType === 'application/hal+json';
    if (this.#world.habits.charset !== true || !isHal) return answer;
    return { ...answer, contentType: 'application/hal+json; charset=utf-8' };
  }
}

/** The model that a request is about, wherever it names it. */
const modelOf = ({ target, body }: Omit<Call, 'fault'>): string | undefined => {
  if (target.model !== undefined) return target.model;
  const document = readJson(body.toString('utf8'));
  return isObject(document) && typeof document['model'] === 'string' ? document['model'] : undefined;
};
