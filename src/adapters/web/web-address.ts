import type { Json } from '../../core/ports/arrival.ts';
import { readRoom } from './talk/room.ts';
import type { Room } from './talk/room.ts';

/** What a place on the page is rebuilt from. */
export interface WebAddress {
  /** Where it is answered. */
  room: Room;
  person: string;
  /** The message that asks, where there is one. */
  message?: string;
  /** The message for this person alone whose button was pressed: the answer takes its place. */
  pressed?: string;
  /** It deletes what may be on somebody's screen. */
  forgets?: boolean;
}

export const writeAddress = ({ room, ...address }: WebAddress): Json => ({ ...address, room: room.id });

export const readAddress = (json: Json): WebAddress | undefined => {
  if (json === null || typeof json !== 'object' || !('person' in json)) return undefined;
  const { room: id, person, message, pressed, forgets } = json as Record<string, unknown>;
  const room = readRoom(id);
  if (!room || typeof person !== 'string') return undefined;
  return {
    room,
    person,
    ...(typeof message === 'string' && { message }),
    ...(typeof pressed === 'string' && { pressed }),
    ...(forgets === true && { forgets }),
  };
};
