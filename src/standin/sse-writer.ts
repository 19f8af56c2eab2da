import { once } from 'node:events';
import type { ServerResponse } from 'node:http';

/** Writes server-sent events. */
export interface SseSink {
  event(document: unknown): Promise<void>;
  done(): Promise<void>;
}

export class SseWriter implements SseSink {
  readonly #response: ServerResponse;
  readonly #signal: AbortSignal;

  constructor(response: ServerResponse, signal: AbortSignal) {
    this.#response = response;
    this.#signal = signal;
  }

  event(document: unknown): Promise<void> {
    return this.#frame(JSON.stringify(document));
  }

  done(): Promise<void> {
    return this.#frame('[DONE]');
  }

  async #frame(data: string): Promise<void> {
    this.#signal.throwIfAborted();
    if (!this.#response.write(`data: ${data}\n\n`)) await once(this.#response, 'drain', { signal: this.#signal });
  }
}
