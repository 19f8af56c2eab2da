import type { PlaceKind } from '../../../core/ports/arrival.ts';

/** Where people write: a channel, a thread below one of its messages, or a direct chat with the bot. Its id is also that of the conversation. */
export type Room =
  | { kind: 'channel'; id: string; channel: string }
  | { kind: 'thread'; id: string; channel: string; root: string }
  | { kind: 'direct'; id: string; channel: string; person: string };

/** Names of the channels that there are. */
export const CHANNELS = ['general', 'random'] as const;

const ID = /^[a-z2-7]{24}$/;

export const directRoom = (person: string): Room => {
  const id = `web/direct/${person}`;
  return { kind: 'direct', id, channel: id, person };
};

export const threadOf = (channel: string, root: string): Room => ({
  kind: 'thread',
  id: `${channel}/${root}`,
  channel,
  root,
});

/** Undefined for what is no room. */
export const readRoom = (id: unknown): Room | undefined => {
  if (typeof id !== 'string') return undefined;
  const [web, first = '', second, ...more] = id.split('/');
  if (web !== 'web' || more.length > 0) return undefined;
  if (first === 'direct') return second !== undefined && ID.test(second) ? directRoom(second) : undefined;
  if (!CHANNELS.some((name) => name === first)) return undefined;
  const channel = `web/${first}`;
  if (second === undefined) return { kind: 'channel', id: channel, channel };
  return ID.test(second) ? threadOf(channel, second) : undefined;
};

export const mayRead = (room: Room, person: string): boolean => room.kind !== 'direct' || room.person === person;

/** Such as "#general", for the model. */
export const nameOfRoom = (room: Room): string =>
  room.kind === 'direct' ? 'a direct message' : `#${room.channel.slice('web/'.length)}`;

export const placeKindOf = (room: Room): PlaceKind => room.kind;
