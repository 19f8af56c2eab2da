import type { WireObject } from './message.ts';
import { canSee, permissionsIn } from './permissions.ts';
import type { Channel, Guild, Member, Role, User, World } from './world.ts';
import { channelTypes } from './world.ts';

/** `IS_GUEST` among the flags of members (docs.discord.com). */
const guestFlag = 1 << 4;

const iso = (ms: number): string => new Date(ms).toISOString();

export const userToWire = (user: User): WireObject => ({
  id: user.id,
  username: user.name,
  avatar: null,
  discriminator: user.bot ? '0001' : '0',
  public_flags: 0,
  flags: 0,
  ...(user.bot && { bot: true }),
  global_name: user.globalName,
  avatar_decoration_data: null,
  collectibles: null,
  primary_guild: null,
});

/** As it stands beside a message's author or a mentioned user. */
export const partialMemberToWire = (member: Member): WireObject => ({
  avatar: null,
  banner: null,
  communication_disabled_until: null,
  flags: member.isGuest === true ? guestFlag : 0,
  joined_at: iso(member.joinedAt),
  nick: member.nick,
  pending: false,
  premium_since: null,
  roles: [...member.roleIds],
  mute: false,
  deaf: false,
});

export const memberToWire = (world: World, member: Member): WireObject => ({
  ...partialMemberToWire(member),
  user: userToWire(world.user(member.userId)),
});

export const roleToWire = (role: Role): WireObject => ({
  id: role.id,
  name: role.name,
  permissions: role.permissions.toString(),
  position: role.position,
  color: 0,
  colors: { primary_color: 0, secondary_color: null, tertiary_color: null },
  hoist: false,
  managed: role.managedBy !== undefined,
  mentionable: role.mentionable,
  icon: null,
  unicode_emoji: null,
  flags: 0,
  ...(role.managedBy !== undefined && { tags: { bot_id: role.managedBy } }),
});

const threadToWire = (channel: Channel, botId: string): WireObject => {
  const thread = channel.thread;
  if (!thread) return {};
  const joinedAt = thread.members.get(botId);
  return {
    owner_id: thread.ownerId,
    parent_id: channel.parentId ?? null,
    rate_limit_per_user: 0,
    thread_metadata: {
      archived: thread.archived,
      archive_timestamp: iso(thread.archivedAt),
      auto_archive_duration: thread.autoArchiveMinutes,
      locked: thread.locked,
      create_timestamp: iso(thread.createdAt),
      ...(channel.type === channelTypes.privateThread && { invitable: true }),
    },
    message_count: thread.messageCount,
    total_message_sent: thread.messageCount,
    member_count: thread.members.size,
    ...(joinedAt !== undefined && { member: threadMemberToWire(channel.id, botId, joinedAt) }),
  };
};

export const threadMemberToWire = (threadId: string, userId: string, joinedAt: number): WireObject => ({
  id: threadId,
  user_id: userId,
  join_timestamp: iso(joinedAt),
  flags: 0,
});

export const channelToWire = (world: World, channel: Channel): WireObject => {
  const common = { id: channel.id, type: channel.type, flags: 0, last_message_id: channel.lastMessageId ?? null };
  if (channel.recipientIds) {
    return { ...common, recipients: channel.recipientIds.map((id) => userToWire(world.user(id))) };
  }
  const inGuild = { ...common, guild_id: channel.guildId, name: channel.name };
  if (channel.thread) return { ...inGuild, ...threadToWire(channel, world.botId) };
  return {
    ...inGuild,
    position: channel.position,
    parent_id: channel.parentId ?? null,
    topic: null,
    nsfw: false,
    rate_limit_per_user: 0,
    permission_overwrites: channel.overwrites.map((overwrite) => ({
      id: overwrite.id,
      type: overwrite.kind === 'role' ? 0 : 1,
      allow: overwrite.allow.toString(),
      deny: overwrite.deny.toString(),
    })),
    ...(channel.type === channelTypes.forum && { available_tags: [], default_forum_layout: 0 }),
  };
};

/** A channel as an interaction or a select menu shows it: with the rights of the person. */
export const interactionChannelToWire = (world: World, channel: Channel, userId: string): WireObject => ({
  ...channelToWire(world, channel),
  ...(channel.guildId !== undefined && { permissions: permissionsIn(world, channel, userId).toString() }),
});

/** The whole of a guild as GUILD_CREATE brings it; without the members intent the only member in it is the bot. */
export const guildToWire = (world: World, guild: Guild): WireObject => {
  const channels = [...world.channels.values()].filter((channel) => channel.guildId === guild.id);
  const bot = guild.members.get(world.botId);
  return {
    ...guildOutline(guild),
    joined_at: iso(bot?.joinedAt ?? guild.createdAt),
    large: false,
    unavailable: false,
    member_count: guild.members.size,
    voice_states: [],
    members: bot ? [memberToWire(world, bot)] : [],
    channels: channels.filter((channel) => !channel.thread).map((channel) => channelToWire(world, channel)),
    threads: channels
      .filter((channel) => channel.thread?.archived === false && canSee(world, channel, world.botId))
      .map((channel) => channelToWire(world, channel)),
    presences: [],
    stage_instances: [],
    guild_scheduled_events: [],
    soundboard_sounds: [],
  };
};

export const guildOutline = (guild: Guild): WireObject => ({
  id: guild.id,
  name: guild.name,
  icon: null,
  icon_hash: null,
  splash: null,
  discovery_splash: null,
  home_header: null,
  owner_id: guild.ownerId,
  afk_channel_id: null,
  afk_timeout: 300,
  widget_enabled: false,
  widget_channel_id: null,
  verification_level: 0,
  default_message_notifications: 1,
  explicit_content_filter: 0,
  roles: [...guild.roles.values()].map((role) => roleToWire(role)),
  emojis: [],
  stickers: [],
  features: [],
  mfa_level: 0,
  application_id: null,
  system_channel_id: null,
  system_channel_flags: 0,
  rules_channel_id: null,
  public_updates_channel_id: null,
  safety_alerts_channel_id: null,
  max_presences: null,
  max_members: 500_000,
  max_stage_video_channel_users: 50,
  max_video_channel_users: 25,
  vanity_url_code: null,
  description: null,
  banner: null,
  premium_tier: 0,
  premium_subscription_count: 0,
  preferred_locale: guild.locale,
  premium_progress_bar_enabled: false,
  nsfw: false,
  nsfw_level: 0,
  hub_type: null,
  incidents_data: null,
  region: 'deprecated',
});
