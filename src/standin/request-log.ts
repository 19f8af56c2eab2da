import type { Route } from './routes.ts';

/** What came in. The objects live: while an answer is being written, its request is `open`. */
export interface SeenRequest {
  /** Of the stand-in's clock. */
  readonly at: number;
  readonly method: string;
  /** As it was sent, with its query. */
  readonly path: string;
  readonly route: Route | undefined;
  readonly user: string | undefined;
  /** As soon as it is sent. */
  readonly status: number | undefined;
  /** `cut`: the stand-in broke the answer off. `disconnected`: the client went away. */
  readonly outcome: 'open' | 'answered' | 'cut' | 'disconnected';
  readonly chat?: SeenChat;
}

export interface SeenChat {
  readonly model: string;
  readonly messages: readonly unknown[];
  readonly maxTokens: number | undefined;
  readonly stream: boolean;
  /** How many tokens were written so far. */
  readonly tokensWritten: number;
}

type Mutable<T> = { -readonly [K in keyof T]: T[K] };
export type OpenRequest = Mutable<SeenRequest>;

const MAX_KEPT = 1_000;

/** The newest 1,000 requests. */
export class RequestLog {
  readonly #requests: OpenRequest[] = [];
  readonly #waiters = new Set<() => void>();
  readonly #onAnswered: ((request: SeenRequest) => void) | undefined;

  constructor(onAnswered?: (request: SeenRequest) => void) {
    this.#onAnswered = onAnswered;
  }

  add(request: OpenRequest): void {
    if (this.#requests.push(request) > MAX_KEPT) this.#requests.shift();
    this.#wake();
  }

  change(request: OpenRequest, change: Partial<OpenRequest>): void {
    Object.assign(request, change);
    this.#wake();
    if (change.outcome !== undefined) this.#onAnswered?.(request);
  }

  /** Oldest first. */
  list(): readonly SeenRequest[] {
    return this.#requests;
  }

  /** Resolves with the first request that fits, now or later. */
  find(fits: (request: SeenRequest) => boolean): Promise<SeenRequest> {
    return new Promise((resolve) => {
      const look = (): void => {
        const found = this.#requests.find(fits);
        if (found === undefined) return;
        this.#waiters.delete(look);
        resolve(found);
      };
      this.#waiters.add(look);
      look();
    });
  }

  #wake(): void {
    for (const look of this.#waiters) look();
  }
}
