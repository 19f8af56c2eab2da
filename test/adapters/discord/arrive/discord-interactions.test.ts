import { rateChoices } from '../../../../src/core/commands/rate.ts';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { arrivalId } from '../../../../src/core/arrival-id.ts';
import { BotError } from '../../../../src/core/errors.ts';
import { DiscordWorld } from '../discord-world.ts';

let world: DiscordWorld;
beforeEach(async () => {
  world = await DiscordWorld.open();
});
afterEach(() => world.close());

const CALLBACK = /^\/interactions\/.*\/callback$/;

test('/aitta ask is accepted before it is acknowledged, and begins a conversation of its own', async () => {
  const bot = await world.startedBot();
  let acknowledged: boolean | undefined;
  const asked = world.kim.slash('aitta ask', { question: 'why?' }, world.channel);
  bot.inbox.beforeReceive = () => {
    acknowledged = asked.acknowledged;
  };
  expect(await world.arrival(bot)).toMatchObject({
    id: arrivalId('discord', asked.id),
    workspace: world.guild.id,
    channel: world.channel.id,
    conversation: asked.id,
    personId: world.kim.id,
    input: { command: 'ask', args: { question: 'why?' } },
  });
  await world.fake.waitFor(() => asked.acknowledgement === 5);
  expect(acknowledged).toBe(false);
  await world.until(() => bot.counted.includes('acknowledgement'));
});

test('the answer to /aitta ask quotes the question and opens a thread on itself, in which the conversation goes on', async () => {
  const bot = await world.startedBot();
  const asked = world.kim.slash('aitta ask', { question: 'why is the sky blue?' }, world.channel);
  const { place } = world.placeOf(bot, await world.arrival(bot));
  place.progress({ note: 'On it …' });
  await world.fake.waitFor(() => world.fake.answerTo(asked)?.text.includes('On it'));
  await place.say({ text: 'Because.' });
  const answer = world.fake.answerTo(asked);
  expect(answer?.text).toBe('-# kim asks:\n> why is the sky blue?\nBecause.');
  const thread = await world.fake.waitFor(() => world.fake.threadOn({ id: answer?.id ?? '' }));
  expect(thread.name).toBe('why is the sky blue?');
  world.mention('and the sea?', thread);
  expect((await world.arrival(bot, 1)).conversation).toBe(asked.id);
});

test('a command whose answer is for one person is acknowledged so that nobody else sees it', async () => {
  const bot = await world.startedBot();
  const asked = world.kim.slash('aitta help', {}, world.channel);
  const { place } = world.placeOf(bot, await world.arrival(bot));
  await place.say({ text: 'All that I can do', private: true });
  expect(world.said(world.channel)).toEqual([]);
  expect(world.said(world.channel, world.kim)).toEqual(['All that I can do']);
  expect(asked.acknowledgement).toBe(5);
});

test('"Ask Aitta about this" asks about what the message says, without the message content intent', async () => {
  const bot = await world.startedBot();
  const said = world.kim.post({ channel: world.channel, content: 'The sky is green.' });
  world.kim.contextMenu('Ask Aitta about this', { id: said.id, channelId: world.channel.id });
  expect((await world.arrival(bot)).input).toEqual({ command: 'ask', args: { question: '> The sky is green.' } });
});

test('a button brings its call, from any process and in the conversation of its message', async () => {
  const bot = await world.startedBot();
  const question = world.mention('why?');
  const { place } = world.placeOf(bot, await world.arrival(bot));
  const halt = { command: 'halt', args: { turn: 'abc' } };
  place.progress({ note: 'On it …', choices: [{ label: 'Stop', call: halt }] });
  const [placeholder] = await world.fake.waitFor(() => {
    const shown = world.fake.messages({ id: question.id }).filter(({ byBot, buttons }) => byBot && buttons.length > 0);
    return shown.length > 0 && shown;
  });
  await bot.platform.stop();
  const later = await world.startedBot();
  const pressed = world.kim.press(placeholder ?? { id: '', channelId: '' }, 'Stop');
  expect(await world.arrival(later)).toMatchObject({ conversation: question.id, input: halt });
  await world.fake.waitFor(() => pressed.acknowledgement === 6);
  expect(world.fake.messages({ id: question.id }, world.kim).filter(({ loading }) => loading)).toEqual([]);
});

