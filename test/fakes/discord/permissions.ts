import type { Channel, Guild, World } from './world.ts';
import { channelTypes } from './world.ts';

/** Discord's permission bits that the fake knows, by the names that discord.js gives them. */
const permissionBits = {
  Administrator: 1n << 3n,
  ManageChannels: 1n << 4n,
  ManageGuild: 1n << 5n,
  AddReactions: 1n << 6n,
  ViewChannel: 1n << 10n,
  SendMessages: 1n << 11n,
  ManageMessages: 1n << 13n,
  EmbedLinks: 1n << 14n,
  AttachFiles: 1n << 15n,
  ReadMessageHistory: 1n << 16n,
  MentionEveryone: 1n << 17n,
  UseExternalEmojis: 1n << 18n,
  ManageRoles: 1n << 28n,
  UseApplicationCommands: 1n << 31n,
  ManageThreads: 1n << 34n,
  CreatePublicThreads: 1n << 35n,
  CreatePrivateThreads: 1n << 36n,
  SendMessagesInThreads: 1n << 38n,
} as const;

export type PermissionName = keyof typeof permissionBits;

export const combinePermissions = (names: readonly PermissionName[]): bigint =>
  names.reduce((bits, name) => bits | permissionBits[name], 0n);

const everything = combinePermissions(Object.keys(permissionBits) as PermissionName[]);

/** What everybody may do in a new guild; the bot's own role adds nothing to it until it is given more. */
export const everyonePermissions = combinePermissions([
  'AddReactions',
  'ViewChannel',
  'SendMessages',
  'EmbedLinks',
  'AttachFiles',
  'ReadMessageHistory',
  'UseExternalEmojis',
  'UseApplicationCommands',
  'CreatePublicThreads',
  'CreatePrivateThreads',
  'SendMessagesInThreads',
]);

/** From the roles alone; everything for owners and administrators. */
export const basePermissions = (guild: Guild, userId: string): bigint => {
  const member = guild.members.get(userId);
  if (!member) return 0n;
  if (guild.ownerId === userId) return everything;
  const roleIds = [guild.id, ...member.roleIds];
  const bits = roleIds.reduce((sum, id) => sum | (guild.roles.get(id)?.permissions ?? 0n), 0n);
  return bits & permissionBits.Administrator ? everything : bits;
};

/** Base permissions from roles, then the channel's overwrites in Discord's order; a thread has those of its parent. */
export const permissionsIn = (world: World, channel: Channel, userId: string): bigint => {
  const guild = channel.guildId === undefined ? undefined : world.guilds.get(channel.guildId);
  if (!guild) return channel.recipientIds?.includes(userId) === true || userId === world.botId ? everything : 0n;
  const member = guild.members.get(userId);
  let bits = basePermissions(guild, userId);
  if (!member || bits === everything) return bits;
  const holder = channel.thread && channel.parentId !== undefined ? world.channels.get(channel.parentId) : channel;
  const overwrites = holder?.overwrites ?? [];
  const apply = (ids: readonly string[]): void => {
    const chosen = overwrites.filter((overwrite) => ids.includes(overwrite.id));
    for (const { deny } of chosen) bits &= ~deny;
    for (const { allow } of chosen) bits |= allow;
  };
  apply([guild.id]);
  apply(member.roleIds);
  apply([userId]);
  return bits;
};

export const isAllowed = (world: World, channel: Channel, userId: string, name: PermissionName): boolean =>
  (permissionsIn(world, channel, userId) & permissionBits[name]) !== 0n;

/** Private threads show themselves to their members and to moderators only. */
export const canSee = (world: World, channel: Channel, userId: string): boolean =>
  isAllowed(world, channel, userId, 'ViewChannel') &&
  (channel.type !== channelTypes.privateThread ||
    channel.thread?.members.has(userId) === true ||
    isAllowed(world, channel, userId, 'ManageThreads'));
