import { expect, test } from 'vitest';
import { afterEvent } from '../../../src/adapters/web/page/state/rooms.ts';
import type { Rooms } from '../../../src/adapters/web/page/state/rooms.ts';
import type { ShownMessage } from '../../../src/adapters/web/talk/message.ts';

const ROOM = 'web/general';
const message = (order: number): ShownMessage => ({
  id: `message-${order}`,
  room: ROOM,
  order,
  at: order,
  by: 'kim',
  who: 'Kim',
  text: `text ${order}`,
});
const roomWith = (...orders: number[]): Rooms => new Map([[ROOM, { messages: orders.map(message), before: 0 }]]);
const after = (rooms: Rooms, order: number) =>
  afterEvent(rooms, { type: 'message', message: message(order) }).get(ROOM);

test('where a message before was not told, as when its process was killed, the room is read anew', () => {
  expect(after(roomWith(0, 1), 3)).toMatchObject({
    isStale: true,
    messages: [{ order: 0 }, { order: 1 }, { order: 3 }],
  });
  expect(after(roomWith(), 1)).toMatchObject({ isStale: true });
});

test('what follows, comes again or comes late is no reason for that', () => {
  for (const [rooms, order] of [
    [roomWith(0, 1), 2],
    [roomWith(), 0],
    [roomWith(0, 3), 3],
    [roomWith(0, 3), 1],
  ] as const)
    expect(after(rooms, order)?.isStale).toBeUndefined();
});
