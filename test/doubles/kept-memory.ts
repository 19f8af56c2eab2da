import { BotError } from '../../src/core/errors.ts';
import type { Json } from '../../src/core/ports/arrival.ts';
import type { Memory } from '../../src/core/ports/memory.ts';

/** What a place remembers of one turn, through all its runs. */
export class KeptMemory implements Memory {
  readonly turnId: string;
  readonly saved: Json[] = [];
  /** Runs before each save; a rejection is a turn that was taken over, or a dead store. */
  beforeSave: (value: Json) => void | Promise<void> = () => undefined;
  /** Runs after each save. */
  afterSave: () => void = () => undefined;
  readonly #over = new AbortController();
  #isTaken = false;

  constructor(turnId: string, value: Json = null) {
    this.turnId = turnId;
    this.saved.push(value);
  }

  get value(): Json {
    return this.saved.at(-1) ?? null;
  }

  get signal(): AbortSignal {
    return this.#over.signal;
  }

  async save(value: Json): Promise<void> {
    await this.beforeSave(value);
    this.#loseIfTaken();
    if (this.#over.signal.aborted) throw new BotError('turn-lost', 'this run is over');
    this.saved.push(value);
    this.afterSave();
  }

  async checkOwner(): Promise<void> {
    this.#loseIfTaken();
    this.#over.signal.throwIfAborted();
  }

  /** Another process takes the turn over. This one learns of it when it asks. @returns what the other one has. */
  takeOver(): KeptMemory {
    this.#isTaken = true;
    return new KeptMemory(this.turnId, this.value);
  }

  #loseIfTaken(): void {
    if (this.#isTaken) this.end();
  }

  /** The run is over, as for a process that was killed or lost its turn. */
  end(): void {
    this.#over.abort(new BotError('turn-lost', 'this run is over'));
  }

  /** The same turn in its next run, with what was saved up to now, or up to one of the saves. */
  next(saves = this.saved.length): KeptMemory {
    this.end();
    return new KeptMemory(this.turnId, this.saved[saves - 1] ?? null);
  }
}
