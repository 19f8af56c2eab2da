import { test } from 'vitest';
import { SlackWorld } from './slack-world.ts';
test('x', async () => {
  const world = await SlackWorld.open();
  world.slack.sockets.cut();
  for (let i = 0; i < 20; i++) await world.ticks();
  console.log(
    JSON.stringify(world.logLines),
    world.slack.sockets.opened,
    world.slack.sockets.open,
    world.slack.callsOf('apps.connections.open').length,
    world.clock.sleeping,
  );
}, 3000);
