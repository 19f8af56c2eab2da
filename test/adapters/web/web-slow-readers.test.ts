import { connect } from 'node:net';
import type { Socket } from 'node:net';
import { expect, onTestFinished, test } from 'vitest';
import { until } from '../../driven/until.ts';
import { WebWorld } from './web-world.ts';
import type { Tab } from './web-world.ts';

const ROOM = 'web/general';
const LONG = 'x'.repeat(60_000);

/** Opens somebody's stream as a browser does, over a connection of its own. */
const openStream = (world: WebWorld, { id }: Tab, since = ''): Socket => {
  const { host, port } = new URL(world.url);
  const socket = connect(Number(port), '127.0.0.1');
  onTestFinished(() => void socket.destroy());
  socket.on('error', () => undefined); // it is cut off
  socket.write(`GET /chat/events?person=${id}&since=${since} HTTP/1.1\r\nHost: ${host}\r\n\r\n`);
  return socket;
};

/** What comes over it. */
const hear = (socket: Socket): (() => string) => {
  let heard = '';
  socket.setEncoding('utf8').on('data', (chunk: string) => (heard += chunk));
  return () => heard;
};

const tell = (world: WebWorld, mark: string): void =>
  world.platform.feed.tell({ type: 'draft', id: mark, room: ROOM, from: 0, text: LONG });

test('a client that never reads is cut off at a bound, and who reads hears everything', async () => {
  const world = await WebWorld.open();
  const [kim, alex] = [await world.join('Kim'), await world.join('Alex')];
  const before = world.platform.feed.listeners;
  openStream(world, kim).pause();
  const heard = hear(openStream(world, alex));
  await until(() => world.platform.feed.listeners === before + 2);
  let told = 0;
  while (world.platform.feed.listeners > before + 1 && told < 500) {
    tell(world, `draft-${told}.`);
    told += 1;
    await until(() => heard().includes(`draft-${told - 1}.`)); // before the next one
  }
  expect(told).toBeLessThan(500);
  tell(world, 'the last one');
  await until(() => heard().includes('the last one'));
  expect(Array.from({ length: told }, (_, index) => heard().includes(`draft-${index}.`))).not.toContain(false);
});

test('who missed more than can be sent at once reads the windows anew, and is not cut off for it', async () => {
  const world = await WebWorld.open();
  const kim = await world.join('Kim');
  const since = world.platform.feed.position;
  for (let count = 0; count < 40; count += 1) tell(world, `draft-${count}.`);
  const socket = openStream(world, kim, since);
  const heard = hear(socket);
  await until(() => heard().includes('"reset"'));
  tell(world, 'the next one');
  await until(() => heard().includes('the next one'));
  expect(heard()).not.toContain('draft-');
  expect(socket.destroyed).toBe(false);
});
