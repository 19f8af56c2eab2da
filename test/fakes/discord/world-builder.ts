import { combinePermissions, everyonePermissions, type PermissionName } from './permissions.ts';
import { Person } from './person.ts';
import type { Backstage } from './route.ts';
import { type Channel, type ChannelTypeName, channelTypes, type Guild, type Member, type Role } from './world.ts';
import { guildToWire, memberToWire, roleToWire } from './world-wire.ts';

const intents = { guilds: 1 << 0, members: 1 << 1 } as const;

export interface MemberPlan {
  guild: Guild;
  name: string;
  nick?: string;
  roles?: Role[];
  bot?: boolean;
}

/** Puts guilds, channels, roles and people into the world, and tells the gateway of them. */
export class WorldBuilder {
  readonly #stage: Backstage;

  constructor(stage: Backstage) {
    this.#stage = stage;
  }

  /** With the bot in it and its managed role, as after an invitation. */
  addGuild(name: string): Guild {
    const { world } = this.#stage;
    const now = world.clock.now();
    const id = world.snowflakes.next();
    const everyone = { id, name: '@everyone', permissions: everyonePermissions, mentionable: false, position: 0 };
    const botRole: Role = {
      id: world.snowflakes.next(),
      name: world.user(world.botId).name,
      permissions: 0n,
      mentionable: true,
      position: 1,
      managedBy: world.botId,
    };
    const memberOf = (userId: string, roleIds: string[]): Member => ({ userId, nick: null, roleIds, joinedAt: now });
    const members = [memberOf(world.botId, [botRole.id]), memberOf(world.ownerId, [])];
    const guild: Guild = {
      id,
      name,
      ownerId: world.ownerId,
      locale: 'en-US',
      createdAt: now,
      roles: new Map([everyone, botRole].map((role) => [role.id, role])),
      members: new Map(members.map((member) => [member.userId, member])),
      botRoleId: botRole.id,
    };
    world.guilds.set(id, guild);
    world.publish({ t: 'GUILD_CREATE', intent: intents.guilds, d: () => guildToWire(world, guild) });
    return guild;
  }

  addChannel(plan: { guild: Guild; name: string; type: ChannelTypeName; deny: PermissionName[] }): Channel {
    const { world, book } = this.#stage;
    const { guild, name, type, deny } = plan;
    const overwrite = { id: guild.botRoleId, kind: 'role' as const, allow: 0n, deny: combinePermissions(deny) };
    const channel: Channel = {
      id: world.snowflakes.next(),
      type: channelTypes[type],
      name,
      guildId: guild.id,
      position: world.channels.size,
      overwrites: deny.length > 0 ? [overwrite] : [],
      messages: new Map(),
    };
    world.channels.set(channel.id, channel);
    book.tellOfChannel('CHANNEL_CREATE', channel);
    return channel;
  }

  addRole(guild: Guild, name: string, permissions: PermissionName[], mentionable: boolean): Role {
    const { world } = this.#stage;
    const role: Role = {
      id: world.snowflakes.next(),
      name,
      permissions: combinePermissions(permissions),
      mentionable,
      position: guild.roles.size,
    };
    guild.roles.set(role.id, role);
    const d = { guild_id: guild.id, role: roleToWire(role) };
    world.publish({ t: 'GUILD_ROLE_CREATE', intent: intents.guilds, d: () => structuredClone(d) });
    return role;
  }

  addMember({ guild, name, nick, roles = [], bot = false }: MemberPlan): Person {
    const { world } = this.#stage;
    const user = world.addUser(name, bot);
    const roleIds = roles.map(({ id }) => id);
    const member: Member = { userId: user.id, nick: nick ?? null, roleIds, joinedAt: world.clock.now() };
    guild.members.set(user.id, member);
    const d = { ...memberToWire(world, member), guild_id: guild.id };
    world.publish({ t: 'GUILD_MEMBER_ADD', intent: intents.members, d: () => structuredClone(d) });
    return new Person(this.#stage, user);
  }
}
