import { GuildMemberFlags, MessageType } from 'discord.js';
import type { APIMessage, GuildMember } from 'discord.js';
import { BotError } from '../../../core/errors.ts';
import type { Person } from '../../../core/ports/person.ts';
import type { EarlierMessage, Scene } from '../../../core/ports/platform.ts';
import type { DiscordAddress } from '../discord-address.ts';
import type { DiscordApi } from '../api/discord-api.ts';
import { isBlank, questionText, visibleText } from '../api/discord-words.ts';
import type { Surroundings } from '../api/discord-directory.ts';
import { failedWith } from '../api/discord-failure.ts';
import { filesIn } from '../api/discord-files.ts';
import { attachmentOf } from './discord-file.ts';
import type { DiscordPlaceParts } from './discord-place-parts.ts';

type SceneParts = Pick<DiscordPlaceParts, 'api' | 'directory' | 'settings' | 'ruled'>;

const PAGE = 100;

/** All about a question that needs the network. */
export const readScene = async (parts: SceneParts, address: DiscordAddress, limit: number): Promise<Scene> => {
  const { directory } = parts;
  return {
    person: await readPerson(address, parts),
    text: address.via === 'message' ? address.text : '',
    where: address.kind === 'direct' ? 'a direct message' : directory.placeName(address.channelId),
    direct: address.kind === 'direct',
    files: (address.files ?? []).map((file) => attachmentOf(file, address)),
    earlier: limit > 0 ? await readEarlier(address, limit, parts) : [],
  };
};

/** As Discord tells it now, not as it was when something arrived: a question may have waited for hours. */
const readPerson = async ({ asker, guildId, channelId, kind }: DiscordAddress, parts: SceneParts): Promise<Person> => {
  const { directory, ruled } = parts;
  const { id, name } = asker;
  const isRuled = ruled.groups || ruled.workspaces;
  if (guildId === undefined || kind === 'direct') {
    const shared = await directory.memberships(id, isRuled ? 'all' : 'any');
    const guilds = shared.map((member) => member.guild.id);
    const standing = asker.standing === 'stranger' ? 'stranger' : standingIn(shared);
    return {
      name,
      standing,
      groups: rolesOf(shared),
      workspaces: { here: guilds, all: guilds },
      managesChannel: false,
    };
  }
  const member = await directory.member(guildId, id);
  const shared = isRuled ? await directory.memberships(id, 'all') : member ? [member] : [];
  // Where only the asker has the app, nobody can say more of them than the packet did.
  const standing = asker.standing === 'stranger' ? 'stranger' : standingIn(member ? [member] : []);
  const all = [...new Set([guildId, ...shared.map(({ guild }) => guild.id)])];
  const managesChannel = member !== undefined && (await directory.may(guildId, channelId, id, 'ManageChannels'));
  return { name, standing, groups: rolesOf(shared), workspaces: { here: [guildId], all }, managesChannel };
};

/** A guest is in a guild for one voice channel, or has not passed its screening yet. */
const isGuest = ({ pending, flags }: GuildMember): boolean => pending || flags.has(GuildMemberFlags.IsGuest);

const standingIn = (memberships: readonly GuildMember[]): Person['standing'] => {
  if (memberships.length === 0) return 'stranger';
  return memberships.every(isGuest) ? 'guest' : 'member';
};

/** Without the role that everybody in a guild has, which has the guild's id. */
const rolesOf = (memberships: readonly GuildMember[]): string[] =>
  memberships.flatMap(({ guild, roles }) => [...roles.cache.keys()].filter((role) => role !== guild.id));

/** What was said before, oldest first. In a channel nothing belongs to a question but what it replies to. */
const readEarlier = async (
  address: DiscordAddress,
  limit: number,
  parts: SceneParts,
): Promise<EarlierMessage[] | 'forbidden'> => {
  try {
    const around = parts.directory.surroundings();
    if (!around) throw new BotError('platform-failed', 'Discord has not said yet who the bot is');
    const messages = await fetchEarlier(address, limit, parts.api);
    const canRead = parts.settings.messageContent || address.kind === 'direct';
    if (
      !canRead &&
      messages.some((message) => isWritten(message) && message.author.id !== around.userId && isBlank(message))
    )
      return 'forbidden';
    return messages.flatMap((message) => asEarlierMessage(message, address, around));
  } catch (error) {
    if (failedWith(error, 'missingAccess', 'missingPermissions')) return 'forbidden';
    throw error;
  }
};

const fetchEarlier = async (address: DiscordAddress, limit: number, api: DiscordApi): Promise<APIMessage[]> => {
  if (address.kind === 'channel') {
    if (address.via !== 'message' || address.repliesTo === undefined) return [];
    return [await api.message(address.channelId, address.repliesTo)];
  }
  const messages: APIMessage[] = [];
  let before = address.via === 'message' ? address.messageId : address.interactionId;
  while (messages.length < limit) {
    const wanted = Math.min(limit - messages.length, PAGE);
    const page = await api.messages(address.channelId, { before, limit: wanted });
    messages.push(...page);
    const oldest = page.at(-1);
    if (!oldest || page.length < wanted) break;
    before = oldest.id;
  }
  // The first message of a thread stands for the one that the thread was opened on.
  return messages
    .toReversed()
    .map((message) =>
      message.type === MessageType.ThreadStarterMessage ? (message.referenced_message ?? message) : message,
    );
};

const isWritten = ({ type }: APIMessage): boolean =>
  type === MessageType.Default ||
  type === MessageType.Reply ||
  type === MessageType.ChatInputCommand ||
  type === MessageType.ContextMenuCommand;

const asEarlierMessage = (message: APIMessage, address: DiscordAddress, around: Surroundings): EarlierMessage[] => {
  const guild = address.guildId === undefined ? {} : { guild_id: address.guildId };
  if (!isWritten(message)) return [];
  const byBot = message.author.id === around.userId;
  const { content, mentions } = message;
  // Neither the small print below an answer is part of it, nor are its buttons.
  const text = byBot
    ? questionText({ content, mentions, ...guild }, around)
        .replaceAll(/^-# .*$/gm, '')
        .trim()
    : visibleText({ ...message, ...guild }, around);
  // What the bot has sent is part of its answers.
  const files = byBot ? [] : filesIn(message).map((file) => attachmentOf(file, address));
  if (text === '' && files.length === 0) return [];
  const who = message.author.global_name ?? message.author.username;
  return [{ who, byBot, text, ...(files.length > 0 ? { files } : {}) }];
};
