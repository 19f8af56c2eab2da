import { afterEach, beforeEach, expect, test } from 'vitest';
import { english } from '../../../src/core/sentences/english.ts';
import { hanging, textOf } from '../../doubles/scripted-gateway.ts';
import { SmallBot } from '../../doubles/small-bot.ts';
import { DiscordWorld } from './discord-world.ts';

let core: SmallBot;
let world: DiscordWorld;
beforeEach(async () => {
  core = new SmallBot();
  world = await DiscordWorld.open({ messageContent: true, clock: core.clock });
});
afterEach(async () => {
  await core.close();
  await world.close();
});

const MINUTE = 60_000;
const cold = () => hanging({ type: 'phase', name: 'requested' });
const start = async (owner = 'a') => {
  const { platform } = world.newBot();
  const running = await core.processWith(platform, owner);
  await world.fake.waitFor(() => world.fake.commands.list().length > 0);
  return { platform, ...running };
};
/** A question whose answer waits, and the message that says so. */
const waiting = async () => {
  const question = world.mention('why?');
  const where = { id: question.id };
  const find = () => world.fake.messages(where).find(({ byBot, buttons }) => byBot && buttons.length > 0);
  await world.drive(() => find()?.text.includes('GPUs'), { what: 'a waiting message' });
  const message = find();
  if (!message) throw new Error('no waiting message');
  return { question: { id: question.id, channelId: question.channelId }, where, message };
};
const bodies = (where: { id: string }) => world.said(where).filter((text) => text !== '');

test('Stop, pressed while the model is cold, ends the request and says so in the same message', async () => {
  core.gateway.script(cold().script);
  await start();
  const { where, message } = await waiting();
  world.kim.press(message, english.stop);
  await world.drive(() => bodies(where)[0]?.includes(english.stoppedBeforeText));
  expect(core.gateway.aborted).toBe(1);
  expect(bodies(where)).toEqual([`-# ${english.stoppedBeforeText}`]);
  expect(world.fake.messages(where).flatMap(({ buttons }) => buttons)).toEqual([]);
});

test('Stop, pressed by somebody else, stops nothing and is told to that person alone', async () => {
  const { script, finish } = cold();
  core.gateway.script(script);
  await start();
  const { where, message } = await waiting();
  const ada = world.fake.addMember({ guild: world.guild, name: 'ada' });
  ada.press(message, english.stop);
  await world.fake.waitFor(() => world.said(where, ada).some((text) => text.includes(english.notYourQuestion)));
  finish('Because.');
  await world.drive(() => bodies(where)[0]?.startsWith('Because.'));
  expect(bodies(where)).toHaveLength(1);
});

test('"stop", written in the thread, stops', async () => {
  core.gateway.script(cold().script);
  await start();
  const { where } = await waiting();
  world.kim.post({ channel: world.fake.channel(where.id), content: 'stop' });
  await world.drive(() => bodies(where)[0]?.includes(english.stoppedBeforeText));
  expect(core.gateway.aborted).toBe(1);
});

test('deleting the question stops', async () => {
  core.gateway.script(cold().script);
  await start();
  const { question, where } = await waiting();
  world.kim.delete(question);
  await world.drive(() => bodies(where)[0]?.includes(english.questionDeleted));
  expect(core.gateway.aborted).toBe(1);
});

test('/aitta ask is answered after 20 minutes, in a new message, to which its own points, and goes on in the thread on that', async () => {
  const { script, finish } = cold();
  core.gateway.script(script);
  await start();
  const asked = world.kim.slash('aitta ask', { question: 'why?' }, world.channel);
  await world.drive(() => world.fake.answerTo(asked)?.text.includes('GPUs'));
  await world.drive(() => core.clock.now() - asked.createdAt > 20 * MINUTE, { stepMs: 10_000, what: '20 minutes' });
  finish('Because.');
  await world.drive(() => world.fake.answerTo(asked)?.text.includes(english.answeredBelow));
  const answer = world.fake.messages(world.channel).find(({ text }) => text.includes('Because.'));
  const thread = await world.fake.waitFor(() => world.fake.threadOn({ id: answer?.id ?? '' }));
  world.kim.post({ channel: thread, content: 'and the sea?' });
  await world.drive(() => bodies(thread).some((text) => text.includes('and the sea?')));
  const [, ...told] = core.gateway.asked.at(-1)?.messages ?? [];
  expect(told.map(textOf)).toEqual(['kim: why?', 'Because.', 'kim: and the sea?']);
});

