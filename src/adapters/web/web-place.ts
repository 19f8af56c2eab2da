import { LatestSender } from '../../async/latest-sender.ts';
import type { Clock } from '../../async/clock.ts';
import { arrivalId } from '../../core/arrival-id.ts';
import { filesBeside } from '../../core/commands/thinking.ts';
import { BotError, isBotError } from '../../core/errors.ts';
import type { Log } from '../../core/ports/operator.ts';
import type { Sight } from '../../core/ports/person.ts';
import type { Attachment, Fetched } from '../../core/ports/files.ts';
import type { Memory } from '../../core/ports/memory.ts';
import type { EarlierMessage, Place, Scene, View } from '../../core/ports/platform.ts';
import type { WebPeople } from './talk/people.ts';
import type { Chat } from './talk/chat.ts';
import type { StoredMessage } from './talk/message.ts';
import type { Uploads } from './talk/uploads.ts';
import { BOT_NAME } from './talk/mention.ts';
import { mayRead, nameOfRoom, readRoom } from './talk/room.ts';
import { saidToBot } from './talk/slash.ts';
import type { WebAddress } from './web-address.ts';
import { fetchUpload, filesOf } from './web-file.ts';

export interface WebPlaceParts {
  chat: Chat;
  uploads: Uploads;
  people: WebPeople;
  /** Whoever writes here sits at this machine. */
  isLocal: boolean;
  /** Of the slash command, without the slash. */
  commandName: string;
  clock: Clock;
  log: Log;
}

/** The least time between two looks of a draft, milliseconds. */
const LOOK_MS = 100;
const NOBODY = 'Somebody';

/** A wait has no more rounds than days. */
const MAX_ROUNDS = 8;

/** One turn's place on the page. The ids of its messages follow from the turn, so that no run can post one twice. */
export class WebPlace implements Place {
  readonly #parts: WebPlaceParts;
  readonly #address: WebAddress;
  readonly #memory: Memory;
  readonly #sender: LatestSender<View>;
  readonly #said = Promise.withResolvers<void>();
  readonly #gone = new AbortController();
  #isOver = false;

