import type { APIAttachment, APIMessage } from 'discord.js';
import type { DiscordFile } from '../discord-address.ts';

type Holder = Partial<Pick<APIMessage, 'attachments'>>;
type Filed = Pick<APIMessage, 'id' | 'channel_id'> & Holder & { message_snapshots?: { message: Holder }[] };

/** The files of a message, and of what was forwarded with it. */
export const attachmentsIn = ({ attachments = [], message_snapshots: snapshots = [] }: Filed): APIAttachment[] => [
  ...attachments,
  ...snapshots.flatMap(({ message }) => message.attachments ?? []),
];

/** @param sharedBy who wrote the message, where that is not the asker */
export const filesIn = (message: Filed, sharedBy?: string): DiscordFile[] => {
  const foundIn = { channelId: message.channel_id, messageId: message.id };
  const found = ({ id, filename: name, url }: APIAttachment): DiscordFile => {
    const file = { id, name, url, foundIn };
    return sharedBy === undefined ? file : { ...file, sharedBy };
  };
  return attachmentsIn(message).map(found);
};