test('/aitta ask where the bot may not write says in good time that the answer comes as a direct message', async () => {
  const { script, finish } = cold();
  core.gateway.script(script);
  await start();
  const closed = world.fake.addChannel({ guild: world.guild, name: 'closed', deny: ['SendMessages'] });
  const asked = world.kim.slash('aitta ask', { question: 'why?' }, closed);
  await world.drive(() => world.fake.answerTo(asked)?.text.includes('GPUs'));
  const waited = () => core.clock.now() - asked.createdAt;
  await world.drive(() => world.fake.answerTo(asked)?.text.includes(english.discord.goesOnInDirect), {
    stepMs: 10_000,
    what: 'the move',
  });
  expect(waited()).toBeLessThan(15 * MINUTE);
  await world.drive(() => waited() > 20 * MINUTE, { stepMs: 10_000, what: '20 minutes' });
  finish('Because.');
  const dm = world.fake.openDm(world.kim);
  await world.drive(() => bodies(dm).some((text) => text.includes('Because.')), { stepMs: 1_000, what: 'the answer' });
  expect(bodies(dm)).toHaveLength(1); // a direct message notifies by itself
  expect(world.fake.answerTo(asked)?.text).toContain(english.discord.goesOnInDirect);
});

test('a later answer is a new message that mentions the asker', async () => {
  const { script, finish } = cold();
  core.gateway.script(script).script(script);
  await start();
  const { where, message } = await waiting();
  await world.drive(() => world.fake.messages(where).some(({ buttons }) => buttons.length > 1), { stepMs: 10_000 });
  world.kim.press(message, english.park);
  await world.drive(() => bodies(where)[0]?.includes(english.parked));
  finish('Because.');
  await world.drive(() => bodies(where).length === 2, { stepMs: 1_000, what: 'the answer' });
  const answer = world.fake.messages(where).at(-1);
  expect(answer?.text).toContain('Because.');
  expect(answer?.pings.users).toEqual([world.kim.id]);
});

test('a direct chat is one conversation', async () => {
  await start();
  const dm = world.fake.openDm(world.kim);
  const answers = () => bodies({ id: dm.id }).filter((text) => text.includes('answer to'));
  world.kim.post({ channel: dm, content: 'my name is Kim' });
  await world.drive(() => answers().length === 1, { what: 'the first answer' });
  world.kim.post({ channel: dm, content: 'what is my name?' });
  await world.drive(() => answers().length === 2, { what: 'the second answer' });
  const prompt = core.gateway.asked.at(-1)?.messages.map(textOf).slice(1);
  expect(prompt).toEqual(['my name is Kim', 'answer to my name is Kim', 'what is my name?']);
});

test('a shutdown in mid-wait says so, and the next process answers in the same message', async () => {
  core.gateway.script(cold().script);
  const first = await start();
  const { where } = await waiting();
  await first.platform.stop();
  const stopped = first.turns.stop(0);
  await world.drive(() => bodies(where)[0]?.includes(english.restarting('discord')));
  await world.clock.advance(5_000, 500);
  await stopped;
  await first.platform.close();
  await start('b');
  await world.drive(() => bodies(where)[0]?.startsWith('answer to kim: why?'), { stepMs: 1_000, what: 'the answer' });
  expect(bodies(where)).toHaveLength(1);
});

test('a message that the model writes slowly is answered once, whatever happens to the session meanwhile', async () => {
  const { script, finish } = cold();
  core.gateway.script(script);
  await start();
  const { where } = await waiting();
  world.fake.gateway.endSessions();
  world.fake.gateway.drop();
  await world.drive(() => world.fake.gateway.connected === 1, { stepMs: 1_000, what: 'a new session' });
  finish('Because.');
  await world.drive(() => bodies(where).some((text) => text.includes('Because.')));
  await world.settle();
  const answers = bodies(where).filter((text) => text.includes('Because.'));
  expect([answers.length, core.gateway.asked.length]).toEqual([1, 1]);
});
