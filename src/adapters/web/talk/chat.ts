import type { Choice } from '../../../core/ports/arrival.ts';
import type { TextFile, View } from '../../../core/ports/platform.ts';
import type { Change, ChangeLog } from '../feed/change-log.ts';
import type { Feed } from '../feed/feed.ts';
import { MAX_SHOWN, asShown, mayReadMessage } from './message.ts';
import type { ShownMessage, StoredMessage, Window } from './message.ts';
import type { Messages, NewMessage } from './messages.ts';
import type { Upload } from './upload.ts';
import type { Uploads } from './uploads.ts';
import { mayRead, readRoom, threadOf } from './room.ts';
import type { Room } from './room.ts';

/** What a message shows beside its text files. */
type Look = Pick<StoredMessage, 'text' | 'note' | 'choices'>;

/** What is read at once where a whole room is gone through. */
const PAGE = 200;

/** The messages of all rooms: kept, and told to whoever looks. What only announces an answer changes here and is kept once. */
export class Chat {
  readonly #messages: Messages;
  readonly #uploads: Uploads;
  readonly #feed: Feed;
  readonly #log: Pick<ChangeLog, 'note'>;
  /** What open messages show now, by id. */
  readonly #drafts = new Map<string, Look>();

  /** @param log for other processes */
  constructor(messages: Messages, uploads: Uploads, { feed, log }: { feed: Feed; log: Pick<ChangeLog, 'note'> }) {
    this.#messages = messages;
    this.#uploads = uploads;
    this.#feed = feed;
    this.#log = log;
  }

  get(id: string): Promise<StoredMessage | undefined> {
    return this.#messages.get(id);
  }

  async add(message: NewMessage): Promise<StoredMessage> {
    const added = await this.#messages.add(message);
    this.#announce(added, added.isOpen !== true);
    await this.#tellRoot(added);
    return added;
  }

  /** Takes the place of what the message showed. @param isNews what was awaited is there */
  async change(
    id: string,
    change: (message: StoredMessage) => StoredMessage,
    isNews = false,
  ): Promise<StoredMessage | undefined> {
    const changed = await this.#messages.change(id, change);
    this.#drafts.delete(id);
    if (changed) this.#announce(changed, isNews);
    return changed;
  }

  async remove(id: string): Promise<void> {
    this.#drafts.delete(id);
    const removed = await this.#messages.remove(id);
    if (!removed) return;
    if (removed.uploads) await this.#uploads.forget(id);
    this.#feed.tell({ type: 'removed', id, room: removed.room }, audienceOf(removed));
    this.#log.note(changeOf(removed));
    await this.#tellRoot(removed);
  }

  /** Another process has changed something. */
  async hear(change: Change): Promise<void> {
    if (change === 'anything') return this.#reset();
    const { id, room, isNews } = change;
    const message = await this.#messages.get(id);
    if (message?.isOpen !== true) this.#drafts.delete(id);
    if (message) this.#tell(message, isNews === true);
    else this.#feed.tell({ type: 'removed', id, room }, audienceOf(change));
    await this.#tellRoot(change);
  }

  /** A message, and what the bot has said to it, which may repeat its words. @param answered where */
  async removeWithAnswers(id: string, answered: Room): Promise<void> {
    for (let before = Number.POSITIVE_INFINITY; before > 0;) {
      const window = await this.#messages.window(answered.id, { before, limit: PAGE });
      for (const message of window.messages) if (message.answers === id) await this.remove(message.id);
      ({ before } = window);
    }
    await this.remove(id);
  }

  /** What an open message shows at the moment, to whoever looks. */
  draft(message: StoredMessage, { text, note, choices }: View): void {
    const { id, room } = message;
    const shown = text?.slice(0, MAX_SHOWN) ?? '';
    const before = this.#drafts.get(id)?.text ?? '';
    const from = shown.startsWith(before) ? before.length : 0;
    const look = { ...(note !== undefined && { note }), ...(choices !== undefined && { choices }) };
    this.#drafts.set(id, { text: shown, ...look });
    this.#feed.tell({ type: 'draft', id, room, from, text: shown.slice(from), ...look }, audienceOf(message));
  }

  /** Whatever anybody has on the screen may be gone. */
  resetAll(): void {
    this.#reset();
    this.#log.note('anything');
  }

  keepFiles(id: string, files: readonly TextFile[], turn: { asker: string; answers?: string }): Promise<void> {
    return this.#messages.keepFiles(id, files, turn);
  }

  /** A file of a message that this person may read. */
  async file(id: string, index: number, person: string): Promise<{ name: string; text: string } | undefined> {
    const message = await this.readable(id, person);
    const name = message?.files?.[index];
    const text = name === undefined ? undefined : await this.#messages.file(id, index);
    return name === undefined || text === undefined ? undefined : { name, text };
  }

  /** What somebody has brought with a message that this person may read. */
  async upload(id: string, index: number, person: string): Promise<{ by: string; upload: Upload } | undefined> {
    const message = await this.readable(id, person);
    const upload = message?.uploads?.[index];
    return message && upload && { by: message.by, upload };
  }

