import { APITimeoutError } from '../../aitta/errors.ts';
import type { Clock } from '../../async/clock.ts';
import { codeOf } from '../../findings/probe.ts';

export interface ContactOptions {
  clock: Clock;
  /** What the service wants to see, such as "access token". */
  credential: string;
  /** Paths for which it need not be shown, so that their answers tell nothing of it. */
  publicPaths: RegExp;
}

export interface ContactHealth {
  ok: boolean;
  /** For the operator, such as "answers" or "refuses the access token". */
  note: string;
  /** Epoch milliseconds. */
  lastAnswerAt?: number;
}

/** How an answer begins. */
interface Head {
  status: number;
  headers: Pick<Headers, 'get'>;
}

const CHAT = /\/chat\/completions$/;

/**
 * What everybody's requests tell of a service: does it answer, does it take the token? Watches a `fetch` and asks nothing itself. A chat that
 * hangs, or that fails behind the front door, is a model's trouble and not the service's.
 */
export class ServiceContact {
  readonly #options: ContactOptions;
  #lastAnswerAt: number | undefined;
  #trouble: string | undefined;
  #isRefused = false;

  constructor(options: ContactOptions) {
    this.#options = options;
  }

  watch<Input, Init extends { signal?: AbortSignal | null | undefined }, Answer extends Head>(
    send: (input: Input, init?: Init) => Promise<Answer>,
  ): (input: Input, init?: Init) => Promise<Answer> {
    return async (input, init) => {
      const address = input instanceof Request ? input.url : String(input);
      const path = URL.parse(address)?.pathname ?? '';
      try {
        const response = await send(input, init);
        this.#note(path, response);
        return response;
      } catch (error) {
        const { aborted, reason } = init?.signal ?? { aborted: false };
        if (!aborted) this.#trouble = `cannot be reached: ${codeOf(error)}`;
        else if (reason instanceof APITimeoutError) this.#trouble = 'does not answer in time';
        throw error;
      }
    };
  }

  health(): ContactHealth {
    const seen = this.#lastAnswerAt === undefined ? {} : { lastAnswerAt: this.#lastAnswerAt };
    if (this.#trouble !== undefined) return { ok: false, note: this.#trouble, ...seen };
    if (this.#isRefused) return { ok: false, note: `refuses the ${this.#options.credential}`, ...seen };
    return { ok: true, note: this.#lastAnswerAt === undefined ? 'not asked yet' : 'answers', ...seen };
  }

  #note(path: string, { status, headers }: Head): void {
    if (status === 401) this.#isRefused = true;
    else if (status < 400 && !this.#options.publicPaths.test(path)) this.#isRefused = false;
    if (status >= 500 && CHAT.test(path)) return;
    this.#trouble = troubleOf(status, headers);
    if (status < 500) this.#lastAnswerAt = this.#options.clock.now();
  }
}

const troubleOf = (status: number, headers: Head['headers']): string | undefined => {
  if (status >= 500) return `answers with HTTP ${status}`;
  if (status >= 300 && status < 400) return `sends us to another address (HTTP ${status})`;
  return status < 300 && isPage(headers) ? 'answers with a web page' : undefined;
};

/** What stands where an API should be: a page for people, such as that of a proxy or of a sign-in. */
export const isPage = (headers: Head['headers']): boolean => /^text\/html/i.test(headers.get('content-type') ?? '');
