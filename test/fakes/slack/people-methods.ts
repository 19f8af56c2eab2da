import { z } from 'zod';

import { checkArguments, flag, pageSize } from './argument-rules.ts';
import { channelJson } from './channel-json.ts';
import { present, type JsonObject } from './json-object.ts';
import { tier, type Backstage, type Methods } from './method.ts';
import { page } from './page.ts';
import { Refusal } from './refusal.ts';
import type { User, World } from './world.ts';

/** auth.test, users.* and usergroups.* */
export function peopleMethods(backstage: Backstage): Methods {
  return {
    'auth.test': { perMinute: 200, run: (given) => authTest(backstage, given) },
    'bots.info': { scope: 'users:read', perMinute: tier.three, run: (given) => botInfo(backstage, given) },
    'users.info': { scope: 'users:read', perMinute: tier.four, run: (given) => info(backstage, given) },
    'users.conversations': { perMinute: tier.three, run: (given) => conversations(backstage, given) },
    'usergroups.users.list': {
      scope: 'usergroups:read',
      perMinute: tier.two,
      run: (given) => groupUsers(backstage, given),
    },
    'usergroups.list': { scope: 'usergroups:read', perMinute: tier.two, run: (given) => groups(backstage, given) },
  };
}

const noArguments = z.strictObject({});

function authTest({ world }: Backstage, given: JsonObject): JsonObject {
  checkArguments(noArguments, given);
  return {
    url: `https://${world.domain}.slack.com/`,
    team: world.domain,
    user: world.bot.name,
    team_id: world.teamId,
    user_id: world.bot.id,
    bot_id: world.botId,
    is_enterprise_install: false,
  };
}

const botArguments = z.strictObject({ bot: z.string() });

function botInfo({ world }: Backstage, given: JsonObject): JsonObject {
  const { bot } = checkArguments(botArguments, given);
  if (bot !== world.botId) throw new Refusal('bot_not_found');
  const { id, name } = world.bot;
  return { bot: { id: bot, deleted: false, name, updated: 1, app_id: world.appId, user_id: id } };
}

const infoArguments = z.strictObject({ user: z.string(), include_locale: flag.optional() });

function info({ world }: Backstage, given: JsonObject): JsonObject {
  const args = checkArguments(infoArguments, given);
  const user = world.users.get(args.user);
  if (user === undefined) throw new Refusal('user_not_found');
  return { user: userJson(world, user, args.include_locale === true) };
}

const conversationsArguments = z.strictObject({
  types: z.string().optional(),
  exclude_archived: flag.optional(),
  limit: pageSize.optional(),
  cursor: z.string().optional(),
  user: z.string().optional(),
});

function conversations({ world, access }: Backstage, given: JsonObject): JsonObject {
  const args = checkArguments(conversationsArguments, given);
  const kinds = new Set((args.types ?? 'public_channel').split(',').map(kindOf));
  for (const { scope } of kinds) access.need(scope);
  const names = new Set([...kinds].map(({ kind }) => kind));
  const member = args.user ?? world.bot.id;
  const found = [...world.channels.values()].filter(
    (channel) =>
      names.has(channel.kind) && channel.members.has(member) && !(args.exclude_archived === true && channel.archived),
  );
  const { items, metadata } = page(found, args.limit ?? 100, args.cursor);
  return { channels: items.map((channel) => channelJson(world, channel)), ...metadata };
}

function kindOf(type: string): { kind: string; scope: string } {
  switch (type.trim()) {
    case 'public_channel':
      return { kind: 'channel', scope: 'channels:read' };
    case 'private_channel':
      return { kind: 'group', scope: 'groups:read' };
    case 'im':
      return { kind: 'im', scope: 'im:read' };
    case 'mpim':
      return { kind: 'mpim', scope: 'mpim:read' };
    default:
      throw new Refusal('invalid_types');
  }
}

const groupUsersArguments = z.strictObject({ usergroup: z.string(), include_disabled: flag.optional() });

function groupUsers({ world }: Backstage, given: JsonObject): JsonObject {
  const args = checkArguments(groupUsersArguments, given);
  const group = world.groups.get(args.usergroup);
  if (group === undefined) throw new Refusal('no_such_subteam');
  return { users: group.users };
}

const groupsArguments = z.strictObject({
  include_users: flag.optional(),
  include_count: flag.optional(),
  include_disabled: flag.optional(),
});

function groups({ world }: Backstage, given: JsonObject): JsonObject {
  const args = checkArguments(groupsArguments, given);
  const usergroups = [...world.groups.values()].map(({ id, handle, users }) =>
    present({
      id,
      team_id: world.teamId,
      is_usergroup: true,
      name: handle,
      handle,
      users: args.include_users === true ? users : undefined,
      user_count: users.length,
    }),
  );
  return { usergroups };
}

function userJson(world: World, user: User, locale: boolean): JsonObject {
  const isFromElsewhere = user.teamId !== world.teamId;
  // Of those from elsewhere, whom the app meets in no shared channel (docs.slack.dev/reference/objects/user-object).
  const isStranger = isFromElsewhere && ![...world.channels.values()].some(({ members }) => members.has(user.id));
  return {
    id: user.id,
    team_id: user.teamId,
    name: user.name,
    deleted: user.deleted,
    real_name: user.realName,
    tz: 'Europe/Helsinki',
    profile: {
      real_name: user.realName,
      real_name_normalized: user.realName,
      display_name: user.displayName,
      display_name_normalized: user.displayName,
      team: user.teamId,
    },
    is_stranger: isStranger ? true : undefined,
    ...(isFromElsewhere ? {} : { is_admin: user.admin, is_owner: false, is_primary_owner: false }),
    enterprise_user:
      world.enterprise === undefined || isFromElsewhere
        ? undefined
        : { id: user.id, enterprise_id: world.enterprise.id, teams: [world.teamId] },
    is_restricted: user.guest,
    is_ultra_restricted: false,
    is_bot: user.bot,
    is_app_user: false,
    updated: 1,
    ...(locale ? { locale: user.locale } : {}),
  };
}
