import { beforeEach, describe, expect, onTestFinished, test } from 'vitest';
import { ASK_SHORTCUT } from '../../../src/adapters/slack/draw/slack-choice.ts';
import { openToMembers } from '../../../src/core/turn/access.ts';
import type { AccessRules } from '../../../src/core/turn/access.ts';
import { english } from '../../../src/core/sentences/english.ts';
import { SmallBot } from '../../doubles/small-bot.ts';
import type { Person } from '../../fakes/slack/person.ts';
import { SlackWorld } from './slack-world.ts';

let core: SmallBot;
let world: SlackWorld;
let mallory: Person;
beforeEach(async () => {
  core = new SmallBot();
  world = await SlackWorld.prepare({}, core.clock);
  onTestFinished(() => core.close());
});

const { blocked: nobody } = openToMembers;
const rule = (part: Partial<AccessRules>): void => {
  core.access = { ...openToMembers, ...part };
};
const enter = (person: Person): Person => {
  world.slack.world.channels.get(world.general)?.members.add(person.id);
  return person;
};
const start = async () => {
  const platform = world.newPlatform({ ruled: { groups: true } });
  await core.processWith(platform);
  return platform;
};

/** Makes Mallory somebody who is denied, and names the denial. */
const standings: Readonly<Record<string, () => keyof typeof english.denials>> = {
  'a blocked person': () => {
    mallory = enter(world.slack.addUser({ name: 'mallory' }));
    rule({ blocked: { ...nobody, people: [mallory.id] } });
    return 'blocked';
  },
  'a member of a blocked group': () => {
    mallory = enter(world.slack.addUser({ name: 'mallory' }));
    rule({ blocked: { ...nobody, groups: [world.slack.addGroup('muted', [mallory.id]).id] } });
    return 'blocked';
  },
  'somebody whose home team is blocked': () => {
    mallory = enter(world.slack.addUser({ name: 'mallory', stranger: true }));
    rule({ strangers: true, blocked: { ...nobody, workspaces: [world.slack.world.otherTeamId] } });
    return 'blocked';
  },
  'somebody whose home team is not allowed': () => {
    mallory = enter(world.slack.addUser({ name: 'mallory', stranger: true }));
    rule({ strangers: true, allowed: { ...nobody, workspaces: [world.slack.world.teamId] } });
    return 'workspace';
  },
  'anybody while blocked groups cannot be read': () => {
    mallory = enter(world.slack.addUser({ name: 'mallory' }));
    world.slack.access.scopes.delete('usergroups:read');
    rule({ blocked: { ...nobody, groups: ['S0MUTED'] } });
    return 'unreadable';
  },
  'anybody while people cannot be looked up': () => {
    mallory = enter(world.slack.addUser({ name: 'mallory' }));
    world.slack.access.scopes.delete('users:read');
    rule({});
    return 'unreadable';
  },
};

const ways: Readonly<Record<string, () => void>> = {
  'a mention': () => void mallory.post({ channel: world.general, text: `<@${world.slack.botUserId}> why?` }),
  'a direct message': () => void mallory.post({ channel: mallory.directMessage, text: 'why?' }),
  '/aitta ask': () => void mallory.slash('/aitta', 'ask # Look <https://evil.example|here>', world.general),
  '/aitta models': () => void mallory.slash('/aitta', 'models', world.general),
  'the shortcut': () => {
    const ts = world.anna.post({ channel: world.general, text: 'words' });
    mallory.shortcut(ASK_SHORTCUT, { channel: world.general, ts });
  },
};
const said = (): string[] =>
  world.slack
    .everythingSaid()
    .filter(({ channel, onlyFor }) => channel !== mallory.directMessage && onlyFor === undefined)
    .map(({ text }) => text);
const read = (): string[] => [
  ...mallory.ephemerals.map(({ text }) => text),
  ...world.slack.messages(mallory.directMessage).flatMap(({ byBot, text }) => (byBot ? [text] : [])),
  ...world.slack
    .messages(mallory.directMessage)
    .flatMap(({ ts }) => world.slack.messages(mallory.directMessage, ts))
    .flatMap(({ byBot, text }) => (byBot ? [text] : [])),
];

