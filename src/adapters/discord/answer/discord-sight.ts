import { ChannelType } from 'discord.js';
import type { Sight } from '../../../core/ports/person.ts';
import type { NamedChannel } from '../api/discord-api.ts';
import { failedWith } from '../api/discord-failure.ts';
import type { DiscordPlaceParts } from './discord-place-parts.ts';

interface Asked {
  conversation: string;
  /** Where that is named. */
  channelId: string;
  personId: string;
}
type SightParts = Pick<DiscordPlaceParts, 'api' | 'directory' | 'conversations'>;

const THREADS: ReadonlySet<ChannelType> = new Set([ChannelType.PublicThread, ChannelType.AnnouncementThread]);

/** Who may read a conversation that was named from another place, as Discord says now. */
export const readSight = async (parts: SightParts, asked: Asked): Promise<Sight> => {
  const { conversation, channelId, personId } = asked;
  const { api, directory } = parts;
  let channel: NamedChannel;
  try {
    channel = await api.channel(conversation);
  } catch (error) {
    // Named for a message or a slash command in the open channel, whoever reads that reads it; or a thread that was deleted.
    if (failedWith(error, 'unknownChannel'))
      return (await parts.conversations.isLinked(conversation)) ? 'everybody' : 'nobody';
    if (failedWith(error, 'missingAccess')) return 'nobody';
    throw error;
  }
  const { guild_id: guildId, parent_id: parentId, type } = channel;
  if (guildId === undefined) return conversation === channelId ? 'everybody' : 'nobody';
  if (type === ChannelType.PrivateThread) {
    const isIn = await api.isInThread(conversation, personId);
    return isIn || (await directory.may(guildId, parentId, personId, 'ManageThreads')) ? 'asker' : 'nobody';
  }
  const readable = THREADS.has(type) ? parentId : conversation;
  if (readable === (directory.surroundings()?.parentId(channelId) ?? channelId)) return 'everybody';
  return (await directory.may(guildId, readable, personId, 'ViewChannel')) ? 'asker' : 'nobody';
};
