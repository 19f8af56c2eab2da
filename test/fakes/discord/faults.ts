/** Something that goes wrong with the next matching requests. */
export interface Fault {
  match: { method?: string; path?: RegExp; body?: RegExp };
  /** How many requests it hits; 1 unless told. */
  times?: number;
  /**
   * hang: never answered. reset: the line is cut before anything happened. lostResponse: it happened, and the line is cut instead of an
   * answer. lateResponse: it happened, and is never answered. late: the line is cut, and it happens `delayMs` later. slow: it happens and is
   * answered after `delayMs`. status: answered so, and nothing happened.
   */
  kind: 'hang' | 'reset' | 'lostResponse' | 'lateResponse' | 'late' | 'slow' | 'status';
  /** By the clock. */
  delayMs?: number;
  /**
   * How the line is cut: with a TCP reset, after which discord.js sends again, unless told to end it in order, after which it does not
   * (its `shouldRetry` knows ECONNRESET and timeouts only).
   */
  cut?: 'reset' | 'end';
  status?: number;
  body?: unknown;
  retryAfterSeconds?: number;
}

/** The faults still to come, in order; each request meets the first that fits it. */
export class Faults {
  readonly #waiting: { fault: Fault; left: number }[] = [];

  push(...faults: Fault[]): void {
    for (const fault of faults) this.#waiting.push({ fault, left: fault.times ?? 1 });
  }

  withdraw(fault: Fault): void {
    const at = this.#waiting.findIndex((waiting) => waiting.fault === fault);
    if (at >= 0) this.#waiting.splice(at, 1);
  }

  clear(): void {
    this.#waiting.length = 0;
  }

  /** How many requests will still be hit. */
  get left(): number {
    return this.#waiting.reduce((sum, { left }) => sum + left, 0);
  }

  take(method: string, path: string, body: string): Fault | undefined {
    const found = this.#waiting.find(
      ({ fault: { match } }) =>
        (match.method === undefined || match.method === method) &&
        (match.path === undefined || match.path.test(path)) &&
        (match.body === undefined || match.body.test(body)),
    );
    if (!found) return undefined;
    found.left--;
    if (found.left === 0) this.#waiting.splice(this.#waiting.indexOf(found), 1);
    return found.fault;
  }
}
