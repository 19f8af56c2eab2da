import type { Clock } from '../../../async/clock.ts';
import { arrivalId } from '../../../core/arrival-id.ts';
import { findCommand } from '../../../core/commands/command-table.ts';
import { parseInput } from '../../../core/commands/parse-input.ts';
import type { Arrival, Call, Choice, Inbox } from '../../../core/ports/arrival.ts';
import { writeAddress } from '../web-address.ts';
import type { WebAddress } from '../web-address.ts';
import { isMentioned, withoutMention } from './mention.ts';
import type { Chat } from './chat.ts';
import type { Suggest } from './completions.ts';
import type { StoredMessage } from './message.ts';
import type { WebPerson } from './people.ts';
import { placeKindOf, readRoom, threadOf } from './room.ts';
import type { Room } from './room.ts';
import type { Upload } from './upload.ts';
import { readSlash, saidToBot } from './slash.ts';

export interface IntakeParts {
  inbox: Inbox;
  chat: Chat;
  /** Of the slash command, without the slash. */
  commandName: string;
  clock: Clock;
}

/** What a browser sends once, however often it has to: `nonce` stays the same. */
export interface Posted {
  person: WebPerson;
  room: Room;
  text: string;
  /** What was brought with it. */
  uploads?: readonly Upload[];
  nonce: string;
}

/** Takes what people do on the page: shows it to the others, and hands what is for the bot to the core. */
export class WebIntake {
  readonly #parts: IntakeParts;

  constructor(parts: IntakeParts) {
    this.#parts = parts;
  }

  /** Durable when resolved. @returns the id of the message; undefined where what was written is a command that nobody else sees. */
  async post({ person, room, text, uploads = [], nonce }: Posted): Promise<string | undefined> {
    const id = messageIdOf(person, nonce);
    const command = readSlash(text, this.#parts.commandName);
    const isWhispered = this.#isWhispered(command);
    const where = { person: person.id, ...(isWhispered ? {} : { message: id }) };
    if (command !== undefined) {
      const place = isWhispered ? room : this.#below(room, id);
      if (!isWhispered) await this.#show({ person, room, text, uploads, id }, true);
      await this.#receive(id, command, { ...where, room: place }, isWhispered ? placeKindOf(room) : undefined);
      return isWhispered ? undefined : id;
    }
    const isForBot = await this.#isForBot(room, text);
    await this.#show({ person, room, text, uploads, id }, isForBot);
    if (isForBot) await this.#receive(id, withoutMention(text), { ...where, room: this.#below(room, id) });
    return id;
  }

  /** What is a command that nobody else sees is no message, so nothing can be brought with it. */
  takesFiles(text: string): boolean {
    return !this.#isWhispered(readSlash(text, this.#parts.commandName));
  }

  #isWhispered(command: string | undefined): boolean {
    return command !== undefined && findCommand(parseInput(command).command)?.private !== false;
  }

  /** A choice of a message was pressed, and its form filled in with `text`. False where there is no such choice any more. */
  async press(
    message: StoredMessage,
    choice: Choice,
    by: { person: WebPerson; text?: string; nonce: string },
  ): Promise<boolean> {
    const { person, text, nonce } = by;
    const room = readRoom(message.room);
    if (!room) return false;
    const { call, askFor } = choice;
    const input = askFor === undefined ? call : { ...call, args: { ...call.args, [askFor]: text ?? '' } };
    const isOwn = message.onlyFor === person.id;
    const address = { person: person.id, room, ...(isOwn && { pressed: message.id }) };
    await this.#receive(arrivalId('web-press', message.id, person.id, nonce), input, address);
    return true;
  }

  /** What the page itself offers, such as another try. */
  async call(call: Call, { person, room, nonce }: Omit<Posted, 'text'>): Promise<void> {
    await this.#receive(arrivalId('web-call', person.id, nonce), call, { person: person.id, room }, placeKindOf(room));
  }

  /** What is suggested to somebody who types there; nothing to whoever may not ask. */
  suggest(person: WebPerson, room: Room): Suggest {
    const { inbox } = this.#parts;
    const reader = this.#arrival(arrivalId('web-completions', person.id, room.id), '', { person: person.id, room });
    return async (call, option) => ((await inbox.admits(reader)) ? inbox.suggest(call, option, reader) : []);
  }

  /** Somebody's own message has other words now. */
  async edit(message: StoredMessage, text: string): Promise<void> {
    // A browser may send the same edit twice; an edit back to former words is another one.
    const changed = await this.#parts.chat.change(message.id, ({ edits = 0, ...now }) =>
      now.text === text ? { ...now, edits } : { ...now, text, isEdited: true, edits: edits + 1 },
    );
    const call: Call = {
      command: 'edited',
      args: { turn: message.id, text: saidToBot(text, this.#parts.commandName) },
    };
    await this.#follow(message, call, `${changed?.edits} ${text}`);
  }

  async remove(message: StoredMessage): Promise<void> {
    await this.#follow(message, { command: 'deleted', args: { turn: message.id } }, '');
    const room = readRoom(message.room);
    if (room) await this.#parts.chat.removeWithAnswers(message.id, this.#below(room, message.id));
  }

  async #follow(message: StoredMessage, call: Call, text: string): Promise<void> {
    const written = readRoom(message.room);
    const room = written && this.#below(written, message.id);
    if (!room || message.isAsked !== true) return;
    const address = { person: message.by, message: message.id, room };
    await this.#receive(arrivalId('web-change', message.id, call.command, text), call, address);
  }

  async #show(said: Omit<Posted, 'nonce'> & { id: string }, isAsked: boolean): Promise<void> {
    const { person, room, text, uploads = [], id } = said;
    const { chat, clock } = this.#parts;
    const brought = uploads.length > 0 && { uploads };
    await chat.add({ id, room: room.id, at: clock.now(), by: person.id, who: person.name, text, isAsked, ...brought });
  }

  /** A direct chat is with nobody else; in a thread the bot is known; in a channel it is called by its name. */
  async #isForBot(room: Room, text: string): Promise<boolean> {
    if (room.kind === 'direct' || isMentioned(text)) return true;
    return room.kind === 'thread' && !/^\s*@/.test(text) && this.#parts.inbox.follows(room.id);
  }

  /** In a channel the answer goes into a thread below the question. */
  #below(room: Room, message: string): Room {
    return room.kind === 'channel' ? threadOf(room.channel, message) : room;
  }

  #receive(id: string, input: string | Call, address: WebAddress, placeKind?: Arrival['placeKind']): Promise<void> {
    return this.#parts.inbox.receive(this.#arrival(id, input, address, placeKind));
  }

  #arrival(id: string, input: string | Call, address: WebAddress, placeKind?: Arrival['placeKind']): Arrival {
    const { room, person, message } = address;
    const isRoot = room.kind === 'thread' && room.root === message;
    return {
      id,
      platform: 'web',
      workspace: 'web',
      channel: room.channel,
      conversation: room.id,
      placeKind: placeKind ?? (isRoot ? 'channel' : placeKindOf(room)),
      personId: person,
      input,
      address: writeAddress({ ...address, ...(isForgetting(input) && { forgets: true }) }),
      at: this.#parts.clock.now(),
    };
  }
}

/** Of what a browser sends, however often. */
export const messageIdOf = ({ id }: WebPerson, nonce: string): string => arrivalId('web', id, nonce);

/** What is on the screens is gone then. */
const isForgetting = (input: string | Call): boolean => {
  const { command, args } = parseInput(input);
  return command === 'forget' && args['sure'] === 'yes';
};
