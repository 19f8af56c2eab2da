import { once } from 'node:events';
import type { ServerResponse } from 'node:http';
import { setImmediate as nextTick } from 'node:timers/promises';
import type { SseHabits } from './service-habits.ts';

/** Writes server-sent events. */
export interface SseSink {
  event(document: unknown): Promise<void>;
  /** A frame with any text as its data. */
  raw(data: string): Promise<void>;
  done(): Promise<void>;
  /** As they are, without a frame. */
  bytes(bytes: Buffer): Promise<void>;
}

export class SseWriter implements SseSink {
  readonly #response: ServerResponse;
  readonly #signal: AbortSignal;
  readonly #habits: SseHabits;

  constructor(response: ServerResponse, signal: AbortSignal, habits: SseHabits) {
    this.#response = response;
    this.#signal = signal;
    this.#habits = habits;
  }

  event(document: unknown): Promise<void> {
    return this.raw(JSON.stringify(document));
  }

  done(): Promise<void> {
    return this.raw('[DONE]');
  }

  async raw(data: string): Promise<void> {
    const { lineEnd = 'lf', comments = false, splitBytes } = this.#habits;
    const end = lineEnd === 'crlf' ? '\r\n' : '\n';
    const frame = Buffer.from(`${comments ? `: comment${end}${end}` : ''}data: ${data}${end}${end}`, 'utf8');
    if (splitBytes === undefined) return this.#send(frame);
    for (let at = 0; at < frame.length; at += splitBytes) {
      await this.#send(frame.subarray(at, at + splitBytes));
      await nextTick(); // else the socket joins what belongs apart
    }
  }

  bytes(bytes: Buffer): Promise<void> {
    return this.#send(bytes);
  }

  async #send(bytes: Buffer): Promise<void> {
    this.#signal.throwIfAborted();
    if (!this.#response.write(bytes)) await once(this.#response, 'drain', { signal: this.#signal });
  }
}
