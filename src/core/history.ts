import type { Keyv } from 'keyv';
import type { Clock } from './clock.ts';
import type { OpenStore } from './ports.ts';

/** One question and its answer, as kept. */
export interface PastTurn {
  turnId: string;
  personId: string;
  /** The asker's name as it was then. */
  who: string;
  question: string;
  answer: string;
  model: string;
  at: number;
}

/** `from` is where the present conversation begins (a reset moves it), `next` where the next turn goes. */
interface Head {
  from: number;
  next: number;
  lastAt: number;
}

const BATCH = 16;

/**
 * What was said, in Keyv: one record per turn and a small head per conversation, so that a turn costs the same in a conversation of
 * ten messages and of ten thousand. Writes are idempotent by turn id; the head is written last, so that a crash in between leaves a
 * record that the repeated write replaces.
 */
export class History {
  readonly #heads: Keyv;
  readonly #records: Keyv;
  readonly #clock: Clock;
  /** One writer per conversation in this process; between processes the turn queue lets one question of a conversation through at a time. */
  readonly #lines = new Map<string, Promise<unknown>>();

  constructor(openStore: OpenStore, clock: Clock) {
    this.#heads = openStore('conversations');
    this.#records = openStore('turns');
    this.#clock = clock;
  }

  add(conversation: string, turn: PastTurn): Promise<void> {
    return this.#inLine(conversation, async () => {
      const head = await this.#head(conversation);
      const known = await this.#placeOf(conversation, turn.turnId);
      const place = known ?? head.next;
      await this.#records.set(recordKey(conversation, place), turn);
      await this.#records.set(placeKey(conversation, turn.turnId), place);
      const next = Math.max(head.next, place + 1);
      await this.#heads.set(conversation, { ...head, next, lastAt: this.#clock.now() });
    });
  }

  /** Newest first, back to the last reset; reads in small batches, so that whoever has enough stops paying. */
  async *newest(conversation: string): AsyncGenerator<PastTurn, void> {
    const head = await this.#head(conversation);
    for (let end = head.next; end > head.from; end -= BATCH) {
      const places = range(Math.max(head.from, end - BATCH), end).toReversed();
      const records = await this.#records.get<PastTurn>(places.map((place) => recordKey(conversation, place)));
      for (const record of records) if (record) yield record;
    }
  }

  async last(conversation: string): Promise<PastTurn | undefined> {
    for await (const turn of this.newest(conversation)) return turn;
    return undefined;
  }

  async find(conversation: string, turnId: string): Promise<PastTurn | undefined> {
    const place = await this.#placeOf(conversation, turnId);
    return place === undefined ? undefined : this.#records.get<PastTurn>(recordKey(conversation, place));
  }

  /** Was anything ever answered here? */
  async knows(conversation: string): Promise<boolean> {
    return (await this.#heads.get<Head>(conversation)) !== undefined;
  }

  /** A fresh start: the records stay until they expire, but no model sees them again. */
  reset(conversation: string): Promise<void> {
    return this.#inLine(conversation, async () => {
      const head = await this.#head(conversation);
      await this.#heads.set(conversation, { ...head, from: head.next, lastAt: this.#clock.now() });
    });
  }

  /** @returns false when the turn is not known here. */
  rewrite(conversation: string, turnId: string, question: string): Promise<boolean> {
    return this.#inLine(conversation, async () => {
      const place = await this.#placeOf(conversation, turnId);
      if (place === undefined) return false;
      const turn = await this.#records.get<PastTurn>(recordKey(conversation, place));
      if (!turn) return false;
      await this.#records.set(recordKey(conversation, place), { ...turn, question });
      return true;
    });
  }

  /** Takes one turn, question and answer, out of the conversation. @returns false when it is not known here. */
  remove(conversation: string, turnId: string): Promise<boolean> {
    return this.#inLine(conversation, async () => {
      const place = await this.#placeOf(conversation, turnId);
      if (place === undefined) return false;
      await this.#records.delete([recordKey(conversation, place), placeKey(conversation, turnId)]);
      return true;
    });
  }

  async #head(conversation: string): Promise<Head> {
    return (await this.#heads.get<Head>(conversation)) ?? { from: 0, next: 0, lastAt: 0 };
  }

  async #placeOf(conversation: string, turnId: string): Promise<number | undefined> {
    return this.#records.get<number>(placeKey(conversation, turnId));
  }

  #inLine<T>(conversation: string, work: () => Promise<T>): Promise<T> {
    const before = this.#lines.get(conversation) ?? Promise.resolve();
    const mine = before.then(work, work);
    this.#lines.set(conversation, mine);
    const tidy = (): void => {
      if (this.#lines.get(conversation) === mine) this.#lines.delete(conversation);
    };
    mine.then(tidy, tidy);
    return mine;
  }
}

const recordKey = (conversation: string, place: number): string => `${conversation}/${place}`;
const placeKey = (conversation: string, turnId: string): string => `${conversation}#${turnId}`;
const range = (from: number, to: number): number[] => Array.from({ length: to - from }, (_, n) => from + n);
