import type { Notices } from '../../../core/commands/notices.ts';
import { isRefusal } from '../api/discord-failure.ts';
import type { DiscordAddress } from '../discord-address.ts';
import { drawSentence } from '../draw/discord-view.ts';
import type { DiscordOutbox } from './discord-outbox.ts';
import type { DiscordPlaceParts } from './discord-place-parts.ts';

type RefusalParts = Pick<DiscordPlaceParts, 'directory' | 'told' | 'log'> & { outbox: DiscordOutbox; notices: Notices };

/** Where nobody can be told in the place, the asker is told in a direct message, once per place and some minutes; else it is given up quietly. */
export const tellDirectly = async (
  { directory, told, log, outbox, notices }: RefusalParts,
  address: DiscordAddress,
): Promise<void> => {
  const { kind, channelId, asker } = address;
  const who = `${channelId}:${asker.id}`;
  if (kind === 'direct' || told.has(who)) return;
  try {
    const channel = await outbox.directChannel(asker.id);
    const after = address.via === 'message' ? address.messageId : address.interactionId;
    const body = drawSentence(notices.discord.cannotPostIn(directory.placeSign(channelId)));
    await outbox.post('refused', { channel, after }, { body, files: [] });
    told.set(who, true);
  } catch (error) {
    if (!isRefusal(error)) throw error;
    log.info({ err: error }, 'nobody can be told, neither in the place nor directly');
  }
};
