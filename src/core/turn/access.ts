import type { Arrival } from '../ports/arrival.ts';
import type { Person } from '../ports/platform.ts';

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

export type Denial = 'blocked' | 'workspace' | 'channel' | 'person' | 'guest' | 'stranger';

const NOBODY: AccessLists = { workspaces: [], channels: [], groups: [], people: [] };
export const openToMembers: AccessRules = {
  allowed: NOBODY,
  blocked: NOBODY,
  guests: false,
  strangers: false,
  denied: 'sentence',
};

/** Why this person may not use the bot here; undefined when they may. Blocks win, then places, then people, then standing. */
export const findDenial = (
  arrival: Pick<Arrival, 'workspace' | 'channel' | 'personId'>,
  person: Pick<Person, 'standing' | 'groups'>,
  { allowed, blocked, guests, strangers }: AccessRules,
): Denial | undefined => {
  const belongs = (lists: AccessLists): boolean =>
    lists.people.includes(arrival.personId) || person.groups.some((group) => lists.groups.includes(group));
  if (blocked.workspaces.includes(arrival.workspace) || blocked.channels.includes(arrival.channel) || belongs(blocked))
    return 'blocked';
  if (allowed.workspaces.length > 0 && !allowed.workspaces.includes(arrival.workspace)) return 'workspace';
  if (allowed.channels.length > 0 && !allowed.channels.includes(arrival.channel)) return 'channel';
  if (belongs(allowed)) return undefined;
  if (allowed.people.length > 0 || allowed.groups.length > 0) return 'person';
  if (person.standing === 'guest' && !guests) return 'guest';
  if (person.standing === 'stranger' && !strangers) return 'stranger';
  return undefined;
};
