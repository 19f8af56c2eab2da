import { afterEach, beforeEach, expect, test } from 'vitest';
import { DiscordWorld } from '../discord-world.ts';
import type { Bot } from '../discord-world.ts';

let world: DiscordWorld;
let bot: Bot;
beforeEach(async () => {
  world = await DiscordWorld.open({ messageContent: true });
  bot = await world.startedBot();
});
afterEach(() => world.close());

const EDIT = { method: 'PATCH', path: /^\/channels\/\d+\/messages\/\d+$/ };
const DELETE = { method: 'DELETE', path: /^\/channels\/\d+\/messages\/\d+$/ };
const stop = [{ label: 'Stop', call: { command: 'halt', args: { turn: 'abc' } } }];
const count = ({ method, path }: typeof EDIT): number =>
  world.fake.calls.filter((call) => call.method === method && path.test(call.path)).length;
const buttons = (where: { id: string }) => world.fake.messages(where).flatMap((message) => message.buttons);

/** A question whose placeholder stands, and an edit of it that Discord carries out late. */
const withLateEdit = async (delayMs: number) => {
  const asked = await world.ask(bot);
  asked.place.progress({ note: 'On it …', choices: stop });
  await world.shown(asked.where, 'On it');
  world.fake.faults.push({ match: EDIT, kind: 'late', cut: 'end', delayMs });
  asked.place.progress({ text: 'A dra', choices: stop });
  await world.drive(() => count(EDIT) === 1);
  return asked;
};

test('an edit that is carried out after the answer is put right', async () => {
  const { place, where } = await withLateEdit(12_000);
  await place.say({ text: 'Because.' });
  expect(world.said(where)).toEqual(['Because.']);
  await world.drive(() => world.said(where)[0]?.startsWith('A dra'), { what: 'the late edit' });
  await world.drive(() => world.said(where)[0] === 'Because.', { what: 'the repair' });
  expect(buttons(where)).toEqual([]);
});

test('so it is when the process that sent it was killed, and when the one that answered has ended', async () => {
  const { where, arrival, memory } = await withLateEdit(12_000);
  await world.placeOf(bot, arrival, memory.next()).place.say({ text: 'Because.' });
  await bot.platform.stop();
  await bot.platform.close();
  await world.drive(() => world.said(where)[0]?.startsWith('A dra'), { what: 'the late edit' });
  await world.startBot();
  await world.drive(() => world.said(where)[0] === 'Because.', { what: 'the repair' });
  expect(world.said(where)).toEqual(['Because.']);
});

test('last words that are carried out after an answer with choices are put right', async () => {
  const { where, arrival, place, memory } = await world.ask(bot);
  place.progress({ note: 'On it …', choices: stop });
  await world.shown(where, 'On it');
  world.fake.faults.push({ match: EDIT, kind: 'late', cut: 'end', delayMs: 12_000 });
  await place.leave({ note: 'My database does not answer.' });
  const rate = [{ label: '👍', call: { command: 'rate', args: { turn: 'abc', vote: 'up' } } }];
  await world.placeOf(bot, arrival, memory.next()).place.say({ text: 'Because.', choices: rate });
  expect(world.said(where)).toEqual(['Because.']);
  await world.drive(() => world.said(where)[0]?.includes('database'), { what: 'the late edit' });
  await world.drive(() => world.said(where)[0] === 'Because.', { what: 'the repair' });
  expect(buttons(where)).toHaveLength(1);
});

test('a message that could not be taken away goes later', async () => {
  const { place, where } = await world.ask(bot, world.channel);
  place.progress({ note: 'On it …', choices: stop });
  await world.shown(where, 'On it');
  world.fake.moderator.archive(world.fake.channel(where.id));
  world.fake.faults.push({ match: DELETE, times: 4, kind: 'status', status: 503 });
  await place.say({ text: 'Because.' });
  await world.drive(() => world.said(where).filter((text) => text !== '').length === 1, { what: 'the removal' });
  expect(world.said(where)).toContain('Because.');
});

test('an answer whose choice was pressed meanwhile is left to that', async () => {
  const { place, where } = await withLateEdit(400_000);
  await place.say({ text: 'Which?', choices: [{ label: 'One', call: { command: 'use', args: { model: 'one' } } }] });
  const message = await world.until(() => world.fake.messages(where).find((each) => each.text.startsWith('Which?')));
  world.kim.press(message, 'One');
  const pressed = await world.arrival(bot, 1);
  await world.placeOf(bot, pressed).place.say({ note: 'One it is.' });
  await world.clock.advance(200_000, 1_000);
  await world.settle();
  expect(world.said(where)).toEqual(['-# One it is.']);
});

test('nothing is looked at again where all was seen', async () => {
  const { place, where } = await world.ask(bot);
  place.progress({ note: 'On it …', choices: stop });
  await world.shown(where, 'On it');
  await place.say({ text: 'Because.' });
  const before = world.fake.calls.length;
  await world.clock.advance(200_000, 1_000);
  await world.settle();
  expect(world.fake.calls.slice(before).filter(({ method }) => method === 'GET')).toEqual([]);
});