  constructor(parts: WebPlaceParts, address: WebAddress, memory: Memory) {
    this.#parts = parts;
    this.#address = address;
    this.#memory = memory;
    this.#sender = new LatestSender((view) => this.#look(view), {
      clock: parts.clock,
      intervalMs: LOOK_MS,
      insists: (error) => isBotError(error, 'store-failed'), // later questions wait for this one's first sign of life
      onError: (error) => parts.log.debug({ err: error, turn: memory.turnId }, 'progress could not be shown'),
    });
  }

  async read(limit: number): Promise<Scene> {
    const { chat, people, isLocal, commandName } = this.#parts;
    const { room, person, message: asked } = this.#address;
    const message = asked === undefined ? undefined : await chat.get(asked);
    const earlier = limit > 0 ? await chat.earlier(room, message, limit) : [];
    return {
      person: {
        name: (await people.name(person)) ?? message?.who ?? NOBODY,
        standing: 'member',
        groups: [],
        workspaces: { here: ['web'], all: ['web'] },
        managesChannel: isLocal || room.kind === 'direct',
      },
      text: saidToBot(message?.text ?? '', commandName),
      where: nameOfRoom(room),
      direct: room.kind === 'direct',
      files: message ? filesOf(message) : [],
      earlier: earlier.filter(({ id }) => id !== asked).map((said) => asEarlier(said, commandName)),
    };
  }

  fetch(file: Attachment, maxBytes: number, signal: AbortSignal): Promise<Fetched> {
    return fetchUpload(this.#parts.uploads, file, { maxBytes, signal });
  }

  async checkReach(): Promise<AbortSignal> {
    await this.#checkThread();
    return this.#gone.signal;
  }

  async sees(conversation: string): Promise<Sight> {
    const { room: here, person } = this.#address;
    const room = readRoom(conversation);
    if (!room || !mayRead(room, person)) return 'nobody';
    return room.kind === 'direct' && room.id !== here.id ? 'asker' : 'everybody';
  }

  progress(view: View): void {
    if (!this.#isOver) this.#sender.show(view);
  }

  shown(): Promise<void> {
    return Promise.race([this.#sender.stood, this.#said.promise]);
  }

  async say(view: View): Promise<void> {
    await this.#end();
    await this.#checkThread();
    await this.#post(view);
    this.#said.resolve();
  }

  async #post(view: View): Promise<void> {
    const { turnId } = this.#memory;
    const shows = arrivalId(turnId, JSON.stringify(view));
    await this.#memory.save(shows);
    const own = await this.#own();
    const before = await this.#target(own, shows, view);
    if (before?.shows === shows) return;
    const id = before?.id ?? (view.notify !== undefined || own ? shows : this.#idOf(0));
    const { person: asker, message: answers } = this.#address;
    await this.#parts.chat.keepFiles(id, filesBeside(view), { asker, ...(answers !== undefined && { answers }) });
    await this.#memory.checkOwner();
    const message = this.#draw(id, view, shows);
    if (before)
      await this.#parts.chat.change(id, ({ order, at }) => ({ ...message, order, at }), before.isOpen === true);
    else await this.#parts.chat.add(message);
    if (own?.isOpen === true && own.id !== id) await this.#retire(own.id, view);
    if (this.#address.forgets === true) this.#parts.chat.resetAll();
  }

  /** What showed the wait for an answer that stands elsewhere. */
  async #retire(id: string, { notify }: View): Promise<void> {
    const { chat } = this.#parts;
    if (notify?.moved === undefined) return chat.remove(id);
    const { shows: _shows, ...line } = this.#draw(id, { note: notify.moved }, '');
    await chat.change(id, ({ order, at }) => ({ ...line, order, at }));
  }

  async leave(last?: View | 'no-trace'): Promise<void> {
    await this.#end();
    try {
      if (!last) return;
      await this.#memory.checkOwner();
      const own = await this.#own();
      if (own?.isOpen !== true) return;
      if (last === 'no-trace') {
        await this.#parts.chat.remove(own.id);
        return;
      }
      const { shows: _shows, ...look } = this.#draw(own.id, last, '');
      await this.#parts.chat.change(own.id, ({ order, at }) => ({ ...look, order, at, isOpen: true }));
    } catch (error) {
      this.#warn(error);
    }
  }

  /** Of the message that announces or is the answer. @param round of the wait */
  #idOf(round: number): string {
    return arrivalId(this.#memory.turnId, round === 0 ? 'answer' : `answer-${round}`);
  }

  /** The newest such message. */
  async #own(): Promise<StoredMessage | undefined> {
    for (let round = MAX_ROUNDS; round >= 0; round -= 1) {
      const message = await this.#parts.chat.get(this.#idOf(round));
      if (message) return message;
    }
    return undefined;
  }

  /** The message whose place a view takes; undefined where it is one of its own. */
  async #target(own: StoredMessage | undefined, shows: string, view: View): Promise<StoredMessage | undefined> {
    const { chat } = this.#parts;
    const apart = await chat.get(shows);
    if (apart) return apart;
    if (view.notify !== undefined) return undefined;
    const { pressed } = this.#address;
    if (pressed !== undefined) {
      const message = await chat.get(pressed);
      if (message && (message.shows === shows || message.onlyFor === this.#address.person)) return message;
    }
    return own && (own.isOpen === true || own.shows === shows) ? own : undefined;
  }

  /** Below a message that was deleted nobody looks for an answer. */
  async #checkThread(): Promise<void> {
    const { room } = this.#address;
    if (room.kind !== 'thread' || (await this.#parts.chat.get(room.root))) return;
    const gone = new BotError('place-gone', 'the message that this thread is below was deleted');
    this.#gone.abort(gone);
    throw gone;
  }

  async #look(view: View): Promise<void> {
    if (this.#memory.signal.aborted) return;
    await this.#checkThread();
    await this.#memory.checkOwner();
    const own = await this.#own();
    if (own && own.isOpen !== true) return;
    const message = await this.#messageFor(view, own);
    if (message.isOpen === true) this.#parts.chat.draft(message, view);
  }

  /** The one that stands; a new one at first, and for each later round of a wait, to which the one of before points. */
  async #messageFor(view: View, own: StoredMessage | undefined): Promise<StoredMessage> {
    const { note = '', notify, choices } = view;
    const id = notify ? this.#idOf(notify.round) : (own?.id ?? this.#idOf(0));
    if (own?.id === id) return own;
    const opens = { note, ...(notify && { notify }), ...(choices && { choices }) }; // what other processes show of a draft
    const { shows: _shows, ...opening } = this.#draw(id, opens, '');
    const message = await this.#parts.chat.add({ ...opening, isOpen: true });
    if (own) await this.#retire(own.id, view);
    return message;
  }

  #draw(id: string, view: View, shows: string): Omit<StoredMessage, 'order'> {
    const { room, person, message: answers } = this.#address;
    return {
      id,
      room: room.id,
      at: this.#parts.clock.now(),
      by: 'bot',
      who: BOT_NAME,
      asker: person,
      ...(answers !== undefined && { answers }),
      shows,
      ...(view.text !== undefined && { text: view.text }),
      ...(view.note !== undefined && { note: view.note }),
      ...(view.choices && { choices: view.choices }),
      ...(filesBeside(view).length > 0 && { files: filesBeside(view).map(({ name }) => name) }),
      ...(view.notify !== undefined && { mentions: [person] }),
      ...(view.private === true && room.kind !== 'direct' && { onlyFor: person }),
    };
  }

  async #end(): Promise<void> {
    this.#isOver = true;
    await this.#sender.finish();
  }

  #warn(error: unknown): void {
    const { log } = this.#parts;
    log.debug({ err: error, turn: this.#memory.turnId }, 'the last words of a run could not be shown');
  }
}

const asEarlier = (message: StoredMessage, commandName: string): EarlierMessage => {
  const { by, who, text = '', note = '' } = message;
  const files = filesOf(message);
  return {
    who,
    byBot: by === 'bot',
    text: by === 'bot' ? text || note : saidToBot(text, commandName),
    ...(files.length > 0 && { files }),
  };
};

/** The place of an address that cannot be read. */
const gone = async (): Promise<never> => {
  throw new BotError('place-gone', 'the address of this place cannot be read');
};
export const unreadablePlace: Place = {
  read: gone,
  fetch: gone,
  checkReach: gone,
  shown: async () => undefined,
  sees: gone,
  say: gone,
  progress: () => undefined,
  leave: async () => undefined,
};
