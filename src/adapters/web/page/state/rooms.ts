import type { FeedEvent } from '../../feed/feed.ts';
import type { ShownMessage, Window } from '../../talk/message.ts';

/** What a tab knows of a room. */
export interface RoomView extends Window {
  /** What is here may be old: it is read again. */
  isStale?: boolean;
}
export type Rooms = ReadonlyMap<string, RoomView>;

/** A tab that is left open does not grow without end; the rest is read again when somebody scrolls up. */
const MAX_MESSAGES = 500;

/** Puts earlier messages before those that are there, or begins anew. */
export const withWindow = (rooms: Rooms, id: string, window: Window, isEarlier: boolean): Rooms => {
  const known = rooms.get(id);
  if (!known || !isEarlier) return withRoom(rooms, id, window);
  const ids = new Set(known.messages.map((message) => message.id));
  const earlier = window.messages.filter((message) => !ids.has(message.id));
  return withRoom(rooms, id, { ...known, messages: [...earlier, ...known.messages], before: window.before });
};

/** What a tab knows after something has happened. The same event twice changes nothing. */
export const afterEvent = (rooms: Rooms, event: FeedEvent): Rooms => {
  switch (event.type) {
    case 'message':
      return afterMessage(rooms, event.message);
    case 'draft':
      return afterDraft(rooms, event);
    case 'removed':
      return change(rooms, event.room, (room) => ({
        ...room,
        messages: room.messages.filter(({ id }) => id !== event.id),
      }));
    case 'reset':
      return new Map([...rooms].map(([id, room]) => [id, { ...room, isStale: true }]));
  }
};

const afterMessage = (rooms: Rooms, message: ShownMessage): Rooms => {
  const below = `${message.room}/${message.id}`;
  const thread = rooms.get(below);
  const withRoot = thread ? withRoom(rooms, below, { ...thread, root: message }) : rooms;
  return change(withRoot, message.room, (room) => {
    const known = room.messages.find(({ id }) => id === message.id);
    const kept = known?.thread && !message.thread ? { ...message, thread: known.thread } : message;
    const others = room.messages.filter(({ id }) => id !== message.id);
    const at = others.findLastIndex(({ order }) => order < message.order) + 1;
    if (!known && at === 0 && room.before > message.order) return room; // earlier than what is here
    const messages = others.toSpliced(at, 0, kept);
    if (!known && isAfterGap(room, message)) return { ...room, messages, isStale: true };
    const surplus = messages.length - MAX_MESSAGES;
    if (surplus <= 0) return { ...room, messages };
    return { ...room, messages: messages.slice(surplus), before: messages[surplus]?.order ?? room.before };
  });
};

/** Something before it was not told: whoever said it died in that moment, or it is for somebody else. */
const isAfterGap = ({ messages, before }: RoomView, { order }: ShownMessage): boolean =>
  order > (messages.at(-1)?.order ?? before - 1) + 1;

const afterDraft = (rooms: Rooms, event: Extract<FeedEvent, { type: 'draft' }>): Rooms =>
  change(rooms, event.room, (room) => {
    const index = room.messages.findIndex(({ id }) => id === event.id);
    const message = room.messages[index];
    if (message?.isOpen !== true) return room;
    const before = message.text ?? '';
    if (before.length < event.from) return { ...room, isStale: true };
    const { text: _text, note: _note, choices: _choices, ...rest } = message;
    const { note, choices } = event;
    const text = before.slice(0, event.from) + event.text;
    const drafted = { ...rest, text, ...(note !== undefined && { note }), ...(choices && { choices }) };
    return { ...room, messages: room.messages.with(index, drafted) };
  });

const change = (rooms: Rooms, id: string, how: (room: RoomView) => RoomView): Rooms => {
  const room = rooms.get(id);
  return room ? withRoom(rooms, id, how(room)) : rooms;
};

const withRoom = (rooms: Rooms, id: string, room: RoomView): Rooms => new Map([...rooms, [id, room]]);
