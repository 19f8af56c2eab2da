import type { Notices } from '../../../core/commands/notices.ts';
import { BotError, isBotError } from '../../../core/errors.ts';
import type { View } from '../../../core/ports/platform.ts';
import { isDirect } from '../slack-address.ts';
import type { SlackAddress } from '../slack-address.ts';
import type { SlackPlaceParts } from './slack-place-parts.ts';
import type { SlackMemory } from './slack-memory.ts';
import type { SlackOutbox } from './slack-outbox.ts';
import { idAt, payloadAt, textAt } from '../api/slack-payload.ts';
import { drawNotice } from '../draw/slack-view.ts';

type File = NonNullable<View['files']>[number];

/** Files of an answer, each once: into the thread, or into the direct messages where only the asker may see them. @throws BotError */
export const uploadFiles = async (
  parts: SlackPlaceParts,
  place: { address: SlackAddress; notes: SlackMemory; outbox: SlackOutbox; notices: Notices },
  key: string,
  view: View,
): Promise<void> => {
  const { address, notes, outbox, notices } = place;
  for (const [index, file] of (view.files ?? []).entries()) {
    const part = `${key}@${index}`;
    if (notes.ts(part) !== undefined) continue;
    const isLost = notes.isLost(part);
    await notes.intend(part);
    try {
      const where = await placeFor(parts, address, notes.threadOf(address), view);
      if (!isLost || !(await outbox.hasFile(file.name))) await upload(parts, where, file, notes);
      await notes.keep(part, 'uploaded');
    } catch (error) {
      if (!isBotError(error, 'settings')) throw error;
      await outbox.post(part, drawNotice(notices.excuse(error))); // the scope is named in the log
    }
  }
};

const placeFor = async (
  parts: SlackPlaceParts,
  { channel, user }: SlackAddress,
  thread: string | undefined,
  view: View,
): Promise<object> => {
  if (!view.private || isDirect(channel)) {
    return { channel_id: channel, ...(thread !== undefined && { thread_ts: thread }) };
  }
  const opened = await parts.api.repeatable('conversations.open', { users: user });
  return { channel_id: idAt(payloadAt(opened, 'channel'), 'id') };
};

/** Only the last of the three steps shows anything. */
const upload = async ({ api }: SlackPlaceParts, where: object, file: File, notes: SlackMemory): Promise<void> => {
  const bytes = new TextEncoder().encode(file.text);
  const ticket = await api.repeatable(
    'files.getUploadURLExternal',
    { filename: file.name, length: bytes.length },
    notes,
  );
  const [url, id] = [textAt(ticket, 'upload_url'), idAt(ticket, 'file_id')];
  if (url === undefined || id === undefined)
    throw new BotError('platform-failed', 'Slack gives no address to upload to');
  await api.upload(url, bytes);
  await notes.checkOwner();
  await api.once('files.completeUploadExternal', { files: [{ id, title: file.name }], ...where }, notes);
};
