import { BoundedMap } from '../../../async/bounded-map.ts';
import { KeyedLine } from '../../../async/keyed-line.ts';
import type { TextFile } from '../../../core/ports/platform.ts';
import type { OpenStore, RecordStore } from '../../../core/ports/records.ts';
import type { StoredMessage } from './message.ts';
import { dropNote, noteTurn } from './turn-index.ts';

/** How far a room has come. */
interface Head {
  /** The order of the next message. */
  next: number;
  /** When something was last said there that everybody may read, and how often. */
  at: number;
  count: number;
}

export interface StoredFile {
  text: string;
  /** Whose turn it belongs to. */
  asker: string;
}

export type NewMessage = Omit<StoredMessage, 'order'>;

/** What is read at once where a whole room or everything is gone through. */
const PAGE = 200;
/** A room of more is counted as it was written: nobody counts so many replies. */
const MAX_RECOUNT = 500;
const MAX_COUNTED = 10_000;
/** The numbers of a room outlive its messages, milliseconds. */
const LONGER_MS = 24 * 60 * 60_000;

/**
 * What was said, in the store. A record per message, one for its place in the room, and a small head per room, so that no record grows and the
 * newest messages of a long conversation are read as fast as those of a short one.
 * Invariant: a message is in its room where the record of its place names it and it names that place; what a crash left between the two is
 * passed over.
 */
export class Messages {
  readonly #messages: RecordStore;
  readonly #rooms: RecordStore;
  readonly #files: RecordStore;
  readonly #keepMs: number;
  readonly #lines = new KeyedLine();
  /** Rooms whose heads count right. */
  #counted = new BoundedMap<string, true>({ max: MAX_COUNTED });

  /** @param keepMs how long each message is kept, milliseconds */
  constructor(openStore: OpenStore, keepMs: number) {
    this.#messages = openStore('web-messages');
    this.#rooms = openStore('web-rooms');
    this.#files = openStore('web-files');
    this.#keepMs = keepMs;
  }

  get(id: string): Promise<StoredMessage | undefined> {
    return this.#messages.get<StoredMessage>(id);
  }