  /** What can be chosen there now. */
  choicesOf({ id, choices }: StoredMessage): readonly Choice[] {
    return this.#drafts.get(id)?.choices ?? choices ?? [];
  }

  /** All of a long text. */
  async text(id: string, person: string): Promise<string | undefined> {
    return (await this.readable(id, person))?.text;
  }

  /**
   * The room of this id, if this person may read there. A thread is below a message of its channel; once that is gone nobody looks there any
   * more, and nothing is written there.
   */
  async room(id: unknown, person: string, use: 'read' | 'write'): Promise<Room | undefined> {
    const room = readRoom(id);
    if (!room || !mayRead(room, person)) return undefined;
    if (room.kind !== 'thread') return room;
    const root = await this.#messages.get(room.root);
    if (!root) return use === 'read' ? room : undefined;
    return root.room === room.channel && mayReadMessage(root, person) ? room : undefined;
  }

  /** What a person may see of a room. */
  async window(room: Room, person: string, part: { before?: number; limit: number }): Promise<Window> {
    const { messages, before } = await this.#messages.window(room.id, part);
    const readable = messages.filter((message) => mayReadMessage(message, person));
    const root = room.kind === 'thread' ? await this.#messages.get(room.root) : undefined;
    const shown = await this.#withThreads(room, readable);
    return { messages: shown, before, ...(root && { root: this.#show(root) }) };
  }

  /** What was said before a message, for the model. */
  async earlier(room: Room, message: StoredMessage | undefined, limit: number): Promise<StoredMessage[]> {
    const { messages } = await this.#messages.window(room.id, {
      limit,
      ...(message?.room === room.id && { before: message.order }),
    });
    const root = room.kind === 'thread' && message?.id !== room.root ? await this.#messages.get(room.root) : undefined;
    const said = messages.filter(({ onlyFor, isOpen }) => onlyFor === undefined && isOpen !== true);
    return [...(root ? [root] : []), ...said].slice(-limit);
  }

  /** Undefined where there is none that this person may read. */
  async readable(id: string, person: string): Promise<StoredMessage | undefined> {
    const message = await this.#messages.get(id);
    const room = readRoom(message?.room);
    const isHidden = room?.kind === 'direct' && room.person !== person;
    return message && !isHidden && mayReadMessage(message, person) ? message : undefined;
  }

  async #withThreads(room: Room, messages: readonly StoredMessage[]): Promise<ShownMessage[]> {
    const shown = messages.map((message) => this.#show(message));
    if (room.kind !== 'channel') return shown;
    const threads = await this.#messages.threads(messages.map(({ id }) => threadOf(room.id, id).id));
    const withThread = (message: ShownMessage): ShownMessage => {
      const thread = threads.get(threadOf(room.id, message.id).id);
      return thread ? { ...message, thread } : message;
    };
    return shown.map(withThread);
  }

  #show(message: StoredMessage): ShownMessage {
    const draft = message.isOpen === true ? this.#drafts.get(message.id) : undefined;
    return asShown(draft ? { ...withoutLook(message), ...draft } : message);
  }

  #reset(): void {
    this.#messages.recount();
    this.#feed.tell({ type: 'reset' });
  }

  #announce(message: StoredMessage, isNews: boolean): void {
    this.#tell(message, isNews);
    this.#log.note({ ...changeOf(message), ...(isNews && { isNews }) });
  }

  /** To those who look here. What has become private is taken from the others. */
  #tell(message: StoredMessage, isNews: boolean): void {
    const { id, room, onlyFor } = message;
    this.#feed.tell({ type: 'message', message: this.#show(message), ...(isNews && { isNews }) }, audienceOf(message));
    if (onlyFor !== undefined) this.#feed.tell({ type: 'removed', id, room }, { except: onlyFor });
  }

  /** The message above a thread says how long that is. */
  async #tellRoot({ room: id }: Pick<StoredMessage, 'room'>): Promise<void> {
    const room = readRoom(id);
    const root = room?.kind === 'thread' ? await this.#messages.get(room.root) : undefined;
    if (!root) return;
    const thread = (await this.#messages.threads([id])).get(id) ?? { count: 0, at: root.at };
    this.#feed.tell({ type: 'message', message: { ...asShown(root), thread } });
  }
}

const withoutLook = ({ text: _text, note: _note, choices: _choices, ...message }: StoredMessage): StoredMessage =>
  message;

const changeOf = ({ id, room, onlyFor }: StoredMessage): Exclude<Change, 'anything'> => ({
  id,
  room,
  ...(onlyFor !== undefined && { onlyFor }),
});

const audienceOf = ({ onlyFor, room }: Pick<StoredMessage, 'onlyFor' | 'room'>): { onlyFor?: string | undefined } => {
  const where = readRoom(room);
  return { onlyFor: onlyFor ?? (where?.kind === 'direct' ? where.person : undefined) };
};