test('a button on an answer belongs to its conversation, also where the bot may only answer commands', async () => {
  const readOnly = world.fake.addChannel({ guild: world.guild, deny: ['SendMessages'] });
  const bot = await world.startedBot();
  const asked = world.kim.slash('aitta ask', { question: 'why?' }, readOnly);
  const { place } = world.placeOf(bot, await world.arrival(bot));
  place.progress({ note: 'On it …', choices: [{ label: 'Stop', call: { command: 'halt', args: { turn: 'abc' } } }] });
  const placeholder = await world.fake.waitFor(() => {
    const answer = world.fake.answerTo(asked);
    return answer && answer.buttons.length > 0 && answer;
  });
  world.kim.press(placeholder, 'Stop');
  expect((await world.arrival(bot, 1)).conversation).toBe(asked.id);
});

test('what a press answers for all to see replaces the pressed message; what is for one person is whispered', async () => {
  const bot = await world.startedBot();
  const choice = { label: 'Again', call: { command: 'retry', args: {} } };
  world.mention('why?');
  const arrival = await world.arrival(bot);
  await world.placeOf(bot, arrival).place.say({ text: 'Because.', choices: [choice] });
  const thread = { id: arrival.conversation };
  const pressable = world.fake.messages(thread).find(({ buttons }) => buttons.length > 0);
  if (!pressable) throw new Error('no button');
  world.kim.press(pressable, 'Again');
  const { place } = world.placeOf(bot, await world.arrival(bot, 1));
  await place.say({ note: 'Only the person who asked can do that.', private: true });
  expect(world.said(thread)).toEqual([expect.stringContaining('Because.')]);
  expect(world.said(thread, world.kim)[1]).toBe('-# Only the person who asked can do that.');
  world.kim.press(pressable, 'Again');
  await world.placeOf(bot, await world.arrival(bot, 2)).place.say({ text: 'Rayleigh.' });
  expect(world.said(thread)).toEqual(['Rayleigh.']);
});

test('more than five choices are a menu, and the chosen one arrives as its call', async () => {
  const bot = await world.startedBot();
  const models = ['a', 'b', 'c', 'd', 'e', 'f', 'g'];
  const choices = models.map((model) => ({ label: `Use ${model}`, call: { command: 'use', args: { model } } }));
  world.mention('!models');
  const arrival = await world.arrival(bot);
  await world.placeOf(bot, arrival).place.say({ text: 'Which one?', choices });
  const menu = world.fake.messages({ id: arrival.conversation }).find(({ menus }) => menus.length > 0);
  expect(menu?.menus[0]?.options).toHaveLength(7);
  world.kim.choose(menu ?? { id: '', channelId: '' }, 'Use c');
  expect((await world.arrival(bot, 1)).input).toEqual({ command: 'use', args: { model: 'c' } });
});

test('a choice that asks for something opens a form, and arrives with what was typed', async () => {
  const bot = await world.startedBot();
  world.mention('!system');
  const arrival = await world.arrival(bot);
  const call = { command: 'system', args: {} };
  const { place } = world.placeOf(bot, arrival);
  await place.say({ text: 'None is set.', choices: [{ label: 'Set it', call, askFor: 'text' }] });
  const asking = world.fake.messages({ id: arrival.conversation }).find(({ buttons }) => buttons.length > 0);
  const pressed = world.kim.press(asking ?? { id: '', channelId: '' }, 'Set it');
  const form = await world.fake.waitFor(() => pressed.modal);
  expect(form.title).toBe('Set it');
  world.kim.submit(pressed, { text: 'Be brief.' });
  expect((await world.arrival(bot, 1)).input).toEqual({ command: 'system', args: { text: 'Be brief.' } });
});

