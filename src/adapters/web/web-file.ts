import type { Attachment, Fetched } from '../../core/ports/files.ts';
import { unread } from '../../files/fetch-file.ts';
import type { StoredMessage } from './talk/message.ts';
import type { Uploads } from './talk/uploads.ts';

/** What somebody has brought with a message. */
export const filesOf = ({ by, uploads = [] }: StoredMessage): Attachment[] =>
  uploads.map(({ id, name, bytes }) => ({ id, name, source: { by, bytes } }));

/** What such a file holds. Rejects only with the signal's reason. */
export const fetchUpload = async (
  uploads: Uploads,
  { id, source }: Attachment,
  { maxBytes, signal }: { maxBytes: number; signal: AbortSignal },
): Promise<Fetched> => {
  const { by, bytes } = source as { by: string; bytes: number };
  if (bytes > maxBytes) return unread('too-big');
  try {
    const pieces = [];
    for await (const piece of (await uploads.open(by, id)) ?? []) {
      signal.throwIfAborted();
      pieces.push(piece);
    }
    return pieces.length > 0 || bytes === 0 ? { type: 'bytes', bytes: Buffer.concat(pieces) } : unread('gone');
  } catch {
    signal.throwIfAborted();
    return unread('failed'); // the store does not answer, or a part of the file has ended before the rest
  }
};
