import { BotError } from '../../src/core/errors.ts';
import type { Arrival, Inbox, Json } from '../../src/core/ports/arrival.ts';
import type { Attachment, Fetched, UnreadReason } from '../../src/core/ports/files.ts';
import type { Sight } from '../../src/core/ports/person.ts';
import { drawTimes, utcTime } from '../../src/core/sentences/time-mark.ts';
import type { Memory } from '../../src/core/ports/memory.ts';
import type { Place, Platform, PlatformHealth, Scene, View } from '../../src/core/ports/platform.ts';

export interface Posted {
  id: number;
  turn: string;
  part: string;
  /** Newest last. */
  versions: string[];
  view: View;
}

type Notes = Readonly<Record<string, number | null>>;

/** The service behind the platform: what people would see. Survives the death of any process. */
export class RecordingService {
  readonly messages: Posted[] = [];
  sceneOf: (arrival: Arrival) => Partial<Scene> = () => ({});
  /** Nobody can be reached any more. */
  readonly gone = new AbortController();
  beforeRead: (asked: Arrival) => void | Promise<void> = () => undefined;
  /** What its files hold, by name. */
  readonly files = new Map<string, Uint8Array | UnreadReason>();
  readonly fetched: string[] = [];
  localeOf: (arrival: Arrival) => string | undefined = () => undefined;
  sightOf: (conversation: string, asked: Arrival) => Sight = () => 'everybody';
  /** Throw here to let a send fail; `post` has happened already when `after` is called. */
  before: (text: string) => void | Promise<void> = () => undefined;
  after: (text: string) => void | Promise<void> = () => undefined;
  /** Characters per message. */
  limit = 2_000;
  readonly reads: number[] = [];

  /** All messages as they now stand. */
  get texts(): string[] {
    return this.messages.map((message) => message.versions.at(-1) ?? '');
  }
}

/** A platform with everything that the ports ask for and nothing else; its places keep the delivery rules. */
export class RecordingPlatform implements Platform {
  readonly name: string = 'test';
  readonly service: RecordingService;
  inbox: Inbox | undefined;
  /** What its health says, besides whether it was started. */
  isUp = true;

  constructor(service = new RecordingService()) {
    this.service = service;
  }

  async start(inbox: Inbox): Promise<void> {
    this.inbox = inbox;
  }
  async stop(): Promise<void> {
    this.inbox = undefined;
  }
  async close(): Promise<void> {
    await this.stop();
  }
  health(): PlatformHealth {
    return { ok: this.isUp && this.inbox !== undefined, note: 'recording' };
  }

  async locale(address: Json): Promise<string | undefined> {
    return this.service.localeOf(address as unknown as Arrival);
  }

  at(address: Json, memory: Memory): Place {
    return new RecordingPlace(this.service, address as unknown as Arrival, memory);
  }

  /** Somebody writes. The address of a recorded arrival is the arrival itself. */
  async arrive(part: Partial<Arrival> & { id: string }): Promise<void> {
    const arrival: Omit<Arrival, 'address'> = {
      platform: this.name,
      workspace: 'w',
      channel: 'general',
      conversation: 'thread',
      personId: 'ada',
      input: 'hello',
      at: Date.parse('2026-11-24T09:00:00Z'),
      ...part,
    };
    await this.inbox?.receive({ ...arrival, address: arrival as unknown as Json });
  }
}

class RecordingPlace implements Place {
  readonly #service: RecordingService;
  readonly #arrival: Arrival;
  readonly #memory: Memory;
  #line: Promise<unknown> = Promise.resolve();
  #latest: View | undefined;
  #over = false;
  readonly #first = Promise.withResolvers<void>();

  constructor(service: RecordingService, arrival: Arrival, memory: Memory) {
    this.#service = service;
    this.#arrival = arrival;
    this.#memory = memory;
  }

  async read(limit: number): Promise<Scene> {
    this.#service.reads.push(limit);
    await this.#service.beforeRead(this.#arrival);
    return {
      person: {
        name: this.#arrival.personId,
        standing: 'member',
        groups: [],
        workspaces: { here: ['w'], all: ['w'] },
        managesChannel: false,
      },
      text: typeof this.#arrival.input === 'string' ? this.#arrival.input : '',
      where: '#general',
      direct: false,
      files: [],
      earlier: [],
      ...this.#service.sceneOf(this.#arrival),
    };
  }

