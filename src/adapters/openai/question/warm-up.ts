import type { Clock } from '../../../async/clock.ts';
import { toError } from '../../../async/to-error.ts';
import type { MetadataCalls } from '../budget/metadata-calls.ts';
import type { Generations } from './generations.ts';

export interface WarmUpParts {
  clock: Clock;
  calls: Pick<MetadataCalls, 'closed'>;
  generations: Generations;
}

/** So many at once, whoever wants them. */
const MAX_AT_ONCE = 4;
const NOBODY = 'nobody';

/**
 * Has a model loaded before anybody needs it, by the smallest question there is: servers such as Ollama, llama.cpp's and LM Studio load a model
 * when it is asked, and keep it for some minutes. To others it is one question more.
 */
export class WarmUp {
  readonly #parts: WarmUpParts;
  readonly #underway = new Set<string>();

  constructor(parts: WarmUpParts) {
    this.#parts = parts;
  }

  /** As the port has it. */
  warm(model: string): boolean {
    if (this.#underway.has(model)) return true;
    if (this.#underway.size >= MAX_AT_ONCE) return false;
    this.#underway.add(model);
    void this.#ask(model).finally(() => this.#underway.delete(model));
    return true;
  }

  /** Whoever reads no more than the first word ends the request. */
  async #ask(model: string): Promise<void> {
    const { calls, clock, generations } = this.#parts;
    const messages = [{ role: 'user' as const, parts: [{ type: 'text' as const, text: 'Hello' }] }];
    const request = { model, personId: NOBODY, askedAt: clock.now(), messages };
    try {
      for await (const event of generations.generate(request, calls.closed))
        if (event.type === 'text' || event.type === 'reasoning') return;
    } catch (error) {
      toError(error); // the generation has logged it, and nobody waits for it
    }
  }
}
