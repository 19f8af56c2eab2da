import type { Clock } from '../../../async/clock.ts';
import { KeyedLine } from '../../../async/keyed-line.ts';
import { pause } from '../../../async/pause.ts';
import type { Log } from '../../../core/ports/operator.ts';
import { shortenText } from '../../../markdown/split/shorten-text.ts';
import { isDirect } from '../slack-address.ts';
import type { SlackAddress } from '../slack-address.ts';
import type { SlackMemory } from './slack-memory.ts';
import type { SlackDirectory } from '../api/slack-directory.ts';
import { idsInSlackText, readSlackText } from '../api/slack-markup.ts';
import { textAt } from '../api/slack-payload.ts';
import type { SlackApi } from '../api/slack-api.ts';

/** What this workspace's Slack can do for an agent, as far as was seen; shared by all places. */
export interface AgentSupport {
  /** The app is an agent: its threads have a state, and a line of text. */
  sessions: boolean;
  /** Slack shows a Stop button of its own. */
  nativeStop: boolean;
  streams: boolean;
  /** Messages may have Slack's own thumbs. */
  thumbs: boolean;
}

export const allSupported = (): AgentSupport => ({ sessions: true, nativeStop: true, streams: true, thumbs: true });

export interface SlackSessionParts {
  api: SlackApi;
  directory: SlackDirectory;
  clock: Clock;
  log: Log;
  support: AgentSupport;
}

/** What is over by then needs no state, which would have to be taken back: two calls of Slack's less for a quick answer, milliseconds. */
const PATIENCE_MS = 1_000;
/** Slack takes the free text away after two minutes, milliseconds. */
const REFRESH_MS = 90_000;
const TITLE_MOST = 80;
/** Slack's own, around words and before lines. */
const MARKUP = /^> ?|(?<![\p{L}\p{N}])[*_~`]+|[*_~`]+(?![\p{L}\p{N}])/gmu;
/** Slack says so of every thread when the app is no agent, or lacks the method or its scope. */
const UNSUPPORTED = new Set([
  'unknown_method',
  'not_authorized',
  'missing_scope',
  'not_allowed_token_type',
  'no_permission',
]);

/**
 * What Slack shows of an agent beside its thread: "processing", which brings Slack's own Stop button and stays until it is taken back,
 * and in direct messages a line of text. All of it is cosmetic: nothing here rejects.
 */
export class SlackSession {
  readonly #parts: SlackSessionParts;
  readonly #address: SlackAddress;
  readonly #notes: SlackMemory;
  readonly #over = new AbortController();
  readonly #line = new KeyedLine();
  #begun = false;
  #isProcessing = false;
  #isTitled = false;
  /** What is to be shown once there is a state. */
  #wanted = '';
  #text = '';
  #shownAt: number | undefined;

  constructor(parts: SlackSessionParts, address: SlackAddress, notes: SlackMemory) {
    this.#parts = parts;
    this.#address = address;
    this.#notes = notes;
  }