  async fetch({ name }: Attachment, maxBytes: number): Promise<Fetched> {
    this.#service.fetched.push(name);
    const held = this.#service.files.get(name) ?? 'gone';
    if (typeof held === 'string') return { type: 'unread', why: held };
    return held.length > maxBytes ? { type: 'unread', why: 'too-big' } : { type: 'bytes', bytes: held };
  }

  async checkReach(): Promise<AbortSignal> {
    this.#service.gone.signal.throwIfAborted();
    return this.#service.gone.signal;
  }

  async sees(conversation: string): Promise<Sight> {
    return this.#service.sightOf(conversation, this.#arrival);
  }

  #withdraw(): void {
    const id = this.#notes()['progress'];
    if ('taken' in this.#notes()) return;
    const at = this.#service.messages.findIndex((each) => each.id === id);
    if (at >= 0) this.#service.messages.splice(at, 1);
  }

  progress(view: View): void {
    if (this.#over) return;
    this.#latest = view;
    void this.#inLine(async () => {
      const slot = view.notify ? `progress-${view.notify.round}` : 'progress';
      if (!this.#over && this.#latest === view) await this.#put(slot, view, draw(view));
      this.#point(view, slot);
      this.#first.resolve();
    }).catch(() => undefined); // a lost sign of life is no news
  }

  shown(): Promise<void> {
    return this.#first.promise;
  }

  async say(view: View): Promise<void> {
    this.#over = true;
    await this.#inLine(async () => {
      const text = draw(view);
      const parts = text.match(new RegExp(`[\\s\\S]{1,${this.#service.limit}}`, 'g')) ?? [''];
      const key = String(text.length);
      const notes = this.#notes();
      if ('progress' in notes && !('taken' in notes) && !view.notify)
        await this.#memory.save({ ...notes, taken: Number(key) });
      for (const [n, part] of parts.entries()) {
        const slot = n === 0 && this.#notes()['taken'] === Number(key) ? 'progress' : `${key}#${n}`;
        await this.#put(slot, view, part);
      }
      this.#point(view, 'answer');
    });
    this.#first.resolve();
  }

  async leave(last?: View | 'no-trace'): Promise<void> {
    this.#over = true;
    await this.#line.catch(() => undefined); // what was in flight reports itself
    if (last === 'no-trace') {
      this.#withdraw();
      return;
    }
    const id = this.#notes()['progress'];
    const message = this.#service.messages.find((each) => each.id === id);
    if (!last || !message || 'taken' in this.#notes()) return;
    await this.#memory.checkOwner().then(
      () => message.versions.push(draw(last)),
      () => undefined, // somebody else speaks now
    );
  }

  /** What showed the wait before says where it goes on. */
  #point({ notify }: View, slot: string): void {
    if (notify?.moved === undefined) return;
    const isFormer = ({ turn, part }: Posted): boolean =>
      turn === this.#memory.turnId && part.startsWith('progress') && part !== slot;
    for (const message of this.#service.messages.filter(isFormer)) {
      const line = `_${notify.moved}_`;
      if (message.versions.at(-1) !== line) message.versions.push(line);
      message.view = { note: notify.moved };
    }
  }

  async #put(part: string, view: View, text: string): Promise<void> {
    const { messages, before, after } = this.#service;
    if (this.#memory.signal.aborted) throw new BotError('turn-lost', 'the run is over');
    const lost = messages.find((message) => message.turn === this.#memory.turnId && message.part === part);
    const known = part in this.#notes() ? lost : undefined;
    if (known) await this.#memory.checkOwner();
    else await this.#memory.save({ ...this.#notes(), [part]: null });
    await before(text);
    if (known) {
      if (known.versions.at(-1) !== text) known.versions.push(text);
      known.view = view;
      return;
    }
    const id = messages.length + 1;
    messages.push({ id, turn: this.#memory.turnId, part, versions: [text], view });
    await after(text);
    await this.#memory.save({ ...this.#notes(), [part]: id });
  }

  #notes(): Notes {
    return (this.#memory.value ?? {}) as Notes;
  }

  #inLine<T>(work: () => Promise<T>): Promise<T> {
    const mine = this.#line.then(work, work);
    this.#line = mine.catch(() => undefined); // the caller hears of it
    return mine;
  }
}

const draw = (view: View): string => {
  const note = view.note === undefined ? undefined : `_${view.note}_`;
  return drawTimes([view.text, note].filter((part) => part !== undefined).join('\n'), utcTime);
};
