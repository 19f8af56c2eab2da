import type { FeedEvent } from '../../feed/feed.ts';
import type { Completion } from '../../talk/completions.ts';
import type { ShownMessage, Window } from '../../talk/message.ts';
import type { Upload } from '../../talk/upload.ts';
import type { WebPerson } from '../../talk/people.ts';
import { ApiError, ask, mayHeal } from './api.ts';
import { FeedSource } from './feed-source.ts';
import { newNonce, readOutbox, writeOutbox } from './outbox.ts';
import type { Unsent } from './outbox.ts';
import { nameOfTab, noteName } from './people-here.ts';
import { afterEvent, withWindow } from './rooms.ts';
import type { Rooms } from './rooms.ts';

/** What the server says to whoever opens the page. */
export interface Visit {
  isIn: boolean;
  /** There is nothing to sign in with. */
  isOpen: boolean;
  /** What can be rehearsed, where Aitta's stand-in answers. */
  rehearsals?: readonly string[];
  /** Else only the picture of the service is here. */
  hasChat?: boolean;
}

export interface SessionState {
  visit?: Visit;
  person?: WebPerson;
  channels: readonly string[];
  commandName: string;
  /** What may be brought, at once and each. */
  files: { maxFiles: number; maxBytes: number };
  /** Of a message, characters. */
  maxText: number;
  rooms: Rooms;
  unsent: readonly Unsent[];
  isOn: boolean;
  /** How much was said since somebody looked, by room. */
  unread: ReadonlyMap<string, { count: number; isForMe: boolean }>;
}

type Start = Pick<SessionState, 'channels' | 'commandName' | 'files' | 'maxText'> & { position: string };

const RETRY_MS = 2_000;

/** What this tab knows and does; views read `state` and hear when it changes. */
export class Session {
  state: SessionState = {
    channels: [],
    commandName: 'aitta',
    files: { maxFiles: 0, maxBytes: 0 },
    maxText: Infinity,
    rooms: new Map(),
    unsent: [],
    isOn: true,
    unread: new Map(),
  };
  /** The rooms that are on the screen. */
  #looksAt: readonly string[] = [];
  readonly #listeners = new Set<() => void>();
  #source: FeedSource | undefined;
  #isSending = false;

  listen(listener: () => void): () => void {
    this.#listeners.add(listener);
    return () => void this.#listeners.delete(listener);
  }

  /** Who are we, and what is there? @throws ApiError */
  async begin(): Promise<void> {
    const visit = await ask<Visit>('GET', '/session');
    this.#change({ visit });
    const name = nameOfTab();
    if (visit.isIn && visit.hasChat === true && name !== undefined) await this.join(name);
  }

  /** @throws ApiError */
  async signIn(token: string): Promise<void> {
    await ask('POST', '/session', { body: { token } });
    await this.begin();
  }

  async signOut(): Promise<void> {
    await ask('DELETE', '/session');
    location.reload();
  }

