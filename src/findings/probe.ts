import type { Clock } from '../async/clock.ts';
import { toError } from '../async/to-error.ts';
import { late, within } from '../async/within.ts';

export interface ProbeAnswer {
  status: number;
  headers: Headers;
  /** The body, where it is a JSON object or array. */
  json: unknown;
}

/** There was no answer; `code` is the innermost one, such as ENOTFOUND or CERT_HAS_EXPIRED. */
export class NoAnswer extends Error {
  override readonly name = 'NoAnswer';
  readonly code: string;

  constructor(host: string, error: unknown) {
    const code = codeOf(error);
    super(`${host} does not answer (${code})`, { cause: error });
    this.code = code;
  }
}

const TIMEOUT_MS = 15_000;
const MAX_CAUSE = 5;

/** Single requests with a deadline; remembers what the clocks of the servers said. */
export class Probe {
  readonly clock: Clock;
  readonly #skews = new Map<string, number>();

  constructor(clock: Clock) {
    this.clock = clock;
  }

  /** By how much a server's clock is ahead of ours, by host, milliseconds; their `Date` headers are exact to the second. */
  get skews(): ReadonlyMap<string, number> {
    return this.#skews;
  }

  /** @param isOwn the bot's own server, whose clock is ours. @throws NoAnswer */
  async ask(url: string, init: RequestInit = {}, { isOwn = false } = {}): Promise<ProbeAnswer> {
    const send = isOwn ? fetch : this.watch(fetch);
    try {
      const answer = await within({ clock: this.clock, timeoutMs: TIMEOUT_MS }, async (unwanted) => {
        const response = await send(url, { ...init, signal: unwanted });
        return { status: response.status, headers: response.headers, json: parsed(await response.text()) };
      });
      if (answer === late) throw Object.assign(new Error('no answer in time'), { code: 'no answer in time' });
      return answer;
    } catch (error) {
      throw new NoAnswer(new URL(url).host, error);
    }
  }

  /** The same `fetch`, which has its answers' clocks looked at. */
  watch<Input, Init, Answer extends { headers: Pick<Headers, 'get'>; url?: string }>(
    send: (input: Input, init?: Init) => Promise<Answer>,
  ): (input: Input, init?: Init) => Promise<Answer> {
    return async (input, init) => {
      const askedAt = this.clock.now();
      const response = await send(input, init);
      const said = Date.parse(response.headers.get('date') ?? '');
      const { host } = new URL(response.url ?? String(input));
      const middle = (askedAt + this.clock.now()) / 2;
      if (!Number.isNaN(said)) this.#skews.set(host, said - middle);
      return response;
    };
  }
}

/** fetch itself only says that it failed; the innermost cause says why. */
export const codeOf = (error: unknown): string => {
  let code = 'no connection';
  let each: unknown = error;
  for (let depth = 0; depth < MAX_CAUSE && each instanceof Error; depth += 1) {
    if ('code' in each && typeof each.code === 'string') code = each.code;
    each = each instanceof AggregateError ? toError(each.errors[0]) : each.cause;
  }
  return code;
};

const parsed = (text: string): unknown => {
  try {
    return JSON.parse(text);
  } catch {
    return undefined; // a page of a proxy, or nothing
  }
};
