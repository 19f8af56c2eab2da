/** What the address says is on the screen. */
export interface Route {
  hash: string;
  /** A channel's name, `direct` or `status`. */
  room: string;
  /** The message that a thread is below. */
  thread?: string;
}

const FIRST = 'general';
/** No room: the picture of the service. */
export const STATUS = 'status';

export const readRoute = (): Route => {
  const { hash } = location;
  const [, room = '', thread] = /^#\/([a-z]+)(?:\/([a-z2-7]{24}))?$/.exec(hash) ?? [];
  return { hash, room: room || FIRST, ...(thread !== undefined && { thread }) };
};

/** The address of a room, as it is known to the server. */
export const addressOf = (room: string): string => {
  const [, name = FIRST, message] = room.split('/');
  if (name === 'direct') return '#/direct';
  return message === undefined ? `#/${name}` : `#/${name}/${message}`;
};