describe.each(Object.keys(standings))('%s', (standing) => {
  test.each(Object.keys(ways))(
    'by %s is told so alone; nothing is shown to others, and no model is asked',
    async (way) => {
      const denial = standings[standing]?.() ?? 'blocked';
      await start();
      ways[way]?.();
      await world.drive(() => read().some((text) => text.includes(english.denials[denial])), { what: 'the denial' });
      await world.settled();
      expect([said(), core.gateway.asked.length, read().join('\n').includes('Look')]).toEqual([[], 0, false]);
    },
  );
});

test('where denials are silent, nobody blocked is greeted or answered', async () => {
  mallory = enter(world.slack.addUser({ name: 'mallory' }));
  rule({ denied: 'silent', blocked: { ...nobody, people: [mallory.id] } });
  await start();
  await mallory.openHome('messages')?.outcome;
  for (const way of Object.values(ways)) way();
  await world.anna.openHome('messages')?.outcome;
  await world.drive(() => world.slack.messages(world.anna.directMessage).length > 0, { what: 'a greeting for Anna' });
  await world.settled();
  await core.settle();
  expect([said().filter((text) => !text.includes('Hello')), read(), core.gateway.asked.length]).toEqual([[], [], 0]);
});

test('that rules cannot be read is not ready, and says why, from the start', async () => {
  world.slack.access.scopes.delete('usergroups:read');
  const platform = await start();
  expect(platform.health()).toMatchObject({
    ok: false,
    note: expect.stringContaining('usergroups.list: missing_scope'),
  });
});

test('whoever echoes what the bot says is refused aloud once, and the loop ends', async () => {
  core.limits = { ...core.limits, turnsPerMinute: 3 };
  await start();
  const root = world.mention('hello?');
  const posts = (): string[] =>
    world.slack.messages(world.general, root).flatMap(({ byBot, text }) => (byBot ? [text] : []));
  let echoed = 0;
  for (let round = 0; round < 12; round += 1) {
    await world.drive(() => core.gateway.asked.length >= Math.min(round + 1, 3));
    await world.settled();
    await core.settle();
    const fresh = posts().slice(echoed);
    echoed += fresh.length;
    for (const text of fresh.length > 0 ? fresh : ['again'])
      world.anna.post({ channel: world.general, text: text.slice(0, 200), threadTs: root });
    await core.clock.advance(1_000, 500);
  }
  expect(core.gateway.asked.length).toBeLessThanOrEqual(6);
  expect(posts().filter((text) => text.includes('reached the limit'))).toHaveLength(1);
});

test('who is denied gets no form, and is told why; who is not gets it', async () => {
  mallory = enter(world.slack.addUser({ name: 'mallory' }));
  rule({ blocked: { ...nobody, people: [mallory.id] } });
  const platform = await start();
  const ts = world.mention('hello?');
  await world.drive(() => core.gateway.asked.length === 1);
  const choice = { label: 'Change it', call: { command: 'system', args: {} }, askFor: 'text' };
  const address = { channel: world.general, thread: ts, user: world.anna.id, since: ts };
  await platform.at(address, world.memory('a-form')).say({ text: 'Prompt?', choices: [choice] });
  const shown = world.slack
    .messages(world.general, ts)
    .find(({ controls }) => controls.some(({ label }) => label === 'Change it'));
  const ref = { channel: world.general, ts: shown?.ts ?? '' };
  mallory.press(ref, 'Change it');
  await world.drive(() => read().some((text) => text.includes(english.denials.blocked)), { what: 'the denial' });
  expect([mallory.modal, world.slack.callsOf('views.open')]).toEqual([undefined, []]);
  world.anna.press(ref, 'Change it');
  await world.drive(() => world.anna.modal !== undefined, { what: 'the form' });
});