test('suggestions come from the core, and none come when it dawdles', async () => {
  const bot = await world.startedBot();
  bot.inbox.choices = [{ label: 'Poro 2', call: { command: 'use', args: { model: 'LumiOpen/Poro-2' } } }];
  const typing = world.kim.autocomplete('aitta use', { model: 'poro' }, 'model', world.channel);
  await world.fake.waitFor(() => typing.choices);
  expect(typing.choices).toEqual([{ name: 'Poro 2', value: 'LumiOpen/Poro-2' }]);
  let isAsked = false;
  bot.inbox.beforeSuggest = () => {
    isAsked = true;
    return new Promise(() => undefined);
  };
  const again = world.kim.autocomplete('aitta use', { model: 'p' }, 'model', world.channel);
  await world.until(() => isAsked, 'the question');
  await world.clock.advance(2_000);
  await world.fake.waitFor(() => again.choices);
  expect(again.choices).toEqual([]);
});

test('what is accepted slowly is acknowledged first, and answered all the same', async () => {
  const bot = await world.startedBot();
  let accept: () => void = () => undefined;
  bot.inbox.beforeReceive = () =>
    new Promise((resolve) => {
      accept = resolve;
    });
  const before = world.clock.sleeping;
  const asked = world.kim.slash('aitta ask', { question: 'why?' }, world.channel);
  await world.until(() => world.clock.sleeping > before, 'the deadline');
  await world.clock.advance(1_000);
  await world.fake.waitFor(() => world.fake.answerTo(asked)?.text.includes('My database is slow'));
  accept();
  await world.placeOf(bot, await world.arrival(bot)).place.say({ text: 'Because.' });
  expect(world.fake.answerTo(asked)?.text).toContain('Because.');
});

test('what cannot be accepted is told to the asker alone', async () => {
  const bot = await world.startedBot();
  bot.inbox.beforeReceive = () => {
    throw new BotError('store-failed', 'the disk is full');
  };
  world.kim.slash('aitta ask', { question: 'why?' }, world.channel);
  await world.fake.waitFor(() => world.said(world.channel, world.kim)[0]);
  expect(world.said(world.channel, world.kim)[0]).toContain('My database is not responding');
  expect(world.said(world.channel)).toEqual([]);
});

test('what is refused after the acknowledgement is told there', async () => {
  const bot = await world.startedBot();
  let refuse: (error: Error) => void = () => undefined;
  bot.inbox.beforeReceive = () =>
    new Promise((_, reject) => {
      refuse = reject;
    });
  const before = world.clock.sleeping;
  const asked = world.kim.slash('aitta help', {}, world.channel);
  await world.until(() => world.clock.sleeping > before, 'the deadline');
  await world.clock.advance(1_000);
  await world.fake.waitFor(() => asked.acknowledgement === 5);
  refuse(new BotError('store-failed', 'the disk is full'));
  const told = await world.fake.waitFor(() =>
    world.said(world.channel, world.kim).find((text) => text.includes('is not responding')),
  );
  expect(told).not.toContain('slow');
  expect(world.fake.answerTo(asked)?.text).toBe(told);
});

test.each([1, 3])(
  '%i lost answers to an acknowledgement are noticed, and the turn goes on in its response',
  async (times) => {
    const bot = await world.startedBot();
    world.fake.faults.push({ match: { path: CALLBACK }, kind: 'lostResponse', times });
    const asked = world.kim.slash('aitta ask', { question: 'why?' }, world.channel);
    await world.placeOf(bot, await world.arrival(bot)).place.say({ text: 'Because.' });
    expect(world.fake.answerTo(asked)?.text).toContain('Because.');
    expect(world.fake.calls.findLast(({ path }) => CALLBACK.test(path))?.status).toBe(400);
    expect(world.said(world.channel)).toHaveLength(1);
    expect(bot.platform.health().ok).toBe(true);
  },
);

test('an acknowledgement that comes too late does not lose the question: the answer is a message', async () => {
  const bot = await world.startedBot();
  bot.inbox.beforeReceive = () => world.clock.advance(3_500);
  const asked = world.kim.slash('aitta ask', { question: 'why?' }, world.channel);
  await world.placeOf(bot, await world.arrival(bot)).place.say({ text: 'Because.' });
  expect(world.fake.hasFailed(asked)).toBe(true);
  expect(world.said(world.channel)).toEqual(['-# kim asks:\n> why?\nBecause.']);
  expect(world.fake.calls.filter(({ path }) => path.startsWith('/webhooks/'))).toEqual([]);
});

