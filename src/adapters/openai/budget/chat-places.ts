import type { Clock } from '../../../async/clock.ts';

/** A place among the requests in flight. */
export interface Permit {
  /** The request hangs at a model that does not run: it holds no place while it does, as far as there are not too many such. Again does no harm. */
  hangs(): void;
  /** Its model answers: it counts again. */
  answers(): void;
  /** Twice does no harm. */
  release(): void;
}

export interface ChatPlacesOptions {
  clock: Clock;
  /** How many there are. */
  concurrency: number;
  /** One of this person's begins (again) to count, or does not count any more. */
  onBegun: (personId: string) => void;
  onDone: (personId: string) => void;
}

/** How much the last chat counts for how long the next ones are thought to take. */
const LEARNING_RATE = 0.1;

/** The places for chats in flight at running models, and how long they are held. */
export class ChatPlaces {
  readonly #options: ChatPlacesOptions;
  #taken = 0;
  #hanging = 0;
  /** How long one is held, milliseconds: of the last ones. */
  #typicalMs = 0;

  constructor(options: ChatPlacesOptions) {
    this.#options = options;
  }

  get taken(): number {
    return this.#taken;
  }

  get isFree(): boolean {
    return this.#taken < this.#options.concurrency;
  }

  /** An estimate of how long it takes until one is free for somebody before whom so many others come, milliseconds. */
  waitMs(ahead: number): number {
    const { concurrency } = this.#options;
    return placeWaitMs(ahead, { concurrency, taken: this.#taken, typicalMs: this.#typicalMs });
  }

  take(personId: string): Permit {
    const { clock, concurrency, onBegun, onDone } = this.#options;
    let state: 'counts' | 'hangs' | 'over' = 'counts';
    const takenAt = clock.monotonic();
    this.#taken++;
    const give = (next: 'hangs' | 'over'): void => {
      const before = state;
      state = next;
      if (before === 'hangs') this.#hanging--;
      if (next === 'hangs') this.#hanging++;
      if (before !== 'counts') return;
      this.#taken--;
      onDone(personId);
    };
    return {
      hangs: () => {
        if (state === 'counts' && this.#hanging < concurrency) give('hangs');
      },
      answers: () => {
        if (state !== 'hangs') return;
        state = 'counts';
        this.#hanging--;
        this.#taken++;
        onBegun(personId);
      },
      release: () => {
        if (state === 'counts') this.#learn(clock.monotonic() - takenAt);
        if (state !== 'over') give('over');
      },
    };
  }

  #learn(ms: number): void {
    this.#typicalMs = learnedMs(this.#typicalMs, ms);
  }
}

/** An estimate of how long it takes until a place is free for somebody before whom so many others come, milliseconds. */
export const placeWaitMs = (
  ahead: number,
  { concurrency, taken, typicalMs }: { concurrency: number; taken: number; typicalMs: number },
): number => {
  const free = concurrency - taken;
  return ahead < free ? 0 : ((ahead - free + 1) / concurrency) * typicalMs;
};

/** How long a place is typically held, after it was held for so long once more. */
export const learnedMs = (typicalMs: number, heldMs: number): number =>
  typicalMs === 0 ? heldMs : typicalMs + (heldMs - typicalMs) * LEARNING_RATE;
