import { onTestFinished } from 'vitest';
import type { MessageAddress } from '../../../src/adapters/discord/discord-address.ts';
import type { DiscordPlatform } from '../../../src/adapters/discord/discord-platform.ts';
import { messageTurn } from '../../../src/adapters/discord/arrive/discord-arrival.ts';
import type { Choice } from '../../../src/core/ports/arrival.ts';
import type { AccessRules } from '../../../src/core/turn/access.ts';
import { openToMembers } from '../../../src/core/turn/access.ts';
import { WORD } from '../../contracts/access-outcomes.ts';
import type { AccessWorld } from '../../contracts/access-outcomes.ts';
import { KeptMemory } from '../../doubles/kept-memory.ts';
import { SmallBot } from '../../doubles/small-bot.ts';
import type { Interaction } from '../../fakes/discord/interaction.ts';
import type { SeenMessage } from '../../fakes/discord/seen-message.ts';
import type { Guild, Role } from '../../fakes/discord/world.ts';
import { DiscordWorld } from './discord-world.ts';
import type { Bot } from './discord-world.ts';

/** What stands around Mallory. */
interface Around {
  world: DiscordWorld;
  id: string;
  roles: Readonly<Record<'staff' | 'bad' | 'badElsewhere', Role>>;
  elsewhere: Guild;
  evil: Guild;
}
const joins = (guild: Guild, userId: string, roleIds: string[] = []): void =>
  void guild.members.set(userId, { userId, nick: null, roleIds, joinedAt: 0 });

/** Who Mallory becomes. */
export const standings: Readonly<Record<string, (around: Around) => void>> = {
  member: () => undefined,
  guest: ({ world, id }) => void Object.assign(world.guild.members.get(id) ?? {}, { isGuest: true }),
  kicked: ({ world, id }) => void world.guild.members.delete(id),
  staff: ({ world, id, roles }) => void world.guild.members.get(id)?.roleIds.push(roles.staff.id),
  'a named guest': ({ world, id }) => void Object.assign(world.guild.members.get(id) ?? {}, { isGuest: true }),
  'blocked person': () => undefined,
  'blocked role': ({ world, id, roles }) => void world.guild.members.get(id)?.roleIds.push(roles.bad.id),
  'blocked role elsewhere': ({ elsewhere, id, roles }) => joins(elsewhere, id, [roles.badElsewhere.id]),
  'member of a blocked guild too': ({ evil, id }) => joins(evil, id),
  'not known now': ({ world, id }) =>
    world.fake.faults.push({
      match: { path: new RegExp(`/members/${id}`) },
      times: 10_000,
      kind: 'status',
      status: 500,
      body: {},
    }),
};

const nobody = openToMembers.allowed;
const rulesOf = ({ id, roles, evil }: Around, rule: string, standing: string): AccessRules => {
  const people = standing === 'blocked person' ? [id] : [];
  const groups = [roles.bad.id, roles.badElsewhere.id];
  const base: AccessRules = { ...openToMembers, blocked: { ...nobody, groups, workspaces: [evil.id], people } };
  const named = standing === 'a named guest' ? [id] : [];
  const rules: Readonly<Record<string, AccessRules>> = {
    members: base,
    everybody: { ...base, guests: true, strangers: true },
    'staff only': { ...base, allowed: { ...nobody, groups: [roles.staff.id], people: ['1', ...named] } },
    silent: { ...base, denied: 'silent' },
  };
  const found = rules[rule];
  if (!found) throw new Error(`there is no rule "${rule}"`);
  return found;
};

const OFFERED: readonly Choice[] = [
  { label: 'A button', call: { command: 'use', args: { model: 'acme/chat', for: 'me' } } },
  { label: 'A form', call: { command: 'system', args: { for: 'me' } }, askFor: 'text' },
];
const MENU: readonly Choice[] = Array.from({ length: 7 }, (_, n) => ({
  label: `Choice ${n}`,
  call: { command: 'use', args: { model: `acme/chat${n}`, for: 'me' } },
}));

