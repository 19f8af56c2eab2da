import { afterEach, describe, expect, test } from 'vitest';
import { KeptMemory } from '../../../doubles/kept-memory.ts';
import { DiscordWorld } from '../discord-world.ts';
import type { Bot } from '../discord-world.ts';

let world: DiscordWorld;
afterEach(() => world.close());

const open = async (messageContent: boolean): Promise<Bot> => {
  world = await DiscordWorld.open({ messageContent });
  return world.startedBot();
};
const sceneOf = async (bot: Bot, limit = 30, index = 0) => {
  const arrival = await world.arrival(bot, index);
  return world.placeOf(bot, arrival).place.read(limit);
};

describe('who asked', () => {
  test('a member has a name, roles and no rights that nobody gave', async () => {
    const bot = await open(false);
    const role = world.fake.addRole(world.guild, 'researchers');
    const ada = world.fake.addMember({ guild: world.guild, name: 'ada', nick: 'Lady Ada', roles: [role] });
    ada.post({ channel: world.channel, content: `${world.fake.mention} why?` });
    expect(await sceneOf(bot)).toMatchObject({
      person: { name: 'Lady Ada', standing: 'member', groups: [role.id], managesChannel: false },
      where: '#general',
      direct: false,
    });
  });

  test('who may manage the channel is known, from messages and from commands', async () => {
    const bot = await open(false);
    const role = world.fake.addRole(world.guild, 'staff', ['ManageChannels']);
    const ada = world.fake.addMember({ guild: world.guild, name: 'ada', roles: [role] });
    ada.post({ channel: world.channel, content: `${world.fake.mention} why?` });
    expect((await sceneOf(bot)).person.managesChannel).toBe(true);
    const thread = ada.openThread({ channel: world.channel, name: 'Sky' });
    ada.slash('aitta help', {}, thread);
    expect(await sceneOf(bot, 30, 1)).toMatchObject({
      person: { managesChannel: true },
      where: 'the thread "Sky" in #general',
    });
  });

  test('in a direct message, members of a guild are told from strangers', async () => {
    const bot = await open(false);
    world.kim.post({ channel: world.fake.openDm(world.kim), content: 'hello' });
    expect(await sceneOf(bot)).toMatchObject({
      person: { standing: 'member' },
      where: 'a direct message',
      direct: true,
    });
    const ada = world.fake.addMember({ guild: world.guild, name: 'ada' });
    const dm = world.fake.openDm(ada);
    world.guild.members.delete(ada.id);
    ada.post({ channel: dm, content: 'hello' });
    expect((await sceneOf(bot, 30, 1)).person.standing).toBe('stranger');
  });

  test('who asked during a restart is a member with roles all the same', async () => {
    const bot = await open(false);
    const role = world.fake.addRole(world.guild, 'researchers');
    const ada = world.fake.addMember({ guild: world.guild, name: 'ada', roles: [role] });
    world.mention('first');
    await world.arrival(bot);
    await bot.platform.stop();
    ada.post({ channel: world.channel, content: `${world.fake.mention} why?` });
    const next = await world.startBot();
    await world.arrival(next, 1); // after the first, which is delivered again
    expect((await sceneOf(next, 30, 1)).person).toMatchObject({ standing: 'member', groups: [role.id] });
  });

  test('nobody is a stranger before Discord has said in which guilds the bot is, and nobody counts as one afterwards', async () => {
    const bot = await open(false);
    const { arrival } = await world.ask(bot, world.channel);
    const { arrival: direct } = await world.ask(bot);
    await bot.platform.stop();
    world.fake.gateway.refuse = 'mute';
    const next = world.newBot();
    const started = next.platform.start(next.inbox);
    const opened = () => world.fake.gateway.notes.filter(({ what }) => what === 'connected').length;
    await world.until(() => opened() > 1, 'a socket on which nothing comes');
    for (const { address } of [arrival, direct]) {
      const reading = next.platform.at(address, new KeptMemory('t')).read(0);
      await expect(reading).rejects.toMatchObject({ code: 'platform-failed' });
    }
    world.fake.gateway.refuse = undefined;
    let isUp = false;
    void started.then(() => (isUp = true));
    await world.drive(() => isUp, { what: 'the next try' });
    for (const { address } of [arrival, direct])
      expect((await next.platform.at(address, new KeptMemory('t')).read(0)).person.standing).toBe('member');
  });
});

