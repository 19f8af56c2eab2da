import type { Message } from '../../src/core/ports/message.ts';
import type { ModelEvent, ModelGateway } from '../../src/core/ports/model.ts';
import type { Phase } from '../../src/core/ports/phase.ts';
import { textMessage } from '../../src/core/prompt/message.ts';

/** One question under way: what came so far, and how it ended. */
export class Asking {
  readonly events: ModelEvent[] = [];
  readonly #abort = new AbortController();
  #error: unknown;
  #over = false;

  constructor(
    gateway: ModelGateway,
    options: { model?: string; person?: string; messages?: Message[]; text?: string; askedAt?: number } = {},
  ) {
    const { model = 'acme/chat', person = 'ada', text = 'repeat: Hei maailma!', askedAt = 0 } = options;
    const messages = options.messages ?? [textMessage('user', text)];
    void this.#read(gateway.generate({ model, personId: person, askedAt, messages }, this.#abort.signal));
  }

  async #read(events: AsyncIterable<ModelEvent>): Promise<void> {
    try {
      for await (const event of events) this.events.push(event);
    } catch (error) {
      this.#error = error;
    } finally {
      this.#over = true;
    }
  }

  get over(): boolean {
    return this.#over;
  }
  get error(): unknown {
    return this.#error;
  }
  get text(): string {
    const from = this.events.findLastIndex(({ type }) => type === 'was-reasoning') + 1;
    return this.events
      .slice(from)
      .map((event) => (event.type === 'text' ? event.text : ''))
      .join('');
  }
  get reasoning(): string {
    return this.events.map((event) => (event.type === 'reasoning' ? event.text : '')).join('');
  }
  /** Without repetitions: the same may go on with other numbers. */
  get phases(): Phase[] {
    const names = this.events.flatMap((event) => (event.type === 'phase' ? [event.name] : []));
    return names.filter((name, index) => name !== names[index - 1]);
  }
  get end(): ModelEvent | undefined {
    return this.events.find(({ type }) => type === 'end');
  }
  abort(reason: Error): void {
    this.#abort.abort(reason);
  }
}
