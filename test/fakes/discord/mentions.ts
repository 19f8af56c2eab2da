import type { Pings } from './message.ts';
import { isAllowed } from './permissions.ts';
import type { Channel, World } from './world.ts';

/** As it travels in a request. */
export interface AllowedMentions {
  parse?: ('users' | 'roles' | 'everyone')[] | null;
  users?: string[] | null;
  roles?: string[] | null;
  replied_user?: boolean | null;
}

const unique = (ids: Iterable<string>): string[] => [...new Set(ids)];

const idsIn = (content: string, pattern: RegExp): string[] =>
  unique([...content.matchAll(pattern)].map((match) => match[1] ?? ''));

/** Everything that a text names, whoever wrote it. Code is not looked at: Discord reads mentions there as text. */
const named = (content: string): Pings => {
  const prose = content.replaceAll(/```[\s\S]*?```|`[^`\n]*`/g, ' ');
  return {
    users: idsIn(prose, /<@!?(\d+)>/g),
    roles: idsIn(prose, /<@&(\d+)>/g),
    everyone: /@(everyone|here)\b/.test(prose),
  };
};

/**
 * Whom a message mentions. Without `allowed` everything named counts; what the author has no right to mention never does.
 * `defaults` are the kinds that count when the request says nothing: interactions and webhooks start with users only.
 */
export const findMentions = (
  world: World,
  channel: Channel,
  authorId: string,
  content: string,
  allowed?: AllowedMentions | null,
  defaults: readonly ('users' | 'roles' | 'everyone')[] = ['users', 'roles', 'everyone'],
): Pings => {
  const found = named(content);
  const guild = world.guildOf(channel);
  const mayEveryone = guild !== undefined && isAllowed(world, channel, authorId, 'MentionEveryone');
  const kinds = allowed ? (allowed.parse ?? []) : defaults;
  const users = found.users.filter(
    (id) => world.users.has(id) && (kinds.includes('users') || allowed?.users?.includes(id) === true),
  );
  const roles = found.roles.filter((id) => {
    const role = guild?.roles.get(id);
    if (!role || !(role.mentionable || mayEveryone)) return false;
    return kinds.includes('roles') || allowed?.roles?.includes(id) === true;
  });
  return { users, roles, everyone: found.everyone && mayEveryone && kinds.includes('everyone') };
};
