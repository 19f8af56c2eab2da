import type { Message } from '../../src/core/ports/message.ts';
import type {
  Catalogue,
  Model,
  ModelEvent,
  ModelGateway,
  ModelRequest,
  ServiceHealth,
} from '../../src/core/ports/model.ts';
import type { PhaseEvent } from '../../src/core/ports/phase.ts';
import { BotError } from '../../src/core/errors.ts';
import { unlessAborted } from '../../src/async/unless-aborted.ts';
import { toError } from '../../src/async/to-error.ts';

/** All that a message says. */
export const textOf = (message: Message | undefined): string =>
  message?.parts.map((part) => (part.type === 'text' ? part.text : `[${part.mediaType}]`)).join('\n\n') ?? '';

type Script = (request: ModelRequest) => AsyncIterable<ModelEvent>;

/** A gateway whose answers a test writes: each question meets the next script, or the default one. */
export class ScriptedGateway implements ModelGateway {
  readonly asked: ModelRequest[] = [];
  /** Requests that were aborted before their end. */
  aborted = 0;
  catalogue: Model[] = [{ id: 'acme/chat', state: 'running', chat: true, contextTokens: 8_192 }];
  /** Nobody has ever told what there is. */
  neverListed = false;
  health: ServiceHealth = { ok: true };
  /** What there is to wait for. */
  outlooks: (model: string, personId: string) => PhaseEvent | undefined = () => undefined;
  answer: (request: ModelRequest) => string = (request) => `answer to ${textOf(request.messages.at(-1))}`;
  /** What a question meets when no script is left. */
  usual: Script = (request) => this.#plain(request);
  /** What was to be started before anybody asks. */
  readonly warmed: string[] = [];
  mayWarm = Number.POSITIVE_INFINITY;
  readonly #scripts: Script[] = [];
  readonly #listed = Promise.withResolvers<void>();

  script(script: Script): this {
    this.#scripts.push(script);
    return this;
  }

  async models(): Promise<Catalogue> {
    if (this.neverListed) throw new BotError('service-failed', 'there never was a list');
    return { models: this.catalogue, at: 0 };
  }

  async awaitModels(tell: (phase: PhaseEvent) => void, signal: AbortSignal): Promise<Catalogue> {
    while (this.neverListed) {
      tell({ type: 'phase', name: 'outage' });
      await unlessAborted(this.#listed.promise, signal);
    }
    return this.models();
  }

  /** From now on there is a list. */
  list(): void {
    this.neverListed = false;
    this.#listed.resolve();
  }

  async service(): Promise<ServiceHealth> {
    return this.health;
  }

  async outlook(model: string, personId: string): Promise<PhaseEvent | undefined> {
    const { ok, until } = this.health;
    if (!ok) return { type: 'phase', name: 'downtime', ...(until === undefined ? {} : { until }) };
    return this.outlooks(model, personId);
  }

  warm(model: string): boolean {
    if (this.warmed.length >= this.mayWarm) return false;
    this.warmed.push(model);
    return true;
  }

  estimateTokens(_model: string, text: string): number {
    return Math.ceil(text.length / 4);
  }

  async *generate(request: ModelRequest, signal: AbortSignal): AsyncGenerator<ModelEvent> {
    signal.throwIfAborted();
    this.asked.push(request);
    if (!this.catalogue.some(({ id }) => id === request.model)) throw new BotError('model-unknown', 'not in the list');
    const sees = this.catalogue.some(({ id, seesImages }) => id === request.model && seesImages);
    const hasImages = request.messages.some(({ parts }) => parts.some(({ type }) => type === 'image'));
    if (hasImages && !sees) throw new BotError('model-blind', 'takes no pictures');
    const script = this.#scripts.shift() ?? this.usual;
    const events = script(request)[Symbol.asyncIterator]();
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
    } finally {
      void events.return?.(); // not waited for: a script may hang
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
