import { randomBytes } from 'node:crypto';
import { ChannelType, GuildMemberFlags, MessageType } from 'discord.js';
import type {
  APIGuildMemberNoUser,
  APIMessage,
  APIUser,
  GatewayMessageCreateDispatchData,
  GatewayMessageUpdateDispatchData,
} from 'discord.js';
import { arrivalId } from '../../../core/arrival-id.ts';
import type { Arrival } from '../../../core/ports/arrival.ts';
import { isId, timeOfId } from '../api/discord-id.ts';
import type { Asker, ChannelKind, DiscordFile, MessageAddress } from '../discord-address.ts';
import { nameOf } from '../api/discord-directory.ts';
import type { Surroundings } from '../api/discord-directory.ts';
import { filesIn } from '../api/discord-files.ts';
import { questionText } from '../api/discord-words.ts';

export interface HeardMessage {
  arrival: Arrival;
  /** `overheard` was not written to the bot: a question only where the bot was asked before. */
  heard: 'asked' | 'overheard';
}

/** Workspace of direct messages, which belong to no guild. */
export const DIRECT = 'direct';

const THREADS = new Set<ChannelType | undefined>([
  ChannelType.PublicThread,
  ChannelType.PrivateThread,
  ChannelType.AnnouncementThread,
]);
const WITH_THREADS = new Set<ChannelType | undefined>([ChannelType.GuildText, ChannelType.GuildAnnouncement]);

export const kindOfChannel = (type: ChannelType | undefined, guildId: string | undefined): ChannelKind => {
  if (THREADS.has(type)) return 'thread';
  return type === ChannelType.DM || guildId === undefined ? 'direct' : 'channel';
};

/**
 * A message as a question, if it can be one. Undefined for the bot itself, other bots, system messages, and what is for somebody else.
 * @param at when it was asked; by its id, which is Discord's own clock, where that is not given
 */
export const hearMessage = (
  message: GatewayMessageCreateDispatchData,
  around: Surroundings,
  at?: number,
): HeardMessage | undefined => {
  if (!isId(message.id) || !isId(message.channel_id) || !isId(message.author.id) || !isByPerson(message, around))
    return undefined;
  const channelType = message.channel_type ?? around.channelType(message.channel_id);
  const kind = kindOfChannel(channelType, message.guild_id);
  const repliedTo = message.referenced_message;
  const isReply = message.type === MessageType.Reply;
  const repliesToBot = isReply && repliedTo?.author.id === around.userId;
  const isMentioned = message.mentions.some((user) => user.id === around.userId) || mentionsRole(message, around);
  const text = questionText(message, around);
  const isAsked = isMentioned || repliesToBot || kind === 'direct';
  const isEmpty = text === '' && filesIn(message).length === 0;
  // Without the privileged intent, what is not for the bot arrives with its content taken out.
  if (isEmpty && !isMentioned && kind !== 'direct') return undefined;
  if (!isAsked && (kind !== 'thread' || isForSomebodyElse(message))) return undefined;
  const opensThread = kind === 'channel' && !repliesToBot && (!channelType || WITH_THREADS.has(channelType));
  const conversation = kind !== 'channel' ? message.channel_id : repliesToBot && repliedTo ? repliedTo.id : message.id;
  const address: MessageAddress = {
    via: 'message',
    conversation,
    channelId: message.channel_id,
    ...(message.guild_id === undefined ? {} : { guildId: message.guild_id }),
    kind,
    asker: askerOf(message.author, message.member),
    messageId: message.id,
    text,
    opensThread,
    ...(isReply && repliedTo && !repliesToBot ? { repliesTo: repliedTo.id } : {}),
    files: [...filesIn(message), ...(isReply && repliedTo && !repliesToBot ? filesOfOther(repliedTo) : [])],
  };
  const placeKind = kind === 'channel' && repliesToBot ? 'thread' : kind;
  const arrival = arrivalOf(message, address, placeKind, around);
  return { arrival: at === undefined ? arrival : { ...arrival, at }, heard: isAsked ? 'asked' : 'overheard' };
};

/** Of a message that somebody else has written. */
export const filesOfOther = (message: APIMessage): DiscordFile[] => filesIn(message, nameOf(message.author, undefined));

const arrivalOf = (
  message: GatewayMessageCreateDispatchData,
  address: MessageAddress,
  placeKind: NonNullable<Arrival['placeKind']>,
  around: Surroundings,
): Arrival => ({
  id: messageTurn(message.channel_id, message.id),
  platform: 'discord',
  workspace: message.guild_id ?? DIRECT,
  channel: (address.kind === 'thread' ? around.parentId(message.channel_id) : undefined) ?? message.channel_id,
  conversation: address.conversation,
  placeKind,
  personId: message.author.id,
  input: address.text,
  address,
  at: timeOfId(message.id),
});

/** The turn that a message is, if it is one. */
export const messageTurn = (channelId: string, messageId: string): string => arrivalId('discord', channelId, messageId);

