import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { arrivalId } from '../../../../src/core/arrival-id.ts';
import { BotError } from '../../../../src/core/errors.ts';
import { DiscordWorld } from '../discord-world.ts';

let world: DiscordWorld;
afterEach(() => world.close());

describe('without the message content intent', () => {
  beforeEach(async () => {
    world = await DiscordWorld.open();
  });

  test('a mention in a channel is a question whose conversation is the thread that will be opened on it', async () => {
    const bot = await world.startBot();
    const question = world.mention('why is the sky blue?');
    expect(await world.arrival(bot)).toMatchObject({
      id: arrivalId('discord', world.channel.id, question.id),
      platform: 'discord',
      workspace: world.guild.id,
      channel: world.channel.id,
      conversation: question.id,
      personId: world.kim.id,
      input: 'why is the sky blue?',
    });
  });

  test('the mention is taken out wherever it stands, and ids of people become their names', async () => {
    const bot = await world.startBot();
    const ada = world.fake.addMember({ guild: world.guild, name: 'ada', nick: 'Lady Ada' });
    world.kim.post({ channel: world.channel, content: `Is ${ada.mention} right, ${world.fake.mention}?` });
    expect((await world.arrival(bot)).input).toBe('Is @Lady Ada right,?');
  });

  test('a mention of the role that Discord made for the bot reaches it, without its content', async () => {
    const bot = await world.startBot();
    world.kim.post({ channel: world.channel, content: `<@&${world.guild.botRoleId}> why?` });
    expect((await world.arrival(bot)).input).toBe('');
  });

  test('a direct message is a question in the conversation of its channel', async () => {
    const bot = await world.startBot();
    const dm = world.fake.openDm(world.kim);
    world.kim.post({ channel: dm, content: 'hello' });
    expect(await world.arrival(bot)).toMatchObject({
      workspace: 'direct',
      channel: dm.id,
      conversation: dm.id,
      input: 'hello',
    });
  });

  test('a mention in a thread belongs to the thread, and to the settings of its channel', async () => {
    const bot = await world.startBot();
    const thread = world.kim.openThread({ channel: world.channel, name: 'Sky' });
    world.mention('why?', thread);
    expect(await world.arrival(bot)).toMatchObject({ channel: world.channel.id, conversation: thread.id });
  });

  test('a mention in a forum post belongs to the post', async () => {
    const bot = await world.startBot();
    const forum = world.fake.addChannel({ guild: world.guild, name: 'help', type: 'forum' });
    const { thread } = world.kim.openPost({ channel: forum, name: 'Sky', content: `${world.fake.mention} why?` });
    expect(await world.arrival(bot)).toMatchObject({ conversation: thread.id, input: 'why?' });
  });

  test('a forwarded message is quoted in the question', async () => {
    const bot = await world.startBot();
    const told = world.kim.post({ channel: world.channel, content: 'The sky is green.' });
    world.kim.post({ channel: world.fake.openDm(world.kim), content: '', forwarded: told });
    expect((await world.arrival(bot)).input).toBe('> The sky is green.');
  });

  test('a ping-reply to the bot goes on with the conversation of the message that it replies to', async () => {
    const bot = await world.startBot();
    const voice = world.fake.addChannel({ guild: world.guild, type: 'voice' });
    const question = world.mention('why?', voice);
    const { place } = world.placeOf(bot, await world.arrival(bot));
    await place.say({ text: 'Because.' });
    const answer = world.fake.messages(voice).find(({ byBot }) => byBot);
    world.kim.post({ channel: voice, content: 'really?', replyTo: { id: answer?.id ?? '' } });
    expect(await world.arrival(bot, 1)).toMatchObject({ conversation: question.id, input: 'really?' });
  });

  test('an unmentioned message in a thread has no content and is none of our business', async () => {
    const bot = await world.startBot();
    const thread = world.kim.openThread({ channel: world.channel, name: 'Sky' });
    world.kim.post({ channel: thread, content: 'and the sea?' });
    expect(await world.arrivals(bot, thread)).toEqual([]);
  });

  test.each([
    ['@everyone', () => world.kim.post({ channel: world.channel, content: '@everyone lunch!' })],
    ['what nobody said to the bot', () => world.kim.post({ channel: world.channel, content: 'lunch!' })],
    [
      'another bot',
      () =>
        world.fake
          .addMember({ guild: world.guild, name: 'robo', bot: true })
          .post({ channel: world.channel, content: `${world.fake.mention} hello` }),
    ],
    ['a webhook', () => world.fake.moderator.webhookPost(world.channel, 'news', `${world.fake.mention} hello`)],
    ['a system message', () => world.kim.post({ channel: world.channel, content: world.fake.mention, type: 7 })],
  ])('%s asks nothing', async (_who, say) => {
    const bot = await world.startBot();
    say();
    expect(await world.arrivals(bot)).toEqual([]);
  });

  test('a message that is dispatched twice has one id', async () => {
    const bot = await world.startBot();
    const question = world.mention('why?');
    const arrival = await world.arrival(bot);
    const ids: string[] = [];
    bot.inbox.beforeReceive = ({ id }) => void ids.push(id);
    world.fake.moderator.repeat({ channelId: world.channel.id, id: question.id });
    await world.until(() => ids.length > 0);
    expect(ids).toEqual([arrival.id]);
  });

  test('an edit of a question arrives when its words have changed, not when a link gets its preview', async () => {
    const bot = await world.startBot();
    const question = world.mention('why is the sky blue?');
    const { id } = await world.arrival(bot);
    world.fake.moderator.unfurl({ channelId: world.channel.id, id: question.id });
    world.kim.edit({ channelId: world.channel.id, id: question.id }, `why is the sky blue? ${world.fake.mention}`);
    world.kim.edit({ channelId: world.channel.id, id: question.id }, `${world.fake.mention} why is the sky red?`);
    expect(await world.arrival(bot, 1)).toMatchObject({
      conversation: question.id,
      personId: world.kim.id,
      input: { command: 'edited', args: { turn: id, text: 'why is the sky red?' } },
    });
  });

  test('the deletion of a question arrives, that of other messages does not', async () => {
    const bot = await world.startBot();
    const other = world.kim.post({ channel: world.channel, content: 'lunch!' });
    const question = world.mention('why?');
    const { id } = await world.arrival(bot);
    world.kim.delete({ channelId: world.channel.id, id: other.id });
    world.kim.delete({ channelId: world.channel.id, id: question.id });
    expect((await world.arrival(bot, 1)).input).toEqual({ command: 'deleted', args: { turn: id } });
  });

  test('messages of one channel are accepted in their order, however slow the store is', async () => {
    const bot = await world.startBot();
    let first = true;
    bot.inbox.beforeReceive = async () => {
      if (!first) return;
      first = false;
      await new Promise((resolve) => setTimeout(resolve, 20));
    };
    world.mention('one');
    world.mention('two');
    await world.arrival(bot, 1);
    expect(bot.inbox.arrivals.map(({ input }) => input)).toEqual(['one', 'two']);
  });
});