  /** From now on this tab is that person. @throws ApiError */
  async join(name: string): Promise<void> {
    const person = await ask<WebPerson>('POST', '/chat/people', { body: { name } });
    const start = await ask<Start>('GET', '/chat/start', {
      person: person.id,
    });
    noteName(person.name);
    this.#source?.end();
    const { position, ...known } = start;
    this.#change({ ...known, person, rooms: new Map(), unread: new Map(), unsent: readOutbox(person.id) });
    this.#source = new FeedSource({
      person: person.id,
      since: position,
      onEvent: (event) => this.#take(event),
      onState: (isOn) => this.#change({ isOn }),
    });
    await Promise.all(this.#looksAt.map((room) => this.#load(room)));
    void this.#sendAll();
  }

  /** Rooms that somebody looks at now. */
  look(rooms: readonly string[]): void {
    this.#looksAt = rooms;
    const unread = new Map([...this.state.unread].filter(([room]) => !rooms.includes(room)));
    if (unread.size !== this.state.unread.size) this.#change({ unread });
    for (const room of rooms) if (!this.state.rooms.has(room)) void this.#load(room);
  }

  async loadEarlier(room: string): Promise<void> {
    const before = this.state.rooms.get(room)?.before ?? 0;
    if (before > 0) await this.#load(room, before);
  }

  send(room: string, text: string, uploads: readonly Upload[] = []): void {
    this.#setUnsent([...this.state.unsent, { nonce: newNonce(), room, text, uploads }]);
    void this.#sendAll();
  }

  /** Tries again, or lets go, what the server did not take. */
  settle(nonce: string, again: boolean): void {
    const rest = this.state.unsent.filter((each) => each.nonce !== nonce);
    const one = this.state.unsent.find((each) => each.nonce === nonce);
    const { refused: _refused, ...fresh } = one ?? { nonce: '', room: '', text: '' };
    this.#setUnsent(one && again ? [...rest, fresh] : rest);
    void this.#sendAll();
  }

  /** @throws ApiError */
  press(message: string, choice: string, text?: string): Promise<void> {
    return this.#ask('POST', '/chat/presses', { message, choice, text, nonce: newNonce() });
  }

  /** @throws ApiError */
  retry(room: string): Promise<void> {
    return this.#ask('POST', '/chat/retries', { room, nonce: newNonce() });
  }

  /** @throws ApiError */
  edit(message: string, text: string): Promise<void> {
    return this.#ask('PUT', `/chat/messages/${message}`, { text });
  }

  /** @throws ApiError */
  remove(message: string): Promise<void> {
    return this.#ask('DELETE', `/chat/messages/${message}`);
  }

  /** Brings a file, which is for nobody else until it is sent. @throws ApiError */
  upload(file: File): Promise<Upload> {
    return this.#ask('POST', '/chat/uploads', file);
  }

  /** It is not sent after all. @throws ApiError */
  dropUpload(id: string): Promise<void> {
    return this.#ask('DELETE', `/chat/uploads/${id}`);
  }

  /** All of a long text. @throws ApiError */
  text(message: string): Promise<string> {
    return this.#ask('GET', `/chat/text/${message}`);
  }

  completions(room: string, typed: string): Promise<Completion[]> {
    return this.#ask('GET', `/chat/completions?${new URLSearchParams({ room, typed })}`);
  }

  fileAddress(kind: 'files' | 'uploads', message: string, index: number): string {
    return `/chat/${kind}/${message}/${index}?${new URLSearchParams({ person: this.state.person?.id ?? '' })}`;
  }

  /** Of a picture: of a message, or of what this person has attached. */
  pictureAddress(id: string, index?: number): string {
    const which = index === undefined ? id : `${id}/${index}`;
    return `/chat/pictures/${which}?${new URLSearchParams({ person: this.state.person?.id ?? '' })}`;
  }

  async #ask<Answer>(method: 'GET' | 'POST' | 'PUT' | 'DELETE', path: string, body?: unknown): Promise<Answer> {
    const { person } = this.state;
    try {
      return await ask<Answer>(method, path, { ...(body !== undefined && { body }), person: person?.id });
    } catch (error) {
      if (error instanceof ApiError && error.code === 'signed-out') await this.begin();
      if (error instanceof ApiError && error.code === 'no-person' && person) await this.join(person.name);
      throw error;
    }
  }

  async #load(room: string, before?: number): Promise<void> {
    const query = new URLSearchParams({ room, ...(before !== undefined && { before: String(before) }) });
    try {
      const window = await this.#ask<Window>('GET', `/chat/window?${query}`);
      this.#change({ rooms: withWindow(this.state.rooms, room, window, before !== undefined) });
    } catch (error) {
      if (mayHeal(error)) setTimeout(() => void this.#load(room, before), RETRY_MS);
      else if (!(error instanceof ApiError)) throw error;
    }
  }

  #take(event: FeedEvent): void {
    const rooms = afterEvent(this.state.rooms, event);
    this.#change({ rooms });
    if (event.type === 'message' && event.isNews === true) this.#note(event.message);
    for (const room of this.#looksAt) if (rooms.get(room)?.isStale) void this.#load(room);
    // What nobody looks at is read when somebody does.
    const fresh = new Map([...rooms].filter(([room, { isStale }]) => isStale !== true || this.#looksAt.includes(room)));
    if (fresh.size < rooms.size) this.#change({ rooms: fresh });
  }

  #note({ room, by, mentions = [] }: ShownMessage): void {
    const { person, unread } = this.state;
    const isSeen = this.#looksAt.includes(room) && document.hasFocus();
    if (!person || by === person.id || isSeen) return;
    const known = unread.get(room) ?? { count: 0, isForMe: false };
    const isForMe = known.isForMe || mentions.includes(person.id) || room.startsWith('web/direct/');
    this.#change({ unread: new Map([...unread, [room, { count: known.count + 1, isForMe }]]) });
  }

  /** One after the other, so that they arrive in their order. */
  async #sendAll(): Promise<void> {
    if (this.#isSending) return;
    this.#isSending = true;
    try {
      for (let next = this.#nextUnsent(); next; next = this.#nextUnsent()) await this.#sendOne(next);
    } finally {
      this.#isSending = false;
    }
  }

  #nextUnsent(): Unsent | undefined {
    return this.state.unsent.find(({ refused }) => refused === undefined);
  }

  async #sendOne(one: Unsent): Promise<void> {
    const { nonce, room, text, uploads = [] } = one;
    try {
      await this.#ask('POST', '/chat/messages', { nonce, room, text, uploads: uploads.map(({ id }) => id) });
      this.#setUnsent(this.state.unsent.filter((each) => each.nonce !== nonce));
    } catch (error) {
      const code = error instanceof ApiError ? error.code : 'failed';
      if (code === 'offline') this.#source?.renew();
      if (mayHeal(error)) await pause((error instanceof ApiError ? error.waitMs : undefined) ?? RETRY_MS);
      else if (code !== 'no-person')
        this.#setUnsent(this.state.unsent.map((each) => (each.nonce === nonce ? { ...each, refused: code } : each)));
    }
  }

  #setUnsent(unsent: readonly Unsent[]): void {
    if (this.state.person) writeOutbox(this.state.person.id, unsent);
    this.#change({ unsent });
  }

  #change(part: Partial<SessionState>): void {
    this.state = { ...this.state, ...part };
    for (const listener of this.#listeners) listener();
  }
}

const pause = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));
