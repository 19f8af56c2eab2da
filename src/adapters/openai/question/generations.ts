import { toError } from '../../../async/to-error.ts';
import { BotError } from '../../../core/errors.ts';
import type { ModelEvent, ModelRequest } from '../../../core/ports/model.ts';
import { EventChannel } from '../chat/event-channel.ts';
import { Generation, type GenerationParts } from './generation.ts';

/** All questions that are on their way to their answers. */
export class Generations {
  readonly #parts: GenerationParts;
  readonly #underway = new Map<Promise<void>, AbortController>();

  constructor(parts: GenerationParts) {
    this.#parts = parts;
  }

  /** As the port has it. */
  async *generate(request: ModelRequest, signal: AbortSignal): AsyncGenerator<ModelEvent, void, undefined> {
    signal.throwIfAborted();
    this.#parts.calls.closed.throwIfAborted();
    const events = new EventChannel<ModelEvent>();
    const stop = new AbortController();
    const onStop = (): void => events.fail(stop.signal.reason);
    const onAbort = (): void => stop.abort(signal.reason);
    stop.signal.addEventListener('abort', onStop, { once: true });
    signal.addEventListener('abort', onAbort, { once: true });
    const run = new Generation(request, this.#parts, (event) => events.push(event), stop.signal)
      .run()
      .then(
        () => events.end(),
        (error: unknown) => events.fail(error),
      )
      .finally(() => this.#underway.delete(run));
    this.#underway.set(run, stop);
    try {
      yield* events.read();
    } finally {
      signal.removeEventListener('abort', onAbort);
      stop.abort(new Error('nobody reads this answer any more'));
    }
  }

  /** Ends what is under way with 'shutting-down', and all other requests. */
  async close(): Promise<void> {
    const reason = new BotError('shutting-down', 'the model gateway is closed');
    for (const stop of this.#underway.values()) stop.abort(reason);
    this.#parts.calls.close(toError(reason));
    await Promise.allSettled(this.#underway.keys());
  }
}
