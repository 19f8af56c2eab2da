import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { MessageAddress } from '../../../src/adapters/discord/discord-address.ts';
import type { DiscordPlatform } from '../../../src/adapters/discord/discord-platform.ts';
import { openToMembers } from '../../../src/core/turn/access.ts';
import type { AccessLists } from '../../../src/core/turn/access.ts';
import { english } from '../../../src/core/sentences/english.ts';
import { KeptMemory } from '../../doubles/kept-memory.ts';
import { SmallBot } from '../../doubles/small-bot.ts';
import type { Person } from '../../fakes/discord/person.ts';
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

const start = async (): Promise<DiscordPlatform> => {
  const { platform } = world.newBot();
  await core.processWith(platform);
  await world.fake.waitFor(() => world.fake.commands.list().length > 0);
  return platform;
};
const block = (lists: Partial<AccessLists>): void => {
  core.access = { ...openToMembers, blocked: { ...openToMembers.blocked, ...lists } };
};

/** Makes Mallory somebody who is denied, before the bot starts. */
const standings: Readonly<Record<string, (mallory: Person) => void>> = {
  'a blocked person': (mallory) => block({ people: [mallory.id] }),
  'somebody with a blocked role': (mallory) => {
    const role = world.fake.addRole(world.guild, 'muted');
    world.guild.members.get(mallory.id)?.roleIds.push(role.id);
    block({ groups: [role.id] });
  },
  'somebody with a blocked role in another guild': (mallory) => {
    const guild = world.fake.addGuild('elsewhere');
    const role = world.fake.addRole(guild, 'muted');
    guild.members.set(mallory.id, { userId: mallory.id, nick: null, roleIds: [role.id], joinedAt: 0 });
    block({ groups: [role.id] });
  },
  'a member of a blocked guild too, the last of many': (mallory) => {
    for (let n = 0; n < 24; n += 1) world.fake.addGuild(`guild ${n}`);
    const guild = world.fake.addGuild('elsewhere');
    guild.members.set(mallory.id, { userId: mallory.id, nick: null, roleIds: [], joinedAt: 0 });
    block({ workspaces: [guild.id] });
  },
};

/** Each way to ask; what comes of it for the asker. */
const ways: Readonly<Record<string, (mallory: Person) => void>> = {
  'a mention': (mallory) => void mallory.post({ channel: world.channel, content: `${world.fake.mention} why?` }),
  'a direct message': (mallory) => void mallory.post({ channel: world.fake.openDm(mallory), content: 'why?' }),
  '/aitta ask': (mallory) =>
    void mallory.slash('aitta ask', { question: '# Look [here](https://evil.example)' }, world.channel),
  '/aitta models': (mallory) => void mallory.slash('aitta models', {}, world.channel),
};
const read = (mallory: Person): string[] => [
  ...world.said(world.channel, mallory),
  ...world.said(world.fake.openDm(mallory), mallory),
];

describe.each(Object.keys(standings))('%s', (standing) => {
  test.each(Object.keys(ways))(
    'by %s is told so alone; nothing is shown to others, and no model is asked',
    async (way) => {
      const mallory = world.fake.addMember({ guild: world.guild, name: 'mallory' });
      standings[standing]?.(mallory);
      await start();
      ways[way]?.(mallory);
      await world.drive(() => read(mallory).some((text) => text.includes(english.denials.blocked)), {
        what: 'the denial',
      });
      await world.settle();
      expect(world.said(world.channel, world.kim)).toEqual([]);
      expect([core.gateway.asked.length, read(mallory).join('\n').includes('Look')]).toEqual([0, false]);
    },
  );
});

test('where denials are silent, nothing is left of a slash command, and nothing is suggested', async () => {
  const mallory = world.fake.addMember({ guild: world.guild, name: 'mallory' });
  block({ people: [mallory.id] });
  core.access = { ...core.access, denied: 'silent' };
  await start();
  const asked = mallory.slash('aitta ask', { question: 'why?' }, world.channel);
  await world.fake.waitFor(() => asked.acknowledgement === 5);
  await world.drive(() => world.fake.answerTo(asked) === undefined, { what: 'the end of "is thinking"' });
  const typed = mallory.autocomplete('aitta use', { model: '' }, 'model', world.channel);
  await world.fake.waitFor(() => typed.choices !== undefined);
  const allowed = world.kim.autocomplete('aitta use', { model: '' }, 'model', world.channel);
  await world.fake.waitFor(() => allowed.choices !== undefined);
  expect([typed.choices?.length, (allowed.choices?.length ?? 0) > 0, read(mallory)]).toEqual([0, true, []]);
});