test('what another process has acknowledged it may answer as well; if that happens again, it is reported', async () => {
  const bot = await world.startedBot();
  const stranger = { status: 400, body: { code: 40_060, message: 'Interaction has already been acknowledged.' } };
  for (const index of [0, 1]) {
    world.fake.faults.push({ match: { path: CALLBACK }, kind: 'status', ...stranger });
    world.kim.slash('aitta ask', { question: 'why?' }, world.channel);
    const { place } = world.placeOf(bot, await world.arrival(bot, index));
    await expect(place.read(0)).rejects.toMatchObject({ code: 'place-gone' });
    await expect(place.say({ text: 'Because.' })).rejects.toMatchObject({ code: 'place-gone' });
  }
  expect(bot.platform.health()).toMatchObject({
    ok: false,
    note: expect.stringContaining('another process') as string,
  });
  expect(
    bot.log.filter(({ level, message }) => level === 'error' && message.includes('same DISCORD_TOKEN')),
  ).toHaveLength(1);
});

test('an interaction that is dispatched twice is acknowledged once', async () => {
  const bot = await world.startedBot();
  const asked = world.kim.slash('aitta ask', { question: 'why?' }, world.channel);
  world.fake.dispatch('INTERACTION_CREATE', asked.payload);
  await world.placeOf(bot, await world.arrival(bot)).place.say({ text: 'Because.' });
  expect(world.fake.calls.filter(({ path }) => CALLBACK.test(path))).toHaveLength(1);
  expect(bot.platform.health().ok).toBe(true);
});

test('a button that no version of the bot has made is left alone', async () => {
  const bot = await world.startedBot();
  const asked = world.kim.slash('aitta ask', { question: 'why?' }, world.channel);
  await world.arrival(bot);
  const author = { id: world.fake.botUserId };
  const others = [
    { custom_id: '%', author },
    { custom_id: 'hello', author },
    { custom_id: 'reset', author },
    { custom_id: '~reset', author: world.kim },
  ];
  for (const [index, { custom_id, author: by }] of others.entries())
    world.fake.dispatch('INTERACTION_CREATE', {
      ...asked.payload,
      id: `157471117148169999${index}`,
      type: 3,
      data: { component_type: 2, custom_id },
      message: { id: '1574711171481699989', components: [], author: { id: by.id } },
    });
  expect(await world.arrivals(bot)).toHaveLength(1);
});

test('an acknowledgement that Discord leaves hanging is sent again in time', async () => {
  const bot = await world.startedBot();
  world.fake.faults.push({ match: { path: CALLBACK }, kind: 'hang' });
  const asked = world.kim.slash('aitta ask', { question: 'why?' }, world.channel);
  await world.until(() => world.fake.faults.left === 0, 'the first try');
  const { place } = world.placeOf(bot, await world.arrival(bot));
  expect(asked.acknowledgement).toBeUndefined();
  await world.clock.advance(1_200);
  await place.say({ text: 'Because.' });
  expect(world.fake.answerTo(asked)?.text).toContain('Because.');
});

test('thumbs leave the answer as it is: what is said of them is for whoever pressed', async () => {
  const bot = await world.startedBot();
  world.mention('why?');
  const arrival = await world.arrival(bot);
  await world.placeOf(bot, arrival).place.say({ text: 'Because.', choices: rateChoices(arrival.id) });
  const thread = { id: arrival.conversation };
  const answer = world.fake.messages(thread).find(({ buttons }) => buttons.length > 0);
  if (!answer) throw new Error('no thumbs');
  world.kim.press(answer, '👍');
  const rated = await world.arrival(bot, 1);
  expect(rated).toMatchObject({
    input: { command: 'rate', args: { turn: arrival.id, as: 'up' } },
    conversation: arrival.conversation,
  });
  await world.placeOf(bot, rated).place.say({ note: 'Thanks.', private: true });
  expect(world.said(thread)).toEqual(['Because.']);
  expect(world.said(thread, world.kim)).toEqual(['Because.', '-# Thanks.']);
});
