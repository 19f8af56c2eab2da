import type { Clock } from '../../../async/clock.ts';
import { isDirect } from '../slack-address.ts';
import type { SlackAddress } from '../slack-address.ts';
import type { SlackDirectory } from '../api/slack-directory.ts';
import type { SlackOutbox } from './slack-outbox.ts';
import { STREAM } from './slack-memory.ts';
import type { SlackMemory } from './slack-memory.ts';
import type { AgentSupport } from './slack-session.ts';
import { listAt, tsAt } from '../api/slack-payload.ts';
import type { Payload } from '../api/slack-payload.ts';
import { onlySlackText } from '../draw/slack-text.ts';
import type { SlackApi } from '../api/slack-api.ts';

export interface SlackStreamParts {
  api: SlackApi;
  directory: SlackDirectory;
  clock: Clock;
  support: AgentSupport;
  address: SlackAddress;
  notes: SlackMemory;
  outbox: SlackOutbox;
}

/** Slack ends a stream after five minutes, whatever arrives in between, milliseconds. */
const LIFETIME_MS = 4 * 60_000;

/**
 * A draft as Slack's native stream, in direct messages only: in a channel the others would see its first words and nothing more until
 * its end. Whatever goes wrong ends the stream, and its message is edited like any other.
 * Invariant: one call at a time (the turn's line), and what was sent is always the beginning of what Slack shows.
 */
export class SlackStream {
  readonly #parts: SlackStreamParts;
  #open: { ts: string; since: number; sent: string } | undefined;
  #isOver = false;
  #hasSetActive = false;

  constructor(parts: SlackStreamParts) {
    this.#parts = parts;
  }

  /** Has the end of a stream told Slack as well that nothing works on the thread any more? */
  get hasSetActive(): boolean {
    return this.#hasSetActive;
  }

  get isOpen(): boolean {
    return this.#open !== undefined;
  }

  /** Could a draft be streamed here? */
  get isPossible(): boolean {
    const { address, support, notes } = this.#parts;
    return (
      !this.#isOver &&
      isDirect(address.channel) &&
      notes.threadOf(address) !== undefined &&
      address.pressed === undefined &&
      support.sessions &&
      support.nativeStop &&
      support.streams
    );
  }

  /** @returns whether the draft is shown; if not, its message has to be edited. */
  async show(draft: string): Promise<boolean> {
    if (!this.isPossible) return false;
    const open = this.#open;
    if (!open) return this.#begin(renderedDraft(draft, ''));
    if (this.#parts.clock.monotonic() - open.since >= LIFETIME_MS) return this.end('processing');
    const shown = renderedDraft(draft, open.sent);
    if (shown === undefined) return this.end('processing');
    if (shown.length === open.sent.length) return true;
    const args = { channel: this.#parts.address.channel, ts: open.ts, markdown_text: shown.slice(open.sent.length) };
    await this.#parts.notes.intend(this.#parts.notes.progressPart);
    const result = await this.#parts.api.attempt('chat.appendStream', args);
    if (result.ok) open.sent = shown;
    else if (result.failure.kind !== 'limited') return this.end('processing');
    return true;
  }

  /** Ends the stream of this run, or of one that died, so that its message can be edited. @returns false */
  async end(session: 'processing' | 'active'): Promise<false> {
    const { api, notes, address } = this.#parts;
    await this.#parts.outbox.removeLostStream();
    const ts = this.#open?.ts ?? notes.streamTs;
    this.#isOver ||= ts !== undefined;
    this.#open = undefined;
    if (ts === undefined) return false;
    await notes.checkOwner();
    // Refused when it has ended already: by time, by the person, or by an earlier run.
    const stopped = await api.attempt('chat.stopStream', { channel: address.channel, ts, session_status: session });
    this.#hasSetActive = stopped.ok && session === 'active';
    await notes.endStream();
    return false;
  }

  /** A stream is a message of its own: below the sign of life of a later question it would stand out of order. */
  async #isLast(placeholder: string): Promise<boolean> {
    const { api, notes, address } = this.#parts;
    const args = { channel: address.channel, ts: notes.threadOf(address), oldest: placeholder, limit: 2 };
    const result = await api.attempt('conversations.replies', args);
    const isLater = (message: Payload): boolean => Number(tsAt(message, 'ts')) > Number(placeholder);
    return result.ok && !listAt(result.answer, 'messages').some(isLater);
  }

  async #begin(first: string | undefined): Promise<boolean> {
    const { api, notes, address, directory, clock, support } = this.#parts;
    const budget = api.budget('chat.startStream');
    const placeholder = notes.ts(notes.progressPart);
    if (first === undefined || first === '' || placeholder === undefined || budget?.isBusy === true) return false;
    if (!(await this.#isLast(placeholder))) {
      this.#isOver = true;
      return false;
    }
    const { teamId } = await directory.self();
    await notes.intend(STREAM);
    budget?.spend();
    const result = await api.attempt('chat.startStream', {
      channel: address.channel,
      thread_ts: notes.threadOf(address),
      recipient_team_id: address.team ?? teamId,
      recipient_user_id: address.user,
      markdown_text: first,
    });
    const ts = result.ok ? tsAt(result.answer, 'ts') : undefined;
    if (ts !== undefined) {
      await notes.beginStream(ts);
      this.#open = { ts, since: clock.monotonic(), sent: first };
      await this.#parts.outbox.remove(placeholder);
      return true;
    }
    this.#isOver = true;
    if (!result.ok && result.failure.kind !== 'unanswered') await notes.forget(STREAM);
    if (!result.ok && result.failure.kind === 'refused') support.streams = false;
    return false;
  }
}

/**
 * As much of a draft as can be sent for good: whole words, and only what continues what was sent. Undefined when it no longer fits
 * into one message.
 */
export const renderedDraft = (draft: string, sent: string): string | undefined => {
  if (draft.trim() !== '' && !onlySlackText(draft)) return undefined;
  for (const whole of [/^[\s\S]*\s/, /^[\s\S]*\n/]) {
    const part = onlySlackText(whole.exec(draft)?.[0] ?? '');
    if (part?.markdown.startsWith(sent)) return part.markdown;
  }
  return sent;
};