test('who was kicked is a stranger within a minute, also in direct messages', async () => {
  await start();
  const dm = world.fake.openDm(world.kim);
  world.kim.post({ channel: dm, content: 'why?' });
  await world.drive(() => world.said(dm).some((text) => text.includes('answer to')));
  world.guild.members.delete(world.kim.id);
  await core.clock.advance(60_001, 1_000);
  world.kim.post({ channel: dm, content: 'and now?' });
  await world.drive(() => world.said(dm).some((text) => text.includes(english.denials.stranger)));
  expect(core.gateway.asked).toHaveLength(1);
});

test('a failing Discord is no "no": the question waits until it can be told whether they may', async () => {
  await start();
  const times = 12; // each try asks four times
  world.fake.faults.push({ match: { path: /\/members\// }, times, kind: 'status', status: 500, body: {} });
  const question = world.mention('why?');
  await world.fake.waitFor(() => world.fake.faults.left < times);
  await world.drive(() => world.said({ id: question.id }).some((text) => text.includes('answer to')), {
    what: 'the answer',
  });
  expect(world.said(world.channel)).toEqual([]);
});

test('who was removed from a private thread can neither export it from elsewhere nor have it answered there', async () => {
  await start();
  const ada = world.fake.addMember({ guild: world.guild, name: 'ada' });
  const thread = world.kim.openThread({ channel: world.channel, name: 'secret', isPrivate: true });
  for (const person of [world.kim, ada]) {
    person.post({ channel: thread, content: `${world.fake.mention} about the merger, ${person.id}?` });
    await world.drive(() => world.said(thread).some((text) => text.includes(`merger, ${person.id}`)));
  }
  const exporting = world.kim.slash('aitta export', {}, world.channel);
  await world.drive(() => world.fake.answerTo(exporting)?.text.includes(english.whichConversation));
  const retrying = world.kim.slash('aitta retry', {}, world.channel);
  await world.drive(() =>
    world.said(world.channel, world.kim).some((text) => text.includes(english.whichConversation)),
  );
  thread.thread?.members.delete(world.kim.id);
  const again = world.kim.slash('aitta export', {}, world.channel);
  await world.drive(() => world.fake.answerTo(again)?.text.includes(english.noConversation));
  expect([retrying.id === exporting.id, core.gateway.asked.length]).toEqual([false, 2]);
});

test('who is denied gets no form, and is told why; who is not gets it', async () => {
  const mallory = world.fake.addMember({ guild: world.guild, name: 'mallory' });
  block({ people: [mallory.id] });
  const platform = await start();
  const { channel, guild, kim } = world;
  const question = kim.post({ channel, content: 'a form, please' });
  const address: MessageAddress = {
    via: 'message',
    conversation: question.id,
    channelId: channel.id,
    guildId: guild.id,
    kind: 'channel',
    asker: { id: kim.id, name: 'kim', roles: [] },
    messageId: question.id,
    text: '',
    opensThread: false,
    files: [],
  };
  const choices = [{ label: 'Change it', call: { command: 'system', args: {} }, askFor: 'text' }];
  await platform.at(address, new KeptMemory('a-form')).say({ text: 'Prompt?', choices });
  const message = world.fake.messages(channel).find(({ buttons }) => buttons.length > 0);
  if (!message) throw new Error('there is no button');
  const allowed = kim.press(message, 'Change it');
  await world.fake.waitFor(() => allowed.acknowledgement === 9);
  const denied = mallory.press(message, 'Change it');
  await world.drive(() => world.said(channel, mallory).some((text) => text.includes(english.denials.blocked)));
  expect([denied.acknowledgement, world.said(channel, kim)]).toEqual([6, ['Prompt?']]);
});
