import type { IncomingMessage, ServerResponse } from 'node:http';
import { latenessOf, type Fault } from './fault.ts';
import { aittaError, type Answer } from './http-answer.ts';
import type { OpenRequest } from './request-log.ts';
import { sendAnswer, type Ending } from './send-answer.ts';
import type { World } from './world.ts';

const MAX_BODY_BYTES = 16 * 1024 * 1024;

/** One request and its answer on their socket, and the record of both. */
export class ServedRequest {
  readonly #request: IncomingMessage;
  readonly #response: ServerResponse;
  readonly #world: World;
  readonly seen: OpenRequest;
  /** Aborts when the client is gone, or the stand-in closes. */
  readonly signal: AbortSignal;
  #ending: Ending | undefined;

  constructor(
    request: IncomingMessage,
    response: ServerResponse,
    parts: { world: World; seen: OpenRequest; closing: AbortSignal },
  ) {
    const { world, seen, closing } = parts;
    this.#request = request;
    this.#response = response;
    this.#world = world;
    this.seen = seen;
    const left = new AbortController();
    this.signal = AbortSignal.any([left.signal, closing]);
    this.onEnd(() => {
      const isWhole = this.#ending === 'whole' && response.writableFinished;
      const isOurs = this.#ending === 'cut' || closing.aborted;
      world.log.change(seen, { outcome: isWhole ? 'answered' : isOurs ? 'cut' : 'disconnected' });
      left.abort(new Error('the client went away'));
    });
  }

  /** Calls back when the connection is done with this exchange, however it ended. */
  onEnd(callback: () => void): void {
    this.#response.once('close', callback);
  }

  /** @returns undefined if it is too large. Rejects if the client leaves in the middle. */
  async readBody(): Promise<Buffer | undefined> {
    const chunks: Buffer[] = [];
    let bytes = 0;
    for await (const chunk of this.#request) {
      bytes += (chunk as Buffer).length;
      if (bytes <= MAX_BODY_BYTES) chunks.push(chunk as Buffer);
    }
    return bytes <= MAX_BODY_BYTES ? Buffer.concat(chunks) : undefined;
  }

  async send(answer: Answer, fault?: Fault): Promise<void> {
    const { clock, habits, log } = this.#world;
    if (answer.kind !== 'reset') log.change(this.seen, { status: answer.kind === 'stream' ? 200 : answer.status });
    const isLate = fault?.kind === 'late-body';
    await sendAnswer(answer, {
      response: this.#response,
      signal: this.signal,
      sse: habits.sse ?? {},
      onEnding: (ending) => {
        this.#ending = ending;
      },
      ...(isLate && { beforeBody: () => clock.sleep(latenessOf(fault), this.signal) }),
    });
  }

  /** Ends what cannot be gone on with: nobody listens any more, or the stand-in has a bug, which must not hide. */
  async fail(error: unknown): Promise<void> {
    const isOver = this.signal.aborted || !this.#request.complete || this.#response.headersSent;
    try {
      if (!isOver) return await this.send(aittaError(500, 'internal_error', String(error)));
    } catch {
      // The client has left in the meantime.
    }
    this.#response.destroy();
  }
}