/** One bot on a fake Discord over real sockets. */
export const openDiscordAccess = async (rule: string, standing: string): Promise<AccessWorld> => {
  const core = new SmallBot();
  const world = await DiscordWorld.open({ messageContent: true, clock: core.clock });
  onTestFinished(async () => {
    await core.close();
    await world.close();
  });
  const { fake, guild, channel, kim } = world;
  const mallory = fake.addMember({ guild, name: 'mallory' });
  const random = fake.addChannel({ guild, name: 'random' });
  const [elsewhere, evil] = [fake.addGuild('elsewhere'), fake.addGuild('evil')];
  const roles = {
    staff: fake.addRole(guild, 'staff'),
    bad: fake.addRole(guild, 'bad'),
    badElsewhere: fake.addRole(elsewhere, 'bad'),
  };
  const around: Around = { world, id: mallory.id, roles, elsewhere, evil };
  const becomes = standings[standing];
  if (!becomes) throw new Error(`there is nobody who is "${standing}"`);
  const dm = fake.openDm(mallory);
  let platform: DiscordPlatform | undefined;
  let bot: Bot | undefined;
  const shown: Interaction[] = [];
  const note = (interaction: Interaction): void => void shown.push(interaction);
  const questions: { id: string; channelId: string }[] = [];
  const mention = (text: string) => {
    const message = mallory.post({ channel, content: `${fake.mention} ${text}` });
    questions.push(message);
    return message;
  };
  const threadOn = (question: { id: string } | undefined) => {
    const thread = question && fake.threadOn(question);
    if (!thread) throw new Error('there is no thread');
    return thread;
  };
  let asked: { id: string; channelId: string } | undefined;
  let askedByKim: { id: string; channelId: string } | undefined;
  let [buttons, menu]: (SeenMessage | undefined)[] = [];
  let opened: Interaction | undefined;
  const existing = <T>(thing: T | undefined): T => {
    if (thing === undefined) throw new Error('that is not there yet');
    return thing;
  };
  const offer = async (choices: readonly Choice[]): Promise<SeenMessage> => {
    const thread = threadOn(askedByKim);
    const { id: messageId } = existing(askedByKim);
    const address: MessageAddress = {
      via: 'message',
      conversation: thread.id,
      channelId: thread.id,
      guildId: guild.id,
      kind: 'thread',
      asker: { id: kim.id, name: 'kim', roles: [] },
      messageId,
      text: '',
      opensThread: false,
      files: [],
    };
    const memory = new KeptMemory(existing(choices[0]).label.replaceAll(' ', '-'));
    await existing(platform)
      .at(address, memory)
      .say({ text: 'Choose.', choices: [...choices] });
    return existing(fake.messages(thread).at(-1));
  };
  const channels = () => [
    channel,
    random,
    ...[askedByKim, ...questions].flatMap((each) => (each && fake.threadOn(each)) ?? []),
  ];
  const textOf = ({ text, files }: SeenMessage): string => text + files.map(({ name }) => name).join();
  const read = (as?: { id: string }): string[] =>
    channels().flatMap((where) =>
      fake
        .messages(where, as)
        .filter(({ byBot, loading }) => byBot && !loading)
        .map(textOf),
    );

  return {
    core,
    platform: 'discord',
    malloryId: mallory.id,
    rules: rulesOf(around, rule, standing),
    start: async (owner) => {
      bot = world.newBot();
      ({ platform } = bot);
      const running = await core.processWith(platform, owner);
      await fake.waitFor(() => fake.commands.list().length > 0);
      return running;
    },
    stop: async () => {
      await platform?.stop();
      await platform?.close();
      if (bot) world.freeze(bot); // killed, it has no last look to show
    },
    begin: async () => {
      asked = mention('what is it?');
      askedByKim = world.mention('who is there?');
      await world.drive(() => core.gateway.asked.length === 2 && fake.threadOn(existing(askedByKim)) !== undefined);
      await world.settle();
      await core.settle();
      [buttons, menu] = [await offer(OFFERED), await offer(MENU)];
      opened = mallory.press(existing(buttons), 'A form');
      await world.drive(() => opened?.modal !== undefined);
    },
    become: () => becomes(around),
    ask: (text) => void mention(text),
    ways: {
      mention: () => void mention(`${WORD}?`),
      message: () => void mallory.post({ channel: dm, content: `${WORD}?` }),
      'follow-up': () => void mallory.post({ channel: threadOn(askedByKim), content: `${WORD}?` }),
      written: () => void mention('!models'),
      'slash ask': () => note(mallory.slash('aitta ask', { question: `${WORD}?` }, channel)),
      'slash models': () => note(mallory.slash('aitta models', {}, channel)),
      'message menu': () => note(mallory.contextMenu('Ask Aitta about this', existing(askedByKim))),
      button: () => note(mallory.press(existing(buttons), 'A button')),
      menu: () => note(mallory.choose(existing(menu), 'Choice 3')),
      'form sent': () => {
        const field = existing(opened?.modal?.fields[0]).customId;
        note(mallory.submit(existing(opened), { [field]: `${WORD} is your name.` }));
      },
      form: () => note(mallory.press(existing(buttons), 'A form')),
      retry: () => void mallory.post({ channel: threadOn(asked), content: '!retry' }),
      export: () => note(mallory.slash('aitta export', {}, random)),
      stop: () => note(mallory.slash('aitta stop', {}, random)),
      edit: () => mallory.edit(existing(asked), `${fake.mention} what is ${WORD}?`),
      suggestion: () => note(mallory.autocomplete('aitta use', { model: '' }, 'model', random)),
    },
    alone: () => {
      const forAll = read();
      const hers = read(mallory).filter((text) => {
        const at = forAll.indexOf(text);
        if (at >= 0) forAll.splice(at, 1);
        return at < 0;
      });
      const direct = fake
        .messages(dm)
        .filter(({ byBot }) => byBot)
        .map(textOf);
      const offered = shown.flatMap(({ modal, choices = [] }) => [
        modal?.customId ?? [],
        choices.map(({ name }) => name),
      ]);
      return [...hers, ...direct, ...offered.flat()];
    },
    others: () => read(kim),
    edited: async ({ history }) => {
      const { id } = existing(asked);
      return (await history.find(id, messageTurn(channel.id, id)))?.questions[0]?.text;
    },
    settle,
    drive: (see) => world.drive(() => see() !== false && see() !== undefined),
  };

  async function settle(): Promise<void> {
    await core.clock.advance(500, 100); // first signs share an allowance
    await world.drive(() => shown.every(({ acknowledged }) => acknowledged)); // forms are admitted within a second
    for (let before = -1; before !== fake.calls.length || fake.callsUnderWay > 0;) {
      before = fake.calls.length;
      await world.settle();
      await core.settle();
    }
  }
};