describe('what was said before', () => {
  test('in a thread is read, oldest first, with the message that the thread was opened on', async () => {
    const bot = await open(true);
    const root = world.kim.post({ channel: world.channel, content: 'The sky is green.' });
    const on = { id: root.id, channelId: world.channel.id };
    const thread = world.kim.openThread({ channel: world.channel, name: 'Sky', on });
    world.kim.post({ channel: thread, content: 'Or is it?' });
    world.mention('well?', thread);
    const { earlier } = await sceneOf(bot);
    expect(earlier).toMatchObject([
      { who: 'kim', byBot: false, text: 'The sky is green.' },
      { who: 'kim', byBot: false, text: 'Or is it?' },
    ]);
  });

  test('is read to the limit, and the newest counts', async () => {
    const bot = await open(true);
    const dm = world.fake.openDm(world.kim);
    const thread = world.kim.openThread({ channel: world.channel, name: 'Sky' });
    for (let index = 0; index < 120; index++) world.kim.post({ channel: thread, content: `chat ${index}` });
    world.mention('well?', thread);
    const { earlier } = await sceneOf(bot, 110);
    expect(earlier).toHaveLength(110);
    expect(earlier.at(-1)).toMatchObject({ text: 'chat 119' });
    world.kim.post({ channel: dm, content: 'hello' });
    expect((await sceneOf(bot, 0, 1)).earlier).toEqual([]);
  });

  test('by the bot itself is its own, without the small print', async () => {
    const bot = await open(true);
    const thread = world.kim.openThread({ channel: world.channel, name: 'Sky' });
    world.mention('why?', thread);
    await world.placeOf(bot, await world.arrival(bot)).place.say({ text: 'Because.', note: 'poro' });
    world.mention('really?', thread);
    expect((await sceneOf(bot, 30, 1)).earlier).toMatchObject([
      { byBot: false, text: 'why?' },
      { byBot: true, text: 'Because.' },
    ]);
  });

  test('in a channel is only what the question replies to', async () => {
    const bot = await open(true);
    world.kim.post({ channel: world.channel, content: 'lunch!' });
    const told = world.kim.post({ channel: world.channel, content: 'The sky is green.' });
    world.kim.post({ channel: world.channel, content: `${world.fake.mention} really?`, replyTo: { id: told.id } });
    expect((await sceneOf(bot)).earlier).toMatchObject([{ text: 'The sky is green.' }]);
  });

  test('is also what an app shows as an embed, with the question below it or in a thread on it', async () => {
    const bot = await open(true);
    const robot = world.fake.addMember({ guild: world.guild, name: 'robot', bot: true });
    const alert = robot.post({ channel: world.channel, embeds: [{ type: 'rich', title: 'Disk is full' }] });
    const content = `${world.fake.mention} summarise this`;
    world.kim.post({ channel: world.channel, content, replyTo: alert });
    expect((await sceneOf(bot)).earlier).toEqual([{ who: 'robot', byBot: false, text: 'Disk is full' }]);
    const thread = world.kim.openThread({ channel: world.channel, name: 'alert', on: alert });
    world.kim.post({ channel: thread, content });
    expect((await sceneOf(bot, 30, 1)).earlier).toEqual([{ who: 'robot', byBot: false, text: 'Disk is full' }]);
  });

  test('may not be read without the intent, nor without the history of the channel', async () => {
    const bot = await open(false);
    const thread = world.kim.openThread({ channel: world.channel, name: 'Sky' });
    world.kim.post({ channel: thread, content: 'secret' });
    world.mention('well?', thread);
    expect((await sceneOf(bot)).earlier).toBe('forbidden');
    await world.close();
    const other = await open(true);
    const closed = world.fake.addChannel({ guild: world.guild, deny: ['ReadMessageHistory'] });
    const told = world.kim.post({ channel: closed, content: 'The sky is green.' });
    world.kim.post({ channel: closed, content: `${world.fake.mention} really?`, replyTo: { id: told.id } });
    expect((await sceneOf(other)).earlier).toBe('forbidden');
  });
});

test('files have names', async () => {
  const bot = await open(false);
  const attachments = [{ name: 'note.txt', type: 'text/plain', data: 'hello' }];
  world.kim.post({ channel: world.channel, content: `${world.fake.mention} what is this?`, attachments });
  expect((await sceneOf(bot)).files).toMatchObject([{ name: 'note.txt' }]);
});

test('a place that Discord does not let us read for a while can be tried again', async () => {
  const bot = await open(true);
  const thread = world.kim.openThread({ channel: world.channel, name: 'Sky' });
  world.mention('well?', thread);
  await world.arrival(bot);
  world.fake.faults.push({ match: { method: 'GET', path: /messages$/ }, times: 4, kind: 'status', status: 503 });
  await expect(sceneOf(bot)).rejects.toMatchObject({ code: 'platform-failed' });
});
