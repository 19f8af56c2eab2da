import { BotError } from '../../../core/errors.ts';
import { toBotError, type Failure } from '../failure.ts';
import type { MetadataCalls } from '../budget/metadata-calls.ts';
import type { TraitsOfModels } from '../chat/model-traits.ts';
import type { ModelList } from '../service-knowledge.ts';
import type { OutageWait } from './outage-wait.ts';

export interface RecoveryParts {
  calls: MetadataCalls;
  catalogue: ModelList;
  traits: TraitsOfModels;
}

/** Room for an answer that is too small to be of use, tokens. */
const MIN_ANSWER = 32;

/** What to do after a request of one question came to nothing, before any text was shown: ask differently, wait, or give up. */
export class Recovery {
  readonly #model: string;
  readonly #parts: RecoveryParts;
  readonly #outage: OutageWait;
  readonly #signal: AbortSignal;
  readonly #tried = new Set<Failure['kind']>();
  #maxTokens: number | undefined;

  constructor(model: string, parts: RecoveryParts, outage: OutageWait, signal: AbortSignal) {
    this.#model = model;
    this.#parts = parts;
    this.#outage = outage;
    this.#signal = signal;
  }

  /** Reasoning ate a whole answer: ask for twice as much, and for less thinking. */
  get eaten(): boolean {
    return this.#tried.has('eaten');
  }

  /** The window had no room for an answer as long as was asked for: ask for at most this, tokens. */
  get maxTokens(): number | undefined {
    return this.#maxTokens;
  }

  /**
   * Resolves when it is worth asking again. `asked` is the length of the answer that was asked for, tokens; `renewToken` tells whether
   * another token is at hand.
   *
   * @throws BotError when it is not; the signal's reason once aborted.
   */
  async after(failure: Failure, asked: number, renewToken: () => Promise<boolean>): Promise<void> {
    const giveUp = toBotError(failure, this.#model);
    switch (failure.kind) {
      case 'limited':
        // The wait itself happens in the budget's line, with all others.
        if (!failure.noted) this.#parts.calls.noteLimited(failure.retryAfterSeconds);
        return;
      case 'refused':
        if (failure.what === 'images') this.#parts.catalogue.noteBlind(this.#model);
        if (failure.what === 'images' || !this.#parts.traits.learnRefused(this.#model, failure.what)) throw giveUp;
        return;
      case 'unauthorized':
        if (failure.status !== 401 || !this.#firstTime(failure) || !(await renewToken())) throw giveUp;
        return;
      case 'not-found':
        if (!this.#firstTime(failure)) throw giveUp;
        await this.#readListAgain();
        return;
      case 'too-long':
        this.#askForLess(failure, asked);
        return;
      case 'empty':
      case 'eaten':
        if (!this.#firstTime(failure)) throw giveUp;
        return;
      case 'overtime':
      case 'rejected':
        throw giveUp;
      case 'downtime':
      case 'gateway':
      case 'unreachable':
      case 'broken':
      case 'cut':
      case 'stalled':
      case 'silent':
      case 'no-sign':
        await this.#outage.after(failure);
    }
  }

  #firstTime({ kind }: Failure): boolean {
    if (this.#tried.has(kind)) return false;
    this.#tried.add(kind);
    return true;
  }

  async #readListAgain(): Promise<void> {
    try {
      await this.#parts.catalogue.forget(this.#model, this.#signal);
    } catch (error) {
      this.#signal.throwIfAborted();
      if (error instanceof BotError) throw error; // else the next look for the model meets the same, and waits it out
    }
  }

  #askForLess(failure: Extract<Failure, { kind: 'too-long' }>, asked: number): void {
    const { window, promptTokens } = failure;
    if (window !== undefined) this.#parts.catalogue.noteWindow(this.#model, window);
    const room = (window ?? 0) - (promptTokens ?? Number.POSITIVE_INFINITY);
    // The same prompt again makes sense only where its own server says that there is room for it.
    if (room < MIN_ANSWER || room >= asked || !this.#firstTime(failure)) throw toBotError(failure, this.#model);
    this.#maxTokens = room;
  }
}
