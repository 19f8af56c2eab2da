import type { Clock } from '../../async/clock.ts';
import { letOthers } from '../../async/let-others.ts';
import type { OpenStore, RecordStore } from '../ports/records.ts';
import type { Question } from '../ports/exchange.ts';
import type { Turn } from '../ports/turns.ts';
import { KeptFiles } from './kept-files.ts';
import { joinedText } from './gone-on.ts';
import { readPastTurn, wholeText } from './past-turn.ts';
import type { PastTurn } from './past-turn.ts';

/** `from` is where the present conversation begins (a reset moves it), `next` where the next turn goes. */
interface Head {
  from: number;
  next: number;
  lastAt: number;
  /** Somebody was told that the model no longer sees the beginning. */
  trimTold?: boolean;
  /** The turn before whose question a pause ended the conversation. */
  freshFor?: string;
}

const NEW: Head = { from: 0, next: 0, lastAt: 0 };
const NOBODY: ReadonlySet<string> = new Set();
const BATCH = 16;
/** In one step, which nobody else's gets in between. */
const MAX_DELETED = 200;

/**
 * What was said: one record per turn and a small head per conversation, so that a turn costs the same in a conversation of ten messages
 * and of ten thousand. Several may write at once, in one process or in two: a turn takes its place before it is written, and what is
 * added again finds the place that it had. A place that was taken before a crash stays empty, which no reader minds.
 */
export class History {
  /** What came with the questions. */
  readonly files: KeptFiles;
  readonly #heads: RecordStore;
  readonly #records: RecordStore;
  readonly #clock: Clock;

  constructor(openStore: OpenStore, clock: Clock) {
    this.#heads = openStore('conversations');
    this.#records = openStore('turns');
    this.files = new KeptFiles(openStore);
    this.#clock = clock;
  }

  /** @param trimTold its answer said that older turns were left out */
  async add(conversation: string, turn: PastTurn, trimTold = false): Promise<void> {
    const news = { ...(trimTold ? { trimTold } : {}), lastAt: this.#clock.now() };
    const place = await this.#takePlace(conversation, turn.turnId, news);
    await this.#records.set(recordKey(conversation, place), turn);
    await this.files.keep(turn.questions.flatMap(({ files = [] }) => files.map(({ key }) => key)));
    // Somebody may have erased the conversation meanwhile: what is kept is never without a head.
    await this.#heads.update<Head>(conversation, (head = NEW) =>
      head.next > place ? head : { ...head, ...news, next: place + 1 },
    );
  }

  /** A place that no other turn has, the same one for a turn that is added again. */
  async #takePlace(conversation: string, turnId: string, news: Partial<Head>): Promise<number> {
    const known = await this.#placeOf(conversation, turnId);
    if (known !== undefined) return known;
    const head = await this.#heads.update<Head>(conversation, (now = NEW) => ({ ...now, ...news, next: now.next + 1 }));
    const place = (head ?? NEW).next - 1;
    return (await this.#records.update<number>(placeKey(conversation, turnId), (taken) => taken ?? place)) ?? place;
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

  /** The ids of those who have asked under this name. Reads all that is kept. */
  async idsOf(name: string): Promise<Set<string>> {
    const entries = this.#records.iterator?.() as AsyncIterable<[string, PastTurn | number]> | undefined;
    if (!entries) throw new Error('the store cannot list its records');
    const ids = new Set<string>();
    for await (const [, stored] of entries) {
      const questions = typeof stored === 'number' ? [] : readPastTurn(stored).questions;
      for (const { who, personId } of questions) if (who.toLowerCase() === name.toLowerCase()) ids.add(personId);
    }
    return ids;
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

  /** How it begins: since the last reset, or at all where nothing was asked since. */
  async first(conversation: string): Promise<PastTurn | undefined> {
    const { from, next } = await this.#head(conversation);
    return (await this.#firstBetween(conversation, from, next)) ?? this.#firstBetween(conversation, 0, from);
  }

  async find(conversation: string, turnId: string): Promise<PastTurn | undefined> {
    const place = await this.#placeOf(conversation, turnId);
    return place === undefined ? undefined : this.#read(recordKey(conversation, place));
  }

  /** One at a time asks a question again, or goes on with its answer. @param by the turn that wants to @param open those that may have it @returns whether it may, because no other open one does */
  async claimAgain(
    conversation: string,
    turnId: string,
    by: string,
    open: ReadonlySet<string> = NOBODY,
  ): Promise<boolean> {
    const place = await this.#placeOf(conversation, turnId);
    if (place === undefined) return true;
    const claimed = await this.#records.update<PastTurn>(recordKey(conversation, place), (stored) => {
      if (!stored || (stored.askedAgainBy !== undefined && open.has(stored.askedAgainBy))) return stored;
      return { ...readPastTurn(stored), askedAgainBy: by };
    });
    return claimed?.askedAgainBy === undefined || claimed.askedAgainBy === by;
  }

  /** Was anything ever answered here? */
  async knows(conversation: string): Promise<boolean> {
    return (await this.#heads.get<Head>(conversation)) !== undefined;
  }

  /** A fresh start: the records stay until they expire, but no model sees them again. */
  async reset(conversation: string): Promise<void> {
    const lastAt = this.#clock.now();
    await this.#heads.update<Head>(conversation, ({ next } = NEW) => ({ from: next, next, lastAt }));
  }

  /**
   * A question after a long pause starts afresh, as after a reset.
   * @returns whether it did, the same however often the turn is run again
   */
  async endAfterPause({ id, at, arrival }: Turn, pauseMs: number): Promise<boolean> {
    const head = await this.#heads.update<Head>(arrival.conversation, (known) => {
      if (!known) return undefined;
      const { from, next, lastAt, freshFor } = known;
      if (freshFor === id || next === from || at - lastAt <= pauseMs) return known;
      return { from: next, next, lastAt, freshFor: id };
    });
    return head?.freshFor === id;
  }

