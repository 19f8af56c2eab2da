import { beforeEach, expect, onTestFinished, test } from 'vitest';
import { SmallBot } from '../../doubles/small-bot.ts';
import { SlackWorld } from './slack-world.ts';

let core: SmallBot;
let world: SlackWorld;
beforeEach(async () => {
  core = new SmallBot();
  world = await SlackWorld.prepare({}, core.clock);
  onTestFinished(() => core.close());
});

const start = () => core.processWith(world.newPlatform());
const home = (): string => JSON.stringify(world.anna.home?.blocks ?? []).replaceAll(/"block_id":"\w+",/g, '');
const direct = (): string[] => world.slack.messages(world.anna.directMessage).map(({ text }) => text);

test('the home tab shows the models with their states, and anew whenever it is opened', async () => {
  await start();
  world.anna.openHome('home');
  await world.drive(() => home().includes('acme/chat'), { what: 'the models' });
  expect(home()).toContain('Running');
  const first = home();
  world.anna.openHome('home');
  await world.drive(() => world.slack.callsOf('views.publish').length === 2, { what: 'the second look' });
  expect(home()).toBe(first);
  expect(direct()).toEqual([]);
});

test('a model that is chosen there is confirmed in the direct chat', async () => {
  await start();
  world.anna.openHome('home');
  await world.drive(() => home().includes('acme/chat'), { what: 'the models' });
  const view = world.anna.home;
  if (!view) throw new Error('there is no home tab');
  world.anna.pressIn(view, 'acme/chat');
  await world.drive(() => direct().length > 0, { what: 'the confirmation' });
  expect(direct()).toEqual(['This conversation now uses acme/chat.']);
});

test('who may not ask sees that there, and no model', async () => {
  core.access = { ...core.access, blocked: { ...core.access.blocked, people: [world.anna.id] } };
  await start();
  world.anna.openHome('home');
  await world.drive(() => home().includes('not allowed'), { what: 'the denial' });
  expect(home()).not.toContain('acme/chat');
});