  /** At the end of its room; where there is one of this id already, that one stays as it is. */
  add(message: NewMessage): Promise<StoredMessage> {
    return this.#lines.run(message.id, async () => {
      const known = await this.get(message.id);
      if (known) return known;
      const isPublic = message.onlyFor === undefined;
      const head = await this.#rooms.update<Head>(
        headKey(message.room),
        (now = { next: 0, at: 0, count: 0 }) => ({
          next: now.next + 1,
          at: isPublic ? message.at : now.at,
          count: now.count + (isPublic ? 1 : 0),
        }),
        this.#keepMs + LONGER_MS,
      );
      const order = (head?.next ?? 1) - 1;
      const added = { ...message, order };
      await this.#rooms.set(orderKey(message.room, order), message.id, this.#keepMs);
      await this.#note(this.#messages, message.id, message);
      await this.#messages.set(message.id, added, this.#keepMs);
      return added;
    });
  }

  /** @returns what it is now; undefined where it is gone. */
  change(id: string, change: (message: StoredMessage) => StoredMessage): Promise<StoredMessage | undefined> {
    return this.#messages.update<StoredMessage>(id, (message) => message && change(message), this.#keepMs);
  }

  /** @returns what was there. */
  async remove(id: string): Promise<StoredMessage | undefined> {
    const message = await this.get(id);
    if (!message) return undefined;
    await this.#messages.delete(id);
    if (message.answers !== undefined) await dropNote(this.#messages, message.answers, id);
    await this.#rooms.delete(orderKey(message.room, message.order));
    for (const index of (message.files ?? []).keys()) {
      await this.#files.delete(fileKey(id, index));
      if (message.answers !== undefined) await dropNote(this.#files, message.answers, fileKey(id, index));
    }
    if (message.onlyFor === undefined)
      await this.#rooms.update<Head>(
        headKey(message.room),
        (head) => head && { ...head, count: Math.max(head.count - 1, 0) },
        this.#keepMs + LONGER_MS,
      );
    return message;
  }

  /** Messages of a room before a place, oldest first; those that are gone are passed over. `before` is where to go on. */
  async window(
    room: string,
    { before = Number.POSITIVE_INFINITY, limit }: { before?: number; limit: number },
  ): Promise<{ messages: StoredMessage[]; before: number }> {
    const head = await this.#rooms.get<Head>(headKey(room));
    let end = Math.min(before, head?.next ?? 0);
    const messages: StoredMessage[] = [];
    while (end > 0 && messages.length < limit) {
      const start = Math.max(end - PAGE, 0, end - limit);
      messages.unshift(...(await this.#between(room, start, end)));
      end = start;
    }
    return { messages, before: end };
  }

  async #between(room: string, start: number, end: number): Promise<StoredMessage[]> {
    const orders = Array.from({ length: end - start }, (_, index) => start + index);
    const ids = await this.#rooms.getMany<string>(orders.map((order) => orderKey(room, order)));
    const named = ids.flatMap((id, index) => (id === undefined ? [] : [{ id, order: start + index }]));
    const found = await this.#messages.getMany<StoredMessage>(named.map(({ id }) => id));
    return found.flatMap((message, index) => (message?.order === named[index]?.order && message ? [message] : []));
  }

  /** Of the threads below messages: how much was said there and when, by room; nothing of those in which nothing was. */
  async threads(rooms: readonly string[]): Promise<Map<string, { count: number; at: number }>> {
    const heads = await this.#rooms.getMany<Head>(rooms.map(headKey));
    const threads = new Map<string, { count: number; at: number }>();
    for (const [index, room] of rooms.entries()) {
      const head = heads[index];
      const count = head && head.count > 0 ? await this.#count(room, head) : 0;
      if (head && count > 0) threads.set(room, { count, at: head.at });
    }
    return threads;
  }

  /** Messages may be gone without a word: rooms are counted again. */
  recount(): void {
    this.#counted = new BoundedMap({ max: MAX_COUNTED });
  }

  /** By what is there, the first time; then the head goes with it. */
  async #count(room: string, head: Head): Promise<number> {
    if (this.#counted.has(room) || head.next > MAX_RECOUNT) return head.count;
    const { messages } = await this.window(room, { limit: MAX_RECOUNT });
    const count = messages.filter(({ onlyFor }) => onlyFor === undefined).length;
    const counted = await this.#rooms.update<Head>(
      headKey(room),
      (now) => (now?.next === head.next && now.count !== count ? { ...now, count } : now),
      this.#keepMs + LONGER_MS,
    );
    this.#counted.set(room, true);
    return counted?.count ?? 0;
  }

  /** Before the message that names them. */
  async keepFiles(id: string, files: readonly TextFile[], turn: { asker: string; answers?: string }): Promise<void> {
    for (const [index, { text }] of files.entries()) {
      await this.#note(this.#files, fileKey(id, index), turn);
      await this.#files.set(fileKey(id, index), { text, asker: turn.asker } satisfies StoredFile, this.#keepMs);
    }
  }

  async #note(
    store: RecordStore,
    key: string,
    { answers, asker }: Pick<StoredMessage, 'answers' | 'asker'>,
  ): Promise<void> {
    if (answers !== undefined && asker !== undefined)
      await noteTurn(store, { question: answers, key, asker }, this.#keepMs);
  }

  async file(id: string, index: number): Promise<string | undefined> {
    return (await this.#files.get<StoredFile>(fileKey(id, index)))?.text;
  }
}

const headKey = (room: string): string => `head:${room}`;
const orderKey = (room: string, order: number): string => `at:${room}#${order}`;
const fileKey = (id: string, index: number): string => `${id}#${index}`;
