import { onTestFinished } from 'vitest';
import type { SlackPlatform } from '../../../src/adapters/slack/slack-platform.ts';
import { messageTurnId } from '../../../src/adapters/slack/arrive/slack-arrival.ts';
import { ASK_SHORTCUT } from '../../../src/adapters/slack/draw/slack-choice.ts';
import type { Choice } from '../../../src/core/ports/arrival.ts';
import type { AccessRules } from '../../../src/core/turn/access.ts';
import { openToMembers } from '../../../src/core/turn/access.ts';
import { WORD } from '../../contracts/access-outcomes.ts';
import type { AccessWorld } from '../../contracts/access-outcomes.ts';
import { SmallBot } from '../../doubles/small-bot.ts';
import type { FakeSlack } from '../../fakes/slack/fake-slack.ts';
import type { MessageRef, Person } from '../../fakes/slack/person.ts';
import { SlackWorld } from './slack-world.ts';

/** Who Mallory becomes. */
export const standings: Readonly<Record<string, (slack: FakeSlack, mallory: Person) => void>> = {
  member: () => undefined,
  guest: (_, { user }) => void (user.guest = true),
  stranger: (slack, { user }) => void Object.assign(user, { teamId: slack.world.otherTeamId }),
  staff: (slack, { id }) => void slack.world.groups.get(groupOf(slack, 'staff'))?.users.push(id),
  'a named guest': (_, { user }) => void Object.assign(user, { guest: true }),
  'blocked person': () => undefined,
  'blocked group': (slack, { id }) => void slack.world.groups.get(groupOf(slack, 'bad'))?.users.push(id),
  'blocked home': (_, { user }) => void Object.assign(user, { teamId: BAD_TEAM }),
  'no longer there': (_, { user }) => void (user.deleted = true),
  'groups unreadable': (slack) => void slack.access.scopes.delete('usergroups:read'),
  'people unreadable': (slack) => void slack.access.scopes.delete('users:read'),
  'not known now': ({ faults }, { id }) =>
    faults.push({ method: 'users.info', kind: 'error', status: 500, times: 1_000, when: ({ user }) => user === id }),
};
const BAD_TEAM = 'T0EVIL000';
const groupOf = (slack: FakeSlack, handle: string): string =>
  [...slack.world.groups.values()].find((group) => group.handle === handle)?.id ?? '';

