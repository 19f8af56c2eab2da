import type { Clock } from '../../../async/clock.ts';
import type { Attachment, Fetched, UnreadReason } from '../../../core/ports/files.ts';
import { unread } from '../../../files/fetch-file.ts';
import type { SlackFile } from '../slack-address.ts';
import type { SlackApi } from '../api/slack-api.ts';
import { fileName, payloadAt, textAt } from '../api/slack-payload.ts';
import type { Payload } from '../api/slack-payload.ts';

const MAX_TRIES = 3;
/** Between two tries, where Slack names no time, and at most, milliseconds. */
const RETRY_MS = 1_000;
const MAX_WAIT_MS = 60_000;

/** What Slack calls a file. Those from other organisations arrive as empty shells (`file_access: check_file_info`). */
export const lookUpFile = async (api: SlackApi, { id, name }: SlackFile): Promise<Attachment> => {
  if (name !== undefined) return { id, name, source: null };
  const found = await api.attempt('files.info', { file: id });
  return { id, name: (found.ok ? fileName(payloadAt(found.answer, 'file')) : undefined) ?? 'file', source: null };
};

/** Looked up once more: what was shared may be gone meanwhile. Rejects only with the signal's reason. */
export const fetchSlackFile = async (
  { api, clock }: { api: SlackApi; clock: Clock },
  { id }: Attachment,
  maxBytes: number,
  signal: AbortSignal,
): Promise<Fetched> => {
  let found = await api.attempt('files.info', { file: id });
  for (let tried = 1; tried < MAX_TRIES && !found.ok && found.failure.kind !== 'refused'; tried += 1) {
    const waitMs = found.failure.kind === 'limited' ? found.failure.retryAfterMs : RETRY_MS;
    await clock.sleep(Math.min(waitMs, MAX_WAIT_MS), signal);
    found = await api.attempt('files.info', { file: id });
  }
  signal.throwIfAborted();
  if (!found.ok) return unread(found.failure.kind === 'refused' ? reasonOf(found.failure.reason) : 'failed');
  const file = payloadAt(found.answer, 'file');
  const url = textAt(file, 'url_private_download') ?? textAt(file, 'url_private');
  if (url === undefined || !URL.canParse(url)) return unread('gone');
  const fetched = await api.download(url, maxBytes, signal);
  return fetched.type === 'bytes' && isCanvas(file) ? { ...fetched, isPage: true } : fetched;
};

/** Canvases, and the posts that came before them, are handed out as HTML. */
const isCanvas = (file: Payload | undefined): boolean =>
  textAt(file, 'mimetype') === 'application/vnd.slack-docs' ||
  ['quip', 'canvas'].includes(textAt(file, 'filetype') ?? '');

const reasonOf = (reason: string): UnreadReason =>
  reason === 'file_not_found' || reason === 'file_deleted' ? 'gone' : 'forbidden';
