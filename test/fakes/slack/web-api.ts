import type { Clock } from '../../../src/async/clock.ts';
import type { Changes } from './changes.ts';
import type { Fault, Faults } from './faults.ts';
import type { JsonObject } from './json-object.ts';
import type { Backstage, Method } from './method.ts';
import type { Rates } from './rates.ts';
import { Refusal } from './refusal.ts';

/** A call of the app, as it came in. */
export interface RecordedCall {
  readonly method: string;
  /** Without the token; objects that a form carried as JSON are parsed. */
  readonly args: JsonObject;
  readonly at: number;
  /** `ok`, an error of Slack's, `HTTP 500`, or the kind of a fault that left the caller without an answer. */
  result?: string;
}

export interface Answer {
  readonly status: number;
  readonly headers: Record<string, string>;
  readonly body: JsonObject | string;
  /** In place of `body`: a file. */
  readonly bytes?: Uint8Array;
}
/** What the caller gets to see: an answer, silence, or a broken connection. */
export type Reaction = Answer | 'silence' | 'reset';

/** Answers the calls of the Web API: token, rate, scope, the method itself; and all that goes wrong on the way. */
export class WebApi {
  readonly calls: RecordedCall[] = [];
  /** Calls that came in and are still to be done. */
  underWay = 0;
  readonly #backstage: Backstage;
  readonly #faults: Faults;
  readonly #rates: Rates;
  readonly #changes: Changes;
  readonly #clock: Clock;
  readonly #closed: AbortSignal;

  constructor(parts: { backstage: Backstage; faults: Faults; rates: Rates; changes: Changes; closed: AbortSignal }) {
    this.#backstage = parts.backstage;
    this.#faults = parts.faults;
    this.#rates = parts.rates;
    this.#changes = parts.changes;
    this.#clock = parts.backstage.clock;
    this.#closed = parts.closed;
  }

  /** A method of the Web API. */
  call(name: string, method: Method | undefined, token: string, args: JsonObject): Promise<Reaction> {
    return this.serve(name, args, () => this.#answer(name, method, token, args));
  }

  /** Anything that the app may ask for, with the faults that wait for it. */
  async serve(name: string, args: JsonObject, answer: () => Answer): Promise<Reaction> {
    const call: RecordedCall = { method: name, args: readable(args), at: this.#clock.now() };
    this.calls.push(call);
    this.#changes.note();
    const fault = this.#faults.take(name, call.args);
    if (fault?.kind === 'lateArrival') {
      call.result = fault.kind;
      void this.#doLater(fault.delayMs ?? 0, answer);
      return 'reset';
    }
    if (fault?.delayMs !== undefined && !(await this.#rest(fault.delayMs))) return 'reset';
    try {
      const reaction = react(fault, answer);
      call.result = resultOf(reaction, fault);
      return reaction;
    } catch (error) {
      call.result = `the fake is broken: ${String(error)}`;
      throw error;
    } finally {
      this.#changes.note();
    }
  }

  #answer(name: string, method: Method | undefined, token: string, args: JsonObject): Answer {
    try {
      if (method === undefined) throw new Refusal('unknown_method', { req_method: name });
      this.#backstage.access.check(token, method.token ?? 'bot');
      const wait = this.#backstage.limits.rates ? this.#rates.secondsToWait(name, method, args) : undefined;
      if (wait !== undefined) return tooMany(wait);
      if (method.scope !== undefined) this.#backstage.access.need(method.scope);
      // Bolt's clients add the workspace to every call, also where the method does not know the argument.
      const { team_id: _team, ...own } = args;
      return ok({ ok: true, ...method.run(own) }, this.#scopeHeaders(method));
    } catch (error) {
      if (!(error instanceof Refusal)) throw error;
      return ok({ ok: false, error: error.error, ...error.details }, this.#scopeHeaders(method));
    }
  }

  #scopeHeaders(method: Method | undefined): Record<string, string> {
    return {
      'x-oauth-scopes': [...this.#backstage.access.scopes].join(','),
      ...(method?.scope === undefined ? {} : { 'x-accepted-oauth-scopes': method.scope }),
    };
  }

  async #doLater(ms: number, answer: () => Answer): Promise<void> {
    if (!(await this.#rest(ms))) return;
    answer();
    this.#changes.note();
  }

  async #rest(ms: number): Promise<boolean> {
    this.underWay += 1;
    try {
      await this.#clock.sleep(ms, this.#closed);
      return true;
    } catch {
      return false;
    } finally {
      this.underWay -= 1;
    }
  }
}

function react(fault: Fault | undefined, answer: () => Answer): Reaction {
  switch (fault?.kind) {
    case 'hang':
      return 'silence';
    case 'reset':
      return 'reset';
    case 'error':
      return failure(fault);
    case 'lostResponse':
      answer();
      return 'reset';
    case 'lateResponse':
      answer();
      return 'silence';
    default:
      return answer();
  }
}

function failure(fault: Fault): Answer {
  const error = fault.error ?? (fault.status === 429 ? 'ratelimited' : 'internal_error');
  const headers: Record<string, string> =
    fault.retryAfterSeconds === undefined ? {} : { 'retry-after': String(fault.retryAfterSeconds) };
  const body: JsonObject = { ok: false, error, ...fault.details };
  return {
    status: fault.status ?? 200,
    headers,
    body: (fault.status ?? 200) >= 500 ? '<html>upstream error</html>' : body,
  };
}

function tooMany(seconds: number): Answer {
  return { status: 429, headers: { 'retry-after': String(seconds) }, body: { ok: false, error: 'ratelimited' } };
}

function ok(body: JsonObject, headers: Record<string, string>): Answer {
  return { status: 200, headers, body };
}

function resultOf(reaction: Reaction, fault: Fault | undefined): string {
  if (typeof reaction === 'string') return fault?.kind ?? reaction;
  if (reaction.status !== 200) return `HTTP ${reaction.status}`;
  if (typeof reaction.body === 'string' || reaction.body['ok'] !== false) return 'ok';
  return String(reaction.body['error']);
}

/** What the caller meant: forms carry objects and lists as JSON. */
function readable(args: JsonObject): JsonObject {
  return Object.fromEntries(
    Object.entries(args).map(([key, value]) => [key, typeof value === 'string' ? parsedIfList(key, value) : value]),
  );
}

function parsedIfList(key: string, value: string): unknown {
  if (key === 'text' || key === 'markdown_text' || !/^[[{]/.test(value)) return value;
  try {
    return JSON.parse(value) as unknown;
  } catch {
    return value;
  }
}
