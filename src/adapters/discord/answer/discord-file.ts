import type { Attachment, Fetched } from '../../../core/ports/files.ts';
import { fetchFile, unread } from '../../../files/fetch-file.ts';
import type { FetchLimit } from '../../../files/fetch-file.ts';
import type { DiscordApi } from '../api/discord-api.ts';
import { isFailure } from '../api/discord-failure.ts';
import { attachmentsIn } from '../api/discord-files.ts';
import type { DiscordAddress, DiscordFile } from '../discord-address.ts';

type Source = Pick<DiscordFile, 'url' | 'foundIn'>;

/** Where Discord keeps what was attached to messages. @see https://docs.discord.com/developers/reference#image-formatting */
const FILE_ORIGINS = ['https://cdn.discordapp.com', 'https://media.discordapp.net'];

/** Elsewhere for an API elsewhere. */
export const fileOrigins = (apiUrl: string | undefined): readonly string[] =>
  apiUrl === undefined ? FILE_ORIGINS : [new URL(apiUrl).origin];

export const attachmentOf = (
  { id, name, url, sharedBy, foundIn }: DiscordFile,
  address: DiscordAddress,
): Attachment => {
  const own = address.via === 'message' ? { channelId: address.channelId, messageId: address.messageId } : undefined;
  const found = foundIn ?? own;
  const source = { ...(url === undefined ? {} : { url }), ...(found && { foundIn: found }) };
  return { id: id ?? name, name, source, ...(sharedBy === undefined ? {} : { sharedBy }) };
};

/** Rejects only with the signal's reason. */
export const fetchDiscordFile = async (
  { api, origins }: { api: DiscordApi; origins: readonly string[] },
  file: Attachment,
  limit: FetchLimit,
): Promise<Fetched> => {
  const { url } = file.source as Source;
  const fetched = url === undefined ? unread('gone') : await fetchFile({ url, origins }, limit);
  if (fetched.type === 'bytes' || (fetched.why !== 'gone' && fetched.why !== 'forbidden')) return fetched;
  const now = await findAgain(api, file);
  limit.signal.throwIfAborted();
  return now === undefined || now === url ? fetched : fetchFile({ url: now, origins }, limit);
};

/** Its address as it is now: one that is a day old leads nowhere. */
const findAgain = async (api: DiscordApi, { id, name, source }: Attachment): Promise<string | undefined> => {
  const { foundIn } = source as Source;
  if (!foundIn) return undefined;
  try {
    const there = attachmentsIn(await api.message(foundIn.channelId, foundIn.messageId));
    return (there.find((each) => each.id === id) ?? there.find(({ filename }) => id === name && filename === name))
      ?.url;
  } catch (error) {
    if (isFailure(error)) return undefined;
    throw error;
  }
};
