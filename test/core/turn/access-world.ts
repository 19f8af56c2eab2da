import { BotError } from '../../../src/core/errors.ts';
import { openToMembers } from '../../../src/core/turn/access.ts';
import type { AccessLists, AccessRules } from '../../../src/core/turn/access.ts';
import type { Arrival } from '../../../src/core/ports/arrival.ts';
import type { Person } from '../../../src/core/ports/person.ts';
import { english } from '../../../src/core/sentences/english.ts';
import { SmallBot } from '../../doubles/small-bot.ts';

const nobody: AccessLists = { workspaces: [], channels: [], groups: [], people: [] };
const blocked: AccessLists = { workspaces: ['evil'], channels: [], groups: ['bad'], people: ['mallory'] };
const base: AccessRules = { ...openToMembers, blocked };

/** What an operator has set, with the same people, groups and workspaces blocked in all. */
export const rules: Readonly<Record<string, AccessRules>> = {
  members: base,
  'and guests': { ...base, guests: true },
  'and strangers': { ...base, strangers: true },
  everybody: { ...base, guests: true, strangers: true },
  'staff only': { ...base, allowed: { ...nobody, groups: ['staff'], people: ['nora'] } },
  'home only': { ...base, strangers: true, allowed: { ...nobody, workspaces: ['home'] } },
  silent: { ...base, denied: 'silent' },
};

type Asker = Pick<Person, 'standing' | 'groups' | 'workspaces'> & { id: string };
const home = { here: ['home'], all: ['home'] };
const member: Asker = { id: 'ada', standing: 'member', groups: [], workspaces: home };

/** Who asks; undefined is somebody of whom the platform cannot tell anything at the moment. */
export const askers: Readonly<Record<string, Asker | undefined>> = {
  member,
  guest: { ...member, standing: 'guest' },
  stranger: { ...member, standing: 'stranger', workspaces: { here: ['away'], all: ['away'] } },
  staff: { ...member, groups: ['staff'] },
  'a named guest': { ...member, id: 'nora', standing: 'guest' },
  'blocked person': { ...member, id: 'mallory' },
  'blocked group': { ...member, groups: ['staff', 'bad'] },
  'blocked home': { ...member, standing: 'stranger', workspaces: { here: ['evil'], all: ['evil'] } },
  'blocked elsewhere': { ...member, workspaces: { here: ['home'], all: ['home', 'evil'] } },
  kicked: { ...member, standing: 'stranger', workspaces: { here: [], all: [] } },
  'groups unreadable': { ...member, groups: 'unreadable' },
  'home unreadable': { ...member, standing: 'unreadable', workspaces: 'unreadable' },
  'not known now': undefined,
};

const call = (command: string, args: Record<string, string> = {}): Partial<Arrival> => ({ input: { command, args } });

/** How the bot is asked. */
export const ways: Readonly<Record<string, Partial<Arrival>>> = {
  mention: { input: 'why?' },
  message: { input: 'why?', placeKind: 'direct' },
  'follow-up': { input: 'and?', placeKind: 'thread' },
  written: { input: '!ask why?' },
  'slash ask': call('ask', { question: 'why?' }),
  shortcut: call('ask', { question: '> why?' }),
  retry: call('retry'),
  parked: call('ask', { question: 'why?' }),
  command: { input: '!status' },
  button: call('use', { model: 'acme/chat', for: 'me' }),
  menu: call('switch', { turn: 'gone', model: 'acme/chat' }),
  form: call('system', { text: 'Be brief.', for: 'here' }),
  whole: call('whole', { turn: 'gone' }),
  forget: call('forget', { what: 'me', sure: 'yes' }),
  edit: call('edited', { turn: 'asked', text: 'how?' }),
  suggestion: call('use', { model: '' }),
  greeting: call('hello'),
  stop: call('stop'),
};

const denials = new Set<string>(Object.values(english.denials));

/**
 * What comes of each way, in their order. `A`: what was asked for. `d`: a denial for the asker alone. `.`: nothing at all. `x`: nothing, and the
 * question that was edited is forgotten. `w`: nothing yet, it is tried again.
 */
export const outcomesOf = async (rule: AccessRules, asker: Asker | undefined): Promise<string> => {
  const names = Object.keys(ways);
  if (asker) return (await outcomesIn(rule, asker, names)).join(' ');
  const cells: string[] = []; // what waits would keep the others waiting
  for (const name of names) cells.push(...(await outcomesIn(rule, asker, [name])));
  return cells.join(' ');
};

const outcomesIn = async (rule: AccessRules, asker: Asker | undefined, names: readonly string[]): Promise<string[]> => {
  const bot = new SmallBot();
  bot.access = rule;
  bot.service.sceneOf = () => {
    if (!asker) throw new BotError('platform-failed', 'a server error');
    return { person: { ...asker, name: asker.id, managesChannel: false } };
  };
  const running = await bot.process();
  const cells: string[] = [];
  for (const way of names) cells.push(await outcomeOf(bot, running, { way, id: asker?.id ?? 'ada' }));
  bot.service.sceneOf = () => ({});
  await bot.close();
  return cells;
};

type Running = Awaited<ReturnType<SmallBot['process']>>;

const outcomeOf = async (
  bot: SmallBot,
  running: Running,
  { way, id }: { way: string; id: string },
): Promise<string> => {
  const { platform, turns, history, conversation: inbox } = running;
  const before = bot.service.messages.length;
  const question = { personId: id, who: id, text: 'why?' };
  await history.add(way, { turnId: 'asked', questions: [question], texts: ['so'], model: 'm', at: 1 });
  const place = { platform: 'test', workspace: 'home', channel: 'general', conversation: way };
  const arrival: Omit<Arrival, 'address'> = {
    id: way,
    ...place,
    personId: id,
    input: '',
    at: bot.clock.now(),
    ...ways[way],
  };
  const whole: Arrival = { ...arrival, address: arrival as unknown as Arrival['address'] };
  if (way === 'suggestion') return (await inbox.admits(whole)) ? 'A' : '.';
  if (way === 'parked') await turns.accept({ id: way, kind: 'parked', arrival: whole });
  else await platform.arrive(whole);
  await bot.settle();
  const message = bot.service.messages[before];
  if (message) return denials.has(message.view.note ?? '') && message.view.private ? 'd' : 'A';
  if ((await turns.open(way)).length > 0) return 'w';
  if (way !== 'edit') return '.';
  const kept = await history.find(way, 'asked');
  return kept === undefined ? 'x' : kept.questions[0]?.text === 'how?' ? 'A' : '.';
};
