import { Locale, PermissionFlagsBits } from 'discord.js';
import { AsyncCache } from '../../../async/async-cache.ts';
import type { Clock } from '../../../async/clock.ts';
import { BotError } from '../../../core/errors.ts';
import type { DiscordApi } from './discord-api.ts';
import { asBotError, failedWith, isGone } from './discord-failure.ts';
import type { APIGuildMemberNoUser, APIUser, Channel, ChannelType, Client, GuildMember } from 'discord.js';

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

/** A channel or thread that Discord has told of. */
export interface SeenPlace {
  id: string;
  guildId: string;
  type: ChannelType;
  /** Its newest message. */
  lastId: string | undefined;
}

const TO_READ = [PermissionFlagsBits.ViewChannel, PermissionFlagsBits.ReadMessageHistory];

/** Rights may be a minute old (docs/privacy.md says so), milliseconds. */
const RIGHTS_MS = 60_000;
const MAX_KEPT = 5_000;
/** Memberships that are asked at the same time; Discord takes 50 requests a second of one bot. */
const GUILDS_AT_ONCE = 10;

/** What discord.js knows of guilds, channels and roles, asked by id, and who is a member where, as Discord tells it now. */
export class DiscordDirectory {
  readonly #client: () => Client | undefined;
  readonly #self: () => DiscordSelf | undefined;
  readonly #clock: Clock;
  readonly #api: DiscordApi;
  readonly #members: AsyncCache<GuildMember | undefined>;

