import { isListed } from '../operator-settings.ts';
import type { Arrival } from '../ports/arrival.ts';
import type { Person } from '../ports/person.ts';

/** Ids as the platform writes them: of workspaces or guilds, channels, user groups or roles, people. */
export interface AccessLists {
  workspaces: readonly string[];
  channels: readonly string[];
  groups: readonly string[];
  people: readonly string[];
}

/** Who may use the bot. An empty allow list allows everybody. */
export interface AccessRules {
  allowed: AccessLists;
  blocked: AccessLists;
  /** Guests of the workspace. */
  guests: boolean;
  /** People from outside: strangers in shared channels, direct messages by non-members. */
  strangers: boolean;
  /** What a denied person meets. */
  denied: 'sentence' | 'silent';
}

export type Denial = 'blocked' | 'workspace' | 'channel' | 'person' | 'guest' | 'stranger' | 'unreadable';

const NOBODY: AccessLists = { workspaces: [], channels: [], groups: [], people: [] };
export const openToMembers: AccessRules = {
  allowed: NOBODY,
  blocked: NOBODY,
  guests: false,
  strangers: false,
  denied: 'sentence',
};

/** What the rules name, and therefore have to be able to read. */
export const ruledBy = ({ allowed, blocked }: AccessRules): { groups: boolean; workspaces: boolean } => ({
  groups: allowed.groups.length + blocked.groups.length > 0,
  workspaces: allowed.workspaces.length + blocked.workspaces.length > 0,
});

type Asked = Pick<Arrival, 'workspace' | 'channel' | 'personId'>;
type Rights = Pick<Person, 'standing' | 'groups' | 'workspaces'>;

/**
 * Why this person may not use the bot here; undefined when they may. Blocks win, then places, then people, then standing. A rule that
 * cannot be evaluated, because the platform does not let the bot read what it is about, denies.
 */
export const findDenial = (arrival: Asked, person: Rights, rules: AccessRules): Denial | undefined =>
  findBlock(arrival, person, rules.blocked) ??
  findUnlisted(arrival, person, rules.allowed) ??
  (isNamed(arrival, person, rules.allowed) ? undefined : findByStanding(person, rules));

const findBlock = (
  { workspace, channel, personId }: Asked,
  person: Rights,
  blocked: AccessLists,
): Denial | undefined => {
  const { groups, workspaces } = person;
  const isBlocked =
    isListed(blocked.people, personId) ||
    isListed(blocked.channels, channel) ||
    blocked.workspaces.includes(workspace) ||
    (workspaces !== 'unreadable' && meet(workspaces.all, blocked.workspaces)) ||
    (groups !== 'unreadable' && groups.some((group) => isListed(blocked.groups, group)));
  if (isBlocked) return 'blocked';
  const isUnknown =
    (workspaces === 'unreadable' && blocked.workspaces.length > 0) ||
    (groups === 'unreadable' && blocked.groups.length > 0);
  return isUnknown ? 'unreadable' : undefined;
};

const findUnlisted = ({ channel }: Asked, { workspaces }: Rights, allowed: AccessLists): Denial | undefined => {
  if (allowed.workspaces.length > 0) {
    if (workspaces === 'unreadable') return 'unreadable';
    if (!meet(workspaces.here, allowed.workspaces)) return 'workspace';
  }
  return allowed.channels.length > 0 && !isListed(allowed.channels, channel) ? 'channel' : undefined;
};

const isNamed = ({ personId }: Asked, { groups }: Rights, allowed: AccessLists): boolean =>
  isListed(allowed.people, personId) ||
  (groups !== 'unreadable' && groups.some((group) => isListed(allowed.groups, group)));

const findByStanding = (person: Rights, { allowed, guests, strangers }: AccessRules): Denial | undefined => {
  if (allowed.groups.length > 0 && person.groups === 'unreadable') return 'unreadable';
  if (allowed.people.length > 0 || allowed.groups.length > 0) return 'person';
  if (person.standing === 'unreadable') return guests && strangers ? undefined : 'unreadable';
  if (person.standing === 'guest' && !guests) return 'guest';
  if (person.standing === 'stranger' && !strangers) return 'stranger';
  return undefined;
};

const meet = (some: readonly string[], others: readonly string[]): boolean =>
  some.some((each) => others.includes(each));
