import type { Keyv } from 'keyv';
import type { Clock } from '../../async/clock.ts';
import { KeyedLine } from '../../async/keyed-line.ts';
import type { OpenStore } from '../ports/turns.ts';
import { readPastTurn } from './past-turn.ts';
import type { PastTurn } from './past-turn.ts';

/** `from` is where the present conversation begins (a reset moves it), `next` where the next turn goes. */
interface Head {
  from: number;
  next: number;
  lastAt: number;
  /** Somebody was told that the model no longer sees the beginning. */
  trimTold?: boolean;
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
  readonly #lines = new KeyedLine();

  constructor(openStore: OpenStore, clock: Clock) {
    this.#heads = openStore('conversations');
    this.#records = openStore('turns');
    this.#clock = clock;
  }

  /** @param trimTold its answer said that older turns were left out */
  add(conversation: string, turn: PastTurn, trimTold = false): Promise<void> {
    return this.#lines.run(conversation, async () => {
      const head = await this.#head(conversation);
      const known = await this.#placeOf(conversation, turn.turnId);
      const place = known ?? head.next;
      await this.#records.set(recordKey(conversation, place), turn);
      await this.#records.set(placeKey(conversation, turn.turnId), place);
      const next = Math.max(head.next, place + 1);
      await this.#heads.set(conversation, {
        ...head,
        ...(trimTold ? { trimTold } : {}),
        next,
        lastAt: this.#clock.now(),
      });
    });
  }

  /** How many turns the present conversation has, and whether somebody was told that its beginning is left out. */
  async size(conversation: string): Promise<{ turns: number; trimTold: boolean }> {
    const { from, next, trimTold = false } = await this.#head(conversation);
    return { turns: next - from, trimTold };
  }

  /** Newest first, back to the last reset; reads in small batches, so that whoever has enough stops paying. */
  async *newest(conversation: string): AsyncGenerator<PastTurn, void> {
    const { from } = await this.#head(conversation);
    yield* this.#backwards(conversation, from);
  }

  /** Newest first, also from before a reset: all that is kept. */
  async *all(conversation: string): AsyncGenerator<PastTurn, void> {
    yield* this.#backwards(conversation, 0);
  }

  /** Nothing is kept of it but its head. */
  async isBare(conversation: string): Promise<boolean> {
    for await (const _turn of this.all(conversation)) return false;
    return true;
  }

  async last(conversation: string): Promise<PastTurn | undefined> {
    for await (const turn of this.newest(conversation)) return turn;
    return undefined;
  }

  async find(conversation: string, turnId: string): Promise<PastTurn | undefined> {
    const place = await this.#placeOf(conversation, turnId);
    return place === undefined ? undefined : this.#read(recordKey(conversation, place));
  }

  /** Was anything ever answered here? */
  async knows(conversation: string): Promise<boolean> {
    return (await this.#heads.get<Head>(conversation)) !== undefined;
  }

  /** A fresh start: the records stay until they expire, but no model sees them again. */
  reset(conversation: string): Promise<void> {
    return this.#lines.run(conversation, async () => {
      const head = await this.#head(conversation);
      await this.#heads.set(conversation, { from: head.next, next: head.next, lastAt: this.#clock.now() });
    });
  }

  /** The conversations whose last turn is older than `before`, epoch milliseconds. */
  async *idleSince(before: number): AsyncGenerator<string, void> {
    const entries = this.#heads.iterator?.() as AsyncIterable<[string, Head]> | undefined;
    if (!entries) throw new Error('the store cannot list its records');
    for await (const [conversation, head] of entries) if (head.lastAt < before) yield conversation;
  }

  /** Deletes everything of a conversation. @returns how many turns. */
  erase(conversation: string): Promise<number> {
    return this.#lines.run(conversation, async () => {
      const { next } = await this.#head(conversation);
      let erased = 0;
      for (let start = 0; start < next; start += BATCH) {
        const keys = range(start, Math.min(start + BATCH, next)).map((place) => recordKey(conversation, place));
        const records = (await this.#records.get<PastTurn>(keys)).filter((record) => record !== undefined);
        await this.#records.delete([...keys, ...records.map((record) => placeKey(conversation, record.turnId))]);
        erased += records.length;
      }
      await this.#heads.delete(conversation);
      return erased;
    });
  }

  /** The turn's own question was edited. @returns false when the turn is not known here. */
  rewrite(conversation: string, turnId: string, text: string): Promise<boolean> {
    return this.#lines.run(conversation, async () => {
      const place = await this.#placeOf(conversation, turnId);
      if (place === undefined) return false;
      const turn = await this.#read(recordKey(conversation, place));
      const [own, ...others] = turn?.questions ?? [];
      if (!turn || !own) return false;
      const questions = [{ ...own, text }, ...others];
      await this.#records.set(recordKey(conversation, place), { ...turn, questions });
      return true;
    });
  }

  /** Takes one turn, question and answer, out of the conversation. @returns false when it is not known here. */
  remove(conversation: string, turnId: string): Promise<boolean> {
    return this.#lines.run(conversation, async () => {
      const place = await this.#placeOf(conversation, turnId);
      if (place === undefined) return false;
      await this.#records.delete([recordKey(conversation, place), placeKey(conversation, turnId)]);
      return true;
    });
  }

  async *#backwards(conversation: string, from: number): AsyncGenerator<PastTurn, void> {
    const { next } = await this.#head(conversation);
    for (let end = next; end > from; end -= BATCH) {
      const places = range(Math.max(from, end - BATCH), end).toReversed();
      const records = await this.#records.get<PastTurn>(places.map((place) => recordKey(conversation, place)));
      for (const record of records) if (record) yield readPastTurn(record);
    }
  }

  async #read(key: string): Promise<PastTurn | undefined> {
    const record = await this.#records.get<PastTurn>(key);
    return record && readPastTurn(record);
  }

  async #head(conversation: string): Promise<Head> {
    return (await this.#heads.get<Head>(conversation)) ?? { from: 0, next: 0, lastAt: 0 };
  }

  async #placeOf(conversation: string, turnId: string): Promise<number | undefined> {
    return this.#records.get<number>(placeKey(conversation, turnId));
  }
}

const recordKey = (conversation: string, place: number): string => `${conversation}/${place}`;
const placeKey = (conversation: string, turnId: string): string => `${conversation}#${turnId}`;
const range = (from: number, to: number): number[] => Array.from({ length: to - from }, (_, n) => from + n);