  constructor(parts: {
    client: () => Client | undefined;
    self: () => DiscordSelf | undefined;
    api: DiscordApi;
    clock: Clock;
  }) {
    const { client, self, api, clock } = parts;
    this.#client = client;
    this.#self = self;
    this.#api = api;
    this.#clock = clock;
    this.#members = new AsyncCache({ max: MAX_KEPT, lifetime: { clock, ms: RIGHTS_MS } });
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

  /** All in which the bot may read what was said; channels of direct messages are not among them. */
  places(): SeenPlace[] {
    return [...(this.#client()?.channels.cache.values() ?? [])].flatMap((channel) => {
      if (channel.isDMBased() || !channel.isTextBased()) return [];
      const self = channel.guild.members.me;
      // Without itself in the cache it has to try.
      if (self && channel.permissionsFor(self.id)?.has(TO_READ) === false) return [];
      return [
        { id: channel.id, guildId: channel.guildId, type: channel.type, lastId: channel.lastMessageId ?? undefined },
      ];
    });
  }

  /** May the bot answer here, in a thread of its own if not in the channel? Undefined where it is not known without asking. */
  mayWrite(channelId: string): boolean | undefined {
    const channel = this.#client()?.channels.cache.get(channelId);
    if (!channel || channel.isDMBased()) return undefined;
    const self = channel.guild.members.me;
    const rights = self && channel.permissionsFor(self.id);
    if (!rights) return undefined;
    if (!rights.has(PermissionFlagsBits.ViewChannel)) return false;
    if (channel.isThread())
      return (
        rights.has(PermissionFlagsBits.SendMessagesInThreads) &&
        (channel.locked !== true || rights.has(PermissionFlagsBits.ManageThreads))
      );
    const toOpen = [PermissionFlagsBits.CreatePublicThreads, PermissionFlagsBits.SendMessagesInThreads];
    return rights.has(PermissionFlagsBits.SendMessages) || rights.has(toOpen);
  }

  /** @throws BotError where Discord cannot tell now */
  async exists(channelId: string): Promise<boolean> {
    return (await this.#ruling(channelId)) !== undefined;
  }

  /** Such as "#general" or "the thread "Sky" in #general". */
  placeName(channelId: string): string {
    const channel = this.#client()?.channels.cache.get(channelId);
    if (!channel || !('name' in channel) || channel.name === null) return 'a channel';
    if (!channel.isThread()) return `#${channel.name}`;
    const parent = channel.parent ? ` in #${channel.parent.name}` : '';
    return `the thread "${channel.name}"${parent}`;
  }

  /** The same in no language. */
  placeSign(channelId: string): string {
    const channel = this.#client()?.channels.cache.get(channelId);
    if (!channel || !('name' in channel) || channel.name === null) return '#…';
    return channel.isThread()
      ? `“${channel.name}”${channel.parent ? ` (#${channel.parent.name})` : ''}`
      : `#${channel.name}`;
  }

  /** Of a guild where somebody has chosen one: `en-US` stands in all the others (docs.discord.com, guild object). */
  locale(guildId: string): string | undefined {
    const locale = this.#client()?.guilds.cache.get(guildId)?.preferredLocale;
    return locale === Locale.EnglishUS ? undefined : locale;
  }

  /** Undefined where somebody is not in the guild, or the bot is not. At most a minute old. @throws BotError where Discord cannot tell now */
  member(guildId: string, personId: string): Promise<GuildMember | undefined> {
    return this.#members.get(`${guildId}:${personId}`, async () => {
      const guild = this.#asking().guilds.cache.get(guildId);
      try {
        // What discord.js keeps misses who has left: those events need a privileged intent.
        return await this.#api.call('read a member', async () => guild?.members.fetch({ user: personId, force: true }));
      } catch (failure) {
        if (failedWith(failure, 'unknownMember', 'unknownUser', 'unknownGuild')) return undefined;
        throw asBotError(failure, this.#clock.now());
      }
    });
  }

  /** Has somebody a right in a channel, or in the channel of a thread? No where that is gone. @throws BotError where Discord cannot tell now */
  async may(
    guildId: string,
    channelId: string | null | undefined,
    personId: string,
    right: 'ManageChannels' | 'ManageThreads' | 'ViewChannel',
  ): Promise<boolean> {
    const member = await this.member(guildId, personId);
    if (!member || typeof channelId !== 'string') return false;
    const channel = await this.#ruling(channelId);
    if (!channel || channel.isDMBased() || channel.isThread()) return false;
    return channel.permissionsFor(member).has(PermissionFlagsBits[right]);
  }

  /** The channel whose rights count in a channel or thread. Undefined where it is gone. @throws BotError where Discord cannot tell now */
  async #ruling(channelId: string): Promise<Channel | undefined> {
    const { channels } = this.#asking();
    try {
      const channel = await this.#api.call<Channel | null>('read a channel', () => channels.fetch(channelId));
      const parentId = channel?.isThread() ? channel.parentId : null;
      if (parentId === null) return channel ?? undefined;
      return (await this.#api.call<Channel | null>('read a channel', () => channels.fetch(parentId))) ?? undefined;
    } catch (failure) {
      if (isGone(failure)) return undefined;
      throw asBotError(failure, this.#clock.now());
    }
  }

  /** Memberships in the guilds of the bot: all of them, or the first that is found. @throws BotError where Discord cannot tell now */
  async memberships(personId: string, wanted: 'all' | 'any'): Promise<GuildMember[]> {
    const guilds = [...this.#asking().guilds.cache.values()].toSorted(
      (a, b) => Number(b.members.cache.has(personId)) - Number(a.members.cache.has(personId)),
    );
    const found: GuildMember[] = [];
    for (let next = 0; next < guilds.length; next += GUILDS_AT_ONCE) {
      const some = guilds.slice(next, next + GUILDS_AT_ONCE);
      const members = await Promise.all(some.map((guild) => this.member(guild.id, personId)));
      found.push(...members.filter((member) => member !== undefined));
      if (wanted === 'any' && found.length > 0) break;
    }
    return found;
  }

  /**
   * Before its READY a client knows of no guild: nobody is to be taken for a stranger by that.
   * discord.js drops its token at any 401; one that strays must not end all later calls.
   */
  #asking(): Client {
    const client = this.#client();
    if (!client || client.user === null) throw new BotError('platform-failed', 'Discord: not connected');
    if (client.token !== null) client.rest.setToken(client.token);
    return client;
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
