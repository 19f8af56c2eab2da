import type {
  Catalogue,
  Message,
  Model,
  ModelEvent,
  ModelGateway,
  ModelRequest,
  ServiceHealth,
} from '../../src/core/ports/model.ts';
import { BotError } from '../../src/core/errors.ts';
import { toError } from '../../src/async/to-error.ts';

/** All that a message says. */
export const textOf = (message: Message | undefined): string =>
  message?.parts.map((part) => part.text).join('\n\n') ?? '';

/** A gateway whose answers a test writes: each question meets the next script, or the default one. */
export class ScriptedGateway implements ModelGateway {
  readonly asked: ModelRequest[] = [];
  /** Requests that were aborted before their end. */
  aborted = 0;
  catalogue: Model[] = [{ id: 'acme/chat', state: 'running', chat: true, contextTokens: 8_192 }];
  health: ServiceHealth = { ok: true };
  answer: (request: ModelRequest) => string = (request) => `answer to ${textOf(request.messages.at(-1))}`;
  readonly #scripts: ((request: ModelRequest) => AsyncIterable<ModelEvent>)[] = [];

  script(script: (request: ModelRequest) => AsyncIterable<ModelEvent>): this {
    this.#scripts.push(script);
    return this;
  }

  async models(): Promise<Catalogue> {
    return { models: this.catalogue, at: 0 };
  }

  async service(): Promise<ServiceHealth> {
    return this.health;
  }

  estimateTokens(_model: string, text: string): number {
    return Math.ceil(text.length / 4);
  }

  async *generate(request: ModelRequest, signal: AbortSignal): AsyncGenerator<ModelEvent> {
    this.asked.push(request);
    const script = this.#scripts.shift();
    const events = (script ? script(request) : this.#plain(request))[Symbol.asyncIterator]();
    const abort = new Promise<never>((_, reject) => {
      const fail = (): void => reject(toError(signal.reason));
      if (signal.aborted) fail();
      else signal.addEventListener('abort', fail, { once: true });
    });
    try {
      for (;;) {
        const next = await Promise.race([events.next(), abort]);
        if (next.done) return;
        yield next.value;
      }
    } catch (error) {
      if (signal.aborted) this.aborted += 1;
      throw error;
    }
  }

  async *#plain(request: ModelRequest): AsyncGenerator<ModelEvent> {
    yield { type: 'phase', name: 'running' };
    yield { type: 'text', text: this.answer(request) };
    yield { type: 'end', reason: 'stop' };
  }
}

/** A script that shows some events and then waits for the test. */
export const hanging = (
  ...events: ModelEvent[]
): { script: () => AsyncGenerator<ModelEvent>; finish: (text: string) => void } => {
  const { promise, resolve } = Promise.withResolvers<string>();
  return {
    async *script() {
      yield* events;
      yield { type: 'text', text: await promise };
      yield { type: 'end', reason: 'stop' };
    },
    finish: resolve,
  };
};

export const failing = (code: ConstructorParameters<typeof BotError>[0], ...events: ModelEvent[]) =>
  async function* script(): AsyncGenerator<ModelEvent> {
    yield* events;
    throw new BotError(code, 'scripted failure');
  };