  /** The conversations whose last turn is older than `before`, epoch milliseconds. */
  async *idleSince(before: number): AsyncGenerator<string, void> {
    const entries = this.#heads.iterator?.() as AsyncIterable<[string, Head]> | undefined;
    if (!entries) throw new Error('the store cannot list its records');
    for await (const [conversation, head] of entries) if (head.lastAt < before) yield conversation;
  }

  /** Deletes everything of a conversation; its head last, without which nothing is found. @returns how many turns. */
  async erase(conversation: string): Promise<number> {
    const erased = await this.#eraseTurns(conversation);
    await this.files.erase(conversation);
    await this.#heads.delete(conversation);
    return erased + (await this.#eraseTurns(conversation)); // what was added on the head that is gone now
  }

  async #eraseTurns(conversation: string): Promise<number> {
    const records = await this.#keys(`${conversation}/`);
    const keys = [...records, ...(await this.#keys(`${conversation}#`))];
    for (let start = 0; start < keys.length; start += MAX_DELETED) {
      if (start > 0) await letOthers();
      await this.#records.delete(keys.slice(start, start + MAX_DELETED));
    }
    return records.length;
  }

  /** Of this conversation alone, whatever characters the names of others have. */
  async #keys(prefix: string): Promise<string[]> {
    const keys = await this.#records.keys(prefix);
    return keys.filter((key) => !/[/#]/.test(key.slice(prefix.length)));
  }

  /** Adds to an answer that was cut off what was written when it was gone on with, once. @param by the turn that did */
  async goOn(conversation: string, turnId: string, { by, text }: { by: string; text: string }): Promise<void> {
    const place = await this.#placeOf(conversation, turnId);
    if (place === undefined) return;
    await this.#records.update<PastTurn>(recordKey(conversation, place), (stored) => {
      const turn = stored && readPastTurn(stored);
      const { goneOnBy = [], texts = [] } = turn ?? {};
      if (!turn || goneOnBy.includes(by)) return stored;
      const whole = joinedText(wholeText({ texts }), text);
      return { ...turn, texts: [whole], goneOnBy: [...goneOnBy, by] };
    });
    await this.#heads.update<Head>(conversation, (head) => head && { ...head, lastAt: this.#clock.now() });
  }

  /** When the last answer came, epoch milliseconds. */
  async lastAt(conversation: string): Promise<number> {
    return (await this.#head(conversation)).lastAt;
  }

  /** Once another answer may be offered to who edits a question. @param by the edit @returns whether it is this one that may */
  async offerOnce(conversation: string, turnId: string, by: string): Promise<boolean> {
    const place = await this.#placeOf(conversation, turnId);
    if (place === undefined) return false;
    const offered = await this.#records.update<PastTurn>(recordKey(conversation, place), (stored) => {
      if (!stored || ('offeredBy' in stored && stored.offeredBy !== undefined)) return stored;
      return { ...readPastTurn(stored), offeredBy: by };
    });
    return offered?.offeredBy === by;
  }

