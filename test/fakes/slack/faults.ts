import type { JsonObject } from './json-object.ts';

/**
 * Something that goes wrong on purpose.
 * - `hang`: never answered, not done. `reset`: connection broken, not done. `slow`: done and answered after `delayMs`.
 * - `lostResponse`: done, but the connection breaks instead of an answer. `lateResponse`: done, never answered.
 * - `lateArrival`: the connection breaks at once, and after `delayMs` it is done all the same.
 * - `error`: not done; `{ ok: false, error }`, or with `status` an HTTP failure (429 with Retry-After).
 */
export interface Fault {
  /** A Web API method, or `response_url`, `file.upload`, `file.download`; `*` is all of them. */
  readonly method: string;
  readonly kind: 'hang' | 'reset' | 'slow' | 'lostResponse' | 'lateResponse' | 'lateArrival' | 'error';
  /** How often; 1 unless said otherwise. */
  readonly times?: number;
  /** Only calls with these arguments. */
  readonly when?: (args: JsonObject) => boolean;
  readonly error?: string;
  /** Further fields of the answer, such as `needed`. */
  readonly details?: JsonObject;
  readonly status?: number;
  readonly retryAfterSeconds?: number;
  /** Before anything else happens, by the clock. */
  readonly delayMs?: number;
}

/** The faults that are still to happen; the first that fits a call is taken. */
export class Faults {
  #waiting: { fault: Fault; left: number }[] = [];

  push(...faults: Fault[]): void {
    this.#waiting.push(...faults.map((fault) => ({ fault, left: fault.times ?? 1 })));
  }

  clear(): void {
    this.#waiting = [];
  }

  /** How many calls will still be hit. */
  get left(): number {
    return this.#waiting.reduce((sum, { left }) => sum + left, 0);
  }

  take(method: string, args: JsonObject): Fault | undefined {
    const found = this.#waiting.find(
      ({ fault }) => (fault.method === method || fault.method === '*') && (fault.when?.(args) ?? true),
    );
    if (found === undefined) return undefined;
    found.left -= 1;
    this.#waiting = this.#waiting.filter(({ left }) => left > 0);
    return found.fault;
  }
}
