import { APITimeoutError } from '../../aitta/errors.ts';
import type { Clock } from '../../async/clock.ts';

export interface ContactHealth {
  ok: boolean;
  /** For the operator, such as "answers" or "refuses the access token". */
  note: string;
  /** Epoch milliseconds. */
  lastAnswerAt?: number;
}

/** Whoever asks these need not show a token (developers' Q&A, October 2026), so that their answers tell nothing of it. */
const PUBLIC = /\/(?:model|status|downtimes)$/;
const CHAT = /\/chat\/completions$/;

/**
 * What everybody's requests tell of a service: does it answer, does it take the token? Watches a `fetch` and asks nothing itself. A chat that
 * hangs, or that fails behind the front door, is a model's trouble and not the service's.
 */
export class ServiceContact {
  readonly #clock: Clock;
  #lastAnswerAt: number | undefined;
  #trouble: string | undefined;
  #isRefused = false;

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  watch(send: typeof fetch): typeof fetch {
    return async (input, init) => {
      const address = input instanceof Request ? input.url : String(input);
      const path = URL.parse(address)?.pathname ?? '';
      try {
        const response = await send(input, init);
        this.#note(path, response.status);
        return response;
      } catch (error) {
        const { aborted, reason } = init?.signal ?? { aborted: false };
        if (!aborted) this.#trouble = 'cannot be reached';
        else if (reason instanceof APITimeoutError) this.#trouble = 'does not answer in time';
        throw error;
      }
    };
  }

  health(): ContactHealth {
    const seen = this.#lastAnswerAt === undefined ? {} : { lastAnswerAt: this.#lastAnswerAt };
    if (this.#trouble !== undefined) return { ok: false, note: this.#trouble, ...seen };
    if (this.#isRefused) return { ok: false, note: 'refuses the access token', ...seen };
    return { ok: true, note: this.#lastAnswerAt === undefined ? 'not asked yet' : 'answers', ...seen };
  }

  #note(path: string, status: number): void {
    if (status === 401) this.#isRefused = true;
    else if (status < 400 && !PUBLIC.test(path)) this.#isRefused = false;
    if (status >= 500 && CHAT.test(path)) return;
    this.#trouble = status >= 500 ? `answers with HTTP ${status}` : undefined;
    if (status < 500) this.#lastAnswerAt = this.#clock.now();
  }
}