  /** The turn's own question was edited, also where it was answered again. @returns false when the turn is not known here. */
  async rewrite(conversation: string, turnId: string, text: string): Promise<boolean> {
    const place = await this.#placeOf(conversation, turnId);
    if (place === undefined) return false;
    const rewriteAt = (
      at: number,
      rewritten: (question: Question, n: number) => Question,
    ): Promise<PastTurn | undefined> =>
      this.#records.update<PastTurn>(recordKey(conversation, at), (stored) => {
        const turn = stored && readPastTurn(stored);
        return turn && { ...turn, questions: turn.questions.map(rewritten) };
      });
    const found = await rewriteAt(place, (own, n) => (n === 0 ? { ...own, text } : own));
    for await (const [at] of this.#copies(conversation, turnId, place))
      await rewriteAt(at, (each) => (each.turnId === turnId ? { ...each, text } : each));
    return found !== undefined;
  }

  /** Takes one turn, question and answer, out of the conversation, and its further answers. @returns how many answers were taken out. */
  async remove(conversation: string, turnId: string): Promise<number> {
    await this.files.eraseTurn(conversation, turnId);
    const place = await this.#placeOf(conversation, turnId);
    if (place === undefined) return 0;
    const gone: [number, string][] = [[place, turnId]];
    for await (const [at, copy] of this.#copies(conversation, turnId, place)) gone.push([at, copy.turnId]);
    await this.#records.delete(gone.flatMap(([at, id]) => [recordKey(conversation, at), placeKey(conversation, id)]));
    return gone.length;
  }

  /** Turns in which the question of this one was answered again: they come after it. */
  async *#copies(conversation: string, turnId: string, place: number): AsyncGenerator<[number, PastTurn], void> {
    const { next } = await this.#head(conversation);
    for (let start = place + 1; start < next; start += BATCH) {
      const places = range(start, Math.min(start + BATCH, next));
      const records = await this.#records.get<PastTurn>(places.map((at) => recordKey(conversation, at)));
      for (const [n, record] of records.entries()) {
        const turn = record && readPastTurn(record);
        if (turn?.questions.some((question) => question.turnId === turnId)) yield [start + n, turn];
      }
    }
  }

  async *#backwards(conversation: string, from: number): AsyncGenerator<PastTurn, void> {
    const { next } = await this.#head(conversation);
    for (let end = next; end > from; end -= BATCH) {
      const places = range(Math.max(from, end - BATCH), end).toReversed();
      const records = await this.#records.get<PastTurn>(places.map((place) => recordKey(conversation, place)));
      for (const record of records) if (record) yield readPastTurn(record);
    }
  }

  async #firstBetween(conversation: string, from: number, end: number): Promise<PastTurn | undefined> {
    for (let start = from; start < end; start += BATCH) {
      const keys = range(start, Math.min(start + BATCH, end)).map((place) => recordKey(conversation, place));
      const found = (await this.#records.get<PastTurn>(keys)).find((record) => record !== undefined);
      if (found) return readPastTurn(found);
    }
    return undefined;
  }

  async #read(key: string): Promise<PastTurn | undefined> {
    const record = await this.#records.get<PastTurn>(key);
    return record && readPastTurn(record);
  }

  async #head(conversation: string): Promise<Head> {
    return (await this.#heads.get<Head>(conversation)) ?? NEW;
  }

  async #placeOf(conversation: string, turnId: string): Promise<number | undefined> {
    return this.#records.get<number>(placeKey(conversation, turnId));
  }
}

const recordKey = (conversation: string, place: number): string => `${conversation}/${place}`;
const placeKey = (conversation: string, turnId: string): string => `${conversation}#${turnId}`;
const range = (from: number, to: number): number[] => Array.from({ length: to - from }, (_, n) => from + n);