const nobody = openToMembers.allowed;
const rulesOf = (slack: FakeSlack, rule: string, standing: string, id: string): AccessRules => {
  const people = standing === 'blocked person' ? [id] : [];
  const blocked = { ...nobody, groups: [groupOf(slack, 'bad')], workspaces: [BAD_TEAM], people };
  const base: AccessRules = { ...openToMembers, blocked };
  const named = standing === 'a named guest' ? [id] : [];
  const rules: Readonly<Record<string, AccessRules>> = {
    members: base,
    everybody: { ...base, guests: true, strangers: true },
    'staff only': { ...base, allowed: { ...nobody, groups: [groupOf(slack, 'staff')], people: ['U0NORA', ...named] } },
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

/** One bot on a fake Slack over real sockets. */
export const openSlackAccess = async (rule: string, standing: string): Promise<AccessWorld> => {
  const core = new SmallBot();
  const world = await SlackWorld.prepare({}, core.clock);
  onTestFinished(() => core.close());
  const { slack, anna, general } = world;
  const mallory = slack.addUser({ name: 'mallory' });
  slack.world.channels.get(general)?.members.add(mallory.id);
  const random = slack.addChannel({ name: 'random', members: [anna.id, mallory.id] }).id;
  for (const handle of ['staff', 'bad']) slack.addGroup(handle, []);
  let platform: SlackPlatform | undefined;
  const mention = (text: string): string => mallory.post({ channel: general, text: `<@${slack.botUserId}> ${text}` });
  const at: Record<'asked' | 'threadOfAnna' | 'buttons' | 'menu', string> = {
    asked: '',
    threadOfAnna: '',
    buttons: '',
    menu: '',
  };
  const ref = (ts: string): MessageRef => ({ channel: general, ts });
  const offer = async (choices: readonly Choice[]): Promise<string> => {
    const known = new Set(slack.messages(general, at.threadOfAnna).map(({ ts }) => ts));
    const address = { channel: general, thread: at.threadOfAnna, user: anna.id, since: at.threadOfAnna };
    await platform?.at(address, world.memory(choices[0]?.label ?? '')).say({ text: 'Choose.', choices: [...choices] });
    return slack.messages(general, at.threadOfAnna).find(({ ts }) => !known.has(ts))?.ts ?? '';
  };
  const isAlone = ({ channel, onlyFor }: { channel: string; onlyFor?: string }): boolean =>
    onlyFor === mallory.id || channel === mallory.directMessage;
  const becomes = standings[standing];
  if (!becomes) throw new Error(`there is nobody who is "${standing}"`);

  return {
    core,
    platform: 'slack',
    malloryId: mallory.id,
    rules: rulesOf(slack, rule, standing, mallory.id),
    start: async (owner) => {
      platform = world.newPlatform({ ruled: { groups: true } });
      return core.processWith(platform, owner);
    },
    stop: async () => {
      await platform?.stop();
      await platform?.close();
    },
    begin: async () => {
      at.asked = mention('what is it?');
      at.threadOfAnna = world.mention('who is there?');
      await world.drive(() => core.gateway.asked.length === 2);
      await settle();
      at.buttons = await offer(OFFERED);
      at.menu = await offer(MENU);
      mallory.press(ref(at.buttons), 'A form');
      await world.drive(() => mallory.modal !== undefined);
    },
    become: () => becomes(slack, mallory),
    ask: (text) => void mention(text),
    ways: {
      mention: () => void mention(`${WORD}?`),
      message: () => void mallory.post({ channel: mallory.directMessage, text: `${WORD}?` }),
      'follow-up': () => void mallory.post({ channel: general, threadTs: at.threadOfAnna, text: `${WORD}?` }),
      written: () => void mention('!models'),
      'slash ask': () => void mallory.slash('/aitta', `ask ${WORD}?`, general),
      'slash models': () => void mallory.slash('/aitta', 'models', general),
      shortcut: () => void mallory.shortcut(ASK_SHORTCUT, ref(at.threadOfAnna)),
      button: () => void mallory.press(ref(at.buttons), 'A button'),
      menu: () => void mallory.choose(ref(at.menu), 'call:menu', 'Choice 3'),
      'form sent': () => void mallory.submit({ value: `${WORD} is your name.` }),
      form: () => void mallory.press(ref(at.buttons), 'A form'),
      retry: () => void mallory.post({ channel: general, threadTs: at.asked, text: '!retry' }),
      export: () => void mallory.slash('/aitta', 'export', random),
      stop: () => void mallory.slash('/aitta', 'stop', random),
      edit: () => mallory.edit(ref(at.asked), `<@${slack.botUserId}> what is ${WORD}?`),
      greeting: async () => void (await mallory.openHome('messages')?.outcome),
    },
    alone: () => [
      ...slack
        .everythingSaid()
        .filter((message) => !message.deleted && isAlone(message))
        .map(({ text, files }) => text + files.map(({ name }) => name).join()),
      ...(mallory.modal ? [mallory.modal.id] : []),
    ],
    others: () =>
      slack
        .everythingSaid()
        .filter((message) => !message.deleted && !isAlone(message))
        .map(({ text }) => text),
    edited: async ({ history }) => {
      const self = { teamId: slack.world.teamId, botUserId: slack.botUserId, botId: undefined, url: undefined };
      const turn = await history.find(
        `${slack.world.teamId}:${general}:${at.asked}`,
        messageTurnId(self, general, at.asked),
      );
      return turn?.questions[0]?.text;
    },
    settle,
    drive: (see) => world.drive(see),
  };

  async function settle(): Promise<void> {
    await world.drive(() => slack.deliveries.every(({ ended }) => ended)); // some answers are awaited for a second
    const calls = (): number => slack.calls.filter(({ method }) => method !== 'api.test').length;
    for (let before = -1; before !== calls() || slack.callsUnderWay > 0;) {
      before = calls();
      await world.ticks();
      await core.settle();
    }
  }
};