  /** The first sign of work. Returns at once. */
  begin(): void {
    if (this.#begun || this.#over.signal.aborted || !this.#parts.support.sessions) return;
    this.#begun = true;
    void this.#beginToShow();
  }

  async #beginToShow(): Promise<void> {
    if (!(await pause(this.#parts.clock, PATIENCE_MS, this.#until))) return;
    this.#isProcessing = true;
    this.#then(() => this.#set('processing'));
    this.show(this.#wanted);
  }

  /** The newest line of text, after whatever was posted: a post takes it away. Returns at once. */
  show(text: string): void {
    this.#wanted = text;
    const { channel } = this.#address;
    const thread = this.#notes.threadOf(this.#address);
    const { clock, api, support } = this.#parts;
    if (!this.#isProcessing || thread === undefined || !isDirect(channel) || !support.sessions) return;
    if (this.#over.signal.aborted || api.budget('assistant.threads.setStatus')?.isBusy === true) return;
    if (text === this.#text && this.#ageMs() < REFRESH_MS) return;
    if (this.#shownAt === undefined) void this.#refresh();
    [this.#text, this.#shownAt] = [text, clock.monotonic()];
    this.#then(() => this.#setText(text));
  }

  /**
   * Nothing works on it any more.
   * @param maySayOtherwise an earlier run may have begun it
   * @param isActive it was told already
   */
  end({ maySayOtherwise, isActive }: { maySayOtherwise: boolean; isActive: boolean }): void {
    this.leave();
    const isNews = (this.#isProcessing || maySayOtherwise) && !isActive;
    if (!this.#parts.support.sessions || !(isNews || (this.#begun && this.#needsTitle))) return;
    this.#begun = this.#isProcessing = false;
    this.#then(() => this.#set('active'));
  }

  /** Somebody else works on it. */
  leave(): void {
    this.#over.abort(new Error('the work is over'));
  }

  /** Slack's line outlives two minutes in which nothing new happens. */
  async #refresh(): Promise<void> {
    while (await pause(this.#parts.clock, REFRESH_MS, this.#until)) {
      if (this.#ageMs() >= REFRESH_MS) this.show(this.#text);
    }
  }

  get #until(): AbortSignal {
    return AbortSignal.any([this.#over.signal, this.#parts.api.closing]);
  }

  #ageMs(): number {
    return this.#parts.clock.monotonic() - (this.#shownAt ?? Number.NEGATIVE_INFINITY);
  }

  /** A thread that begins with this question is named after it. */
  get #needsTitle(): boolean {
    const { since, asked } = this.#address;
    const thread = this.#notes.threadOf(this.#address);
    return !this.#isTitled && thread !== undefined && (thread === since || asked !== undefined);
  }

  async #set(status: 'processing' | 'active'): Promise<void> {
    const { channel } = this.#address;
    const { api, support, log } = this.#parts;
    const thread = this.#notes.threadOf(this.#address);
    if (thread === undefined) return;
    const title = this.#needsTitle ? await this.#title() : '';
    this.#isTitled = true;
    const args = { channel_id: channel, thread_ts: thread, status, ...(title !== '' && { title }) };
    const result = await api.attempt('agents.sessions.setStatus', args);
    if (!result.ok && result.failure.kind === 'limited' && status === 'active') {
      await api.repeatable('agents.sessions.setStatus', args, { signal: api.closing });
      return;
    }
    if (!result.ok && result.failure.kind === 'refused' && UNSUPPORTED.has(result.failure.reason)) {
      log.info({ reason: result.failure.reason }, 'Slack does not treat this app as an agent');
      support.sessions = false;
    }
    if (result.ok && textAt(result.answer, 'warning')?.includes('missing_agent_session_stopped') === true) {
      if (support.nativeStop)
        log.warn({}, 'the app does not subscribe to agent_session_stopped: no Stop button of Slack');
      support.nativeStop = false;
    }
  }

  /** What was asked, in plain words on one line. */
  async #title(): Promise<string> {
    const { directory } = this.#parts;
    const { text = '' } = this.#address;
    const { botUserId } = await directory.self();
    const names = await directory.names(idsInSlackText(text, botUserId));
    const words = readSlackText(text, { botUserId, nameOf: (id) => names.get(id) });
    return shortenText(words.replaceAll(MARKUP, '').replaceAll(/\s+/g, ' ').trim(), TITLE_MOST, 'utf16');
  }

  async #setText(status: string): Promise<void> {
    const { channel } = this.#address;
    const thread = this.#notes.threadOf(this.#address);
    if (this.#over.signal.aborted) return;
    const { api } = this.#parts;
    api.budget('assistant.threads.setStatus')?.spend();
    await api.attempt('assistant.threads.setStatus', { channel_id: channel, thread_ts: thread, status });
  }

  #then(job: () => Promise<void>): void {
    this.#line.run('session', job).catch((error: unknown) => {
      this.#parts.log.info({ err: error }, 'the state of a Slack session could not be set');
    });
  }
}