describe('with the message content intent', () => {
  beforeEach(async () => {
    world = await DiscordWorld.open({ messageContent: true });
  });

  test('a mention of the role that Discord made for the bot is a question', async () => {
    const bot = await world.startBot();
    world.kim.post({ channel: world.channel, content: `<@&${world.guild.botRoleId}> why?` });
    expect((await world.arrival(bot)).input).toBe('why?');
  });

  test('a message in a thread is a question where the bot was asked before', async () => {
    const bot = await world.startBot();
    const thread = world.kim.openThread({ channel: world.channel, name: 'Sky' });
    world.kim.post({ channel: thread, content: 'not for the bot' });
    world.mention('why?', thread);
    await world.arrival(bot);
    world.kim.post({ channel: thread, content: 'and the sea?' });
    expect((await world.arrival(bot, 1)).input).toBe('and the sea?');
  });

  test('in such a thread, who addresses somebody else does not ask the bot', async () => {
    const bot = await world.startBot();
    const ada = world.fake.addMember({ guild: world.guild, name: 'ada' });
    const thread = world.kim.openThread({ channel: world.channel, name: 'Sky' });
    world.mention('why?', thread);
    await world.arrival(bot);
    const said = ada.post({ channel: thread, content: `${world.kim.mention} what do you think?` });
    world.kim.post({ channel: thread, content: 'no idea', replyTo: { id: said.id } });
    expect((await world.arrivals(bot, thread)).map(({ input }) => input)).toEqual(['why?']);
  });

  test('a reply to the bot without a ping is a question as well', async () => {
    const bot = await world.startBot();
    const voice = world.fake.addChannel({ guild: world.guild, type: 'voice' });
    world.mention('why?', voice);
    await world.placeOf(bot, await world.arrival(bot)).place.say({ text: 'Because.' });
    const answer = world.fake.messages(voice).find(({ byBot }) => byBot);
    world.kim.post({ channel: voice, content: 'really?', replyTo: { id: answer?.id ?? '' }, ping: false });
    expect((await world.arrival(bot, 1)).input).toBe('really?');
  });
});

describe('when the core does not take it', () => {
  beforeEach(async () => {
    world = await DiscordWorld.open();
  });

  test('that is said in place, once in one channel, and it is taken as soon as the core does', async () => {
    const bot = await world.startBot();
    let fails = true;
    bot.inbox.beforeReceive = () => {
      if (fails) throw new BotError('store-failed', 'the disk is full');
    };
    world.mention('one');
    world.mention('two');
    const refused = () => bot.log.filter(({ message }) => message.includes('will be read again')).length;
    await world.drive(() => refused() >= 2, { stepMs: 1_000 });
    expect(world.said(world.channel)).toEqual([expect.stringContaining('My database is not responding')]);
    fails = false;
    await world.drive(() => bot.inbox.arrivals.length === 2, { stepMs: 1_000 });
    expect(bot.inbox.arrivals.map(({ input }) => input)).toEqual(['one', 'two']);
  });
});