/** What is kept of a question, so that its edits and its deletion can be told from those of other messages. */
export type AskedMessage = {
  conversation: string;
  workspace: string;
  channel: string;
  kind: ChannelKind;
  asker: Asker;
  /** As in the address of the question. */
  opensThread?: boolean;
  repliesTo?: string;
  /** Salted fingerprint of the text: embeds that Discord adds to a message are edits too, but change nothing. */
  print: string;
};

export const askedMessage = (arrival: Arrival, address: MessageAddress): AskedMessage => ({
  conversation: arrival.conversation,
  workspace: arrival.workspace,
  channel: arrival.channel,
  kind: address.kind,
  asker: address.asker,
  opensThread: address.opensThread,
  ...(address.repliesTo === undefined ? {} : { repliesTo: address.repliesTo }),
  print: printOfText(address.text),
});

/** With a salt of its own, so that nobody who reads the store can try out texts on all questions at once. */
export const printOfText = (text: string, salt = randomBytes(12).toString('base64url')): string =>
  `${salt}:${arrivalId(salt, text)}`;

const isPrintOf = (print: string, text: string): boolean => {
  const [salt = '', hash] = print.split(':');
  return hash === undefined ? print === arrivalId(text) : print === printOfText(text, salt); // version 0.1 had no salt
};

/** Undefined unless the words of a question have changed. */
export const hearEdit = (
  message: GatewayMessageUpdateDispatchData,
  asked: AskedMessage,
  around: Surroundings,
): Arrival | undefined => {
  const text = questionText(message, around);
  // An edit that takes the mention away takes the content away as well, where the bot may not read everything.
  if (text === '' || !message.edited_timestamp || isPrintOf(asked.print, text)) return undefined;
  const turn = messageTurn(message.channel_id, message.id);
  const id = arrivalId('discord', 'edited', message.channel_id, message.id, message.edited_timestamp);
  const at = Date.parse(message.edited_timestamp);
  const edit = aboutMessage(message, asked, { id, at, input: { command: 'edited', args: { turn, text } } });
  // The address of the question as it is now: an answer that is still open is given to that.
  const { opensThread = false, repliesTo } = asked;
  const now = { text, opensThread, files: filesIn(message), ...(repliesTo === undefined ? {} : { repliesTo }) };
  return { ...edit, address: { ...(edit.address as MessageAddress), ...now } };
};

export const hearDeletion = (message: { id: string; channel_id: string }, asked: AskedMessage, at: number): Arrival => {
  const turn = messageTurn(message.channel_id, message.id);
  const id = arrivalId('discord', 'deleted', message.channel_id, message.id);
  return aboutMessage(message, asked, { id, at, input: { command: 'deleted', args: { turn } } });
};

const aboutMessage = (
  message: { id: string; channel_id: string },
  asked: AskedMessage,
  event: Pick<Arrival, 'id' | 'at' | 'input'>,
): Arrival => {
  const { conversation, workspace, channel, kind, asker } = asked;
  const address: MessageAddress = {
    via: 'message',
    conversation,
    channelId: message.channel_id,
    ...(workspace === DIRECT ? {} : { guildId: workspace }),
    kind,
    asker,
    messageId: message.id,
    text: '',
    opensThread: false,
    files: [],
  };
  const placeKind = kind === 'channel' ? 'thread' : kind; // a question was asked here, which began a conversation
  return { ...event, platform: 'discord', workspace, channel, conversation, placeKind, personId: asker.id, address };
};

/** Our own messages tell which places are alive; they are never questions. */
const isByPerson = (message: GatewayMessageCreateDispatchData, around: Surroundings): boolean =>
  message.author.id !== around.userId &&
  message.author.bot !== true &&
  message.author.system !== true &&
  message.webhook_id === undefined &&
  (message.type === MessageType.Default || message.type === MessageType.Reply);

const mentionsRole = (message: GatewayMessageCreateDispatchData, around: Surroundings): boolean => {
  const role = message.guild_id === undefined ? undefined : around.roleId(message.guild_id);
  return role !== undefined && message.mention_roles.includes(role);
};

/** In a thread with several people, who begins by addressing another one does not ask the bot. */
const isForSomebodyElse = (message: GatewayMessageCreateDispatchData): boolean =>
  /^\s*<@[!&]?\d+>/.test(message.content) ||
  (message.type === MessageType.Reply && Boolean(message.referenced_message));

export const askerOf = (user: APIUser, member: APIGuildMemberNoUser | undefined): Asker => ({
  id: user.id,
  name: nameOf(user, member),
  ...(member ? { standing: isGuest(member) ? 'guest' : 'member' } : {}),
  roles: member?.roles ?? [],
});

const isGuest = (member: APIGuildMemberNoUser): boolean =>
  member.pending === true || (member.flags & GuildMemberFlags.IsGuest) !== 0;
