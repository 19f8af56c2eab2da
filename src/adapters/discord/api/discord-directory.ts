import { PermissionFlagsBits } from 'discord.js';
import type { APIGuildMemberNoUser, APIUser, ChannelType, Client, GuildMember } from 'discord.js';

/** Who the bot is at Discord. */
export interface DiscordSelf {
  userId: string;
  applicationId: string;
}

/** What is known without asking Discord. */
export interface Surroundings {
  /** The bot's own user. */
  userId: string;
  /** The role that Discord made for the bot in a guild; people mention it instead of the bot. */
  roleId(guildId: string): string | undefined;
  channelType(channelId: string): ChannelType | undefined;
  parentId(channelId: string): string | undefined;
  /** Names of channels and roles, without their sign. */
  nameOf(id: string, guildId: string | undefined): string | undefined;
}

/** A bot that is in more guilds looks for a stranger's membership in the first ones only. */
const GUILDS_SEARCHED = 20;

/** What discord.js keeps in its caches of guilds, channels, roles and members, asked by id. */
export class DiscordDirectory {
  readonly #client: () => Client | undefined;
  readonly #self: () => DiscordSelf | undefined;

  constructor(client: () => Client | undefined, self: () => DiscordSelf | undefined) {
    this.#client = client;
    this.#self = self;
  }

  /** Undefined before Discord has said who the bot is. */
  surroundings(): Surroundings | undefined {
    const userId = this.#self()?.userId;
    if (userId === undefined) return undefined;
    return {
      userId,
      roleId: (guildId) => this.#client()?.guilds.cache.get(guildId)?.roles.botRoleFor(userId)?.id,
      channelType: (channelId) => this.#client()?.channels.cache.get(channelId)?.type,
      parentId: (channelId) => this.#parentId(channelId),
      nameOf: (id, guildId) => this.#nameOf(id, guildId),
    };
  }

  /** Such as "#general" or "the thread "Sky" in #general". */
  placeName(channelId: string): string {
    const channel = this.#client()?.channels.cache.get(channelId);
    if (!channel || !('name' in channel) || channel.name === null) return 'a channel';
    if (!channel.isThread()) return `#${channel.name}`;
    const parent = channel.parent ? ` in #${channel.parent.name}` : '';
    return `the thread "${channel.name}"${parent}`;
  }

  /** Undefined where somebody is not in the guild, or it cannot be found out. */
  async member(guildId: string, personId: string): Promise<GuildMember | undefined> {
    const guild = this.#client()?.guilds.cache.get(guildId);
    try {
      return await guild?.members.fetch(personId);
    } catch {
      return undefined; // not in the guild, or Discord does not answer: no rights either way
    }
  }

  async managesChannel(guildId: string, channelId: string, personId: string): Promise<boolean> {
    const channel = this.#client()?.channels.cache.get(channelId);
    if (!channel || channel.isDMBased()) return false;
    const member = await this.member(guildId, personId);
    return member !== undefined && channel.permissionsFor(member).has(PermissionFlagsBits.ManageChannels);
  }

  async sharesGuild(personId: string): Promise<boolean> {
    const guilds = [...(this.#client()?.guilds.cache.values() ?? [])].slice(0, GUILDS_SEARCHED);
    if (guilds.some((guild) => guild.members.cache.has(personId))) return true;
    for (const guild of guilds) if (await this.member(guild.id, personId)) return true;
    return false;
  }

  #nameOf(id: string, guildId: string | undefined): string | undefined {
    const client = this.#client();
    const channel = client?.channels.cache.get(id);
    if (channel && 'name' in channel && channel.name !== null) return channel.name;
    return guildId === undefined ? undefined : client?.guilds.cache.get(guildId)?.roles.cache.get(id)?.name;
  }

  #parentId(channelId: string): string | undefined {
    const channel = this.#client()?.channels.cache.get(channelId);
    return channel?.isThread() ? (channel.parentId ?? undefined) : undefined;
  }
}

/** How somebody is called here. */
export const nameOf = (user: APIUser, member: Pick<APIGuildMemberNoUser, 'nick'> | undefined): string =>
  member?.nick ?? user.global_name ?? user.username;
