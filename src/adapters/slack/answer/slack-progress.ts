import { LatestSender } from '../../../async/latest-sender.ts';
import type { Pending } from '../../../async/latest-sender.ts';
import { within } from '../../../async/within.ts';
import { BotError, isBotError } from '../../../core/errors.ts';
import type { Notices } from '../../../core/commands/notices.ts';
import type { Notice, View } from '../../../core/ports/platform.ts';
import type { SlackAddress } from '../slack-address.ts';
import { SlackRefusal } from '../api/slack-failure.ts';
import type { SlackPlaceParts } from './slack-place-parts.ts';
import { SlackFormerMessages } from './slack-former-messages.ts';
import type { SlackMemory } from './slack-memory.ts';
import { SlackOutbox } from './slack-outbox.ts';
import { SlackQuestion } from './slack-question.ts';
import { SlackSession } from './slack-session.ts';
import { SlackStream } from './slack-stream.ts';
import { SlackDraft } from '../draw/slack-text.ts';
import { drawProgress } from '../draw/slack-view.ts';
import type { SlackMessage } from '../draw/slack-view.ts';

/** The least time between two looks of one message, milliseconds; all messages together share the workspace's budget. */
const EDIT_INTERVAL_MS = 1_200;
/** The same is shown again after this time, milliseconds. */
const SAME_EDIT_INTERVAL_MS = 10 * 60_000;

/** A model is not kept waiting any longer for the placeholder, milliseconds. */
const FIRST_LOOK_MS = 3_000;

/** The live part of a place: the placeholder, its looks, the native stream of a draft, and Slack's own line under the thread. */
export class SlackProgress {
  readonly #parts: SlackPlaceParts;
  readonly #address: SlackAddress;
  readonly #notes: SlackMemory;
  readonly #outbox: SlackOutbox;
  readonly #question: SlackQuestion;
  readonly #former: SlackFormerMessages;
  readonly #session: SlackSession;
  readonly #stream: SlackStream;
  readonly #sender: LatestSender<View>;
  readonly #draft = new SlackDraft();
  /** Aborted when the answer, or nothing more, comes: no look waits any longer. */
  readonly #ended = new AbortController();
  /** Aborted when Slack says that nobody can be reached here. */
  readonly #gone = new AbortController();
  /** Somebody deleted the progress message. */
  #isGone = false;
  #shown = '';
  #editedAt = Number.NEGATIVE_INFINITY;

  constructor(parts: SlackPlaceParts, address: SlackAddress, notes: SlackMemory, notices: Notices) {
    this.#parts = parts;
    this.#address = address;
    this.#notes = notes;
    const signal = AbortSignal.any([notes.signal, this.#ended.signal]);
    this.#outbox = new SlackOutbox({ ...parts, address, notes, signal });
    this.#session = new SlackSession(parts, address, notes);
    this.#question = new SlackQuestion(parts, { address, notes, outbox: this.#outbox, notices });
    this.#former = new SlackFormerMessages(parts, { address, notes, outbox: this.#outbox });
    this.#stream = new SlackStream({ ...parts, address, notes, outbox: this.#outbox });
    this.#sender = new LatestSender((view) => parts.lines.run(notes.turnId, () => this.#look(view)), {
      clock: parts.clock,
      intervalMs: EDIT_INTERVAL_MS,
      allow: (unwanted, pending) => this.#allow(unwanted, pending),
      isNews: (view) => view.goesOn !== true,
      onError: (error) => this.#noteFailure(error),
      // Later questions wait for this one's first sign of life.
      insists: (error) => this.ts === undefined && mayHeal(error),
    });
  }

  /** Resolves once something was shown, or was refused. */
  get stood(): Promise<void> {
    return this.#sender.stood;
  }

  /** Returns at once, never throws. */
  show(view: View): void {
    if (!this.#isQuiet()) this.#sender.show(view);
  }

  /** Resolves when the first look is over, or takes too long. */
  async first(): Promise<void> {
    await within({ clock: this.#parts.clock, timeoutMs: FIRST_LOOK_MS }, this.#sender.first());
  }

  get gone(): AbortSignal {
    return this.#gone.signal;
  }

  /** No look begins afterwards, and what was in flight is over. */
  async finish(): Promise<void> {
    this.#ended.abort(new BotError('steered', 'the answer comes'));
    await this.#sender.finish();
  }

  /** In the turn's line: the message that shows progress, ready to become something else. @throws BotError */
  async handOver(): Promise<string | undefined> {
    await this.#stream.end('active');
    return this.ts;
  }

  /** The work is over, whatever came of it. */
  rest(): void {
    // A run whose signal is aborted leaves it to the next one.
    if (this.#notes.signal.aborted) this.#session.leave();
    else this.#session.end({ maySayOtherwise: this.#notes.isResumed, isActive: this.#stream.hasSetActive });
  }

  /** In the turn's line: last words instead of an answer, where there is a message for them. */
  async leave(last: View): Promise<void> {
    await this.#stream.end('active');
    const { ts } = this;
    if (ts !== undefined && !this.#isQuiet()) await this.#outbox.edit(ts, this.#draw(last));
  }

  get ts(): string | undefined {
    const isFirst = this.#notes.round === 0 && !this.#address.ephemeral;
    return this.#notes.ts(this.#notes.progressPart) ?? (isFirst ? this.#address.pressed : undefined);
  }

  /** No look is wanted: the answer has the message, or nobody may write any more. */
  #isQuiet(): boolean {
    if (this.#isGone || this.#gone.signal.aborted) return true;
    return this.#notes.takenBy !== undefined || this.#notes.signal.aborted || !!this.#address.ephemeral;
  }

  /** The first look goes at once; the others wait for their share of the workspace's budget. */
  async #allow(unwanted: AbortSignal, { newest, isNews }: Pending<View>): Promise<boolean> {
    const view = newest();
    if (this.ts === undefined || (view && !this.#stream.isOpen && !this.#differs(view))) return true;
    const budget = this.#parts.api.budget(this.#stream.isOpen ? 'chat.appendStream' : 'chat.update');
    return budget?.take(unwanted, { isNews }) ?? true;
  }

  async #look(view: View): Promise<void> {
    if (this.#isQuiet() || this.#ended.signal.aborted) return;
    await this.#question.show();
    await this.#notes.checkOwner(); // Slack's own line follows, which nobody remembers
    this.#session.begin();
    if (view.notify) await this.#goOn(view.notify);
    const known = this.ts ?? (await this.#outbox.find(this.#notes.progressPart));
    if (known === undefined) {
      await this.#outbox.post(this.#notes.progressPart, this.#draw(view));
      this.#noteShown(view);
    } else if (!(await this.#streams(view)) && this.ts !== undefined && this.#differs(view)) {
      this.#isGone = !(await this.#outbox.edit(this.ts, this.#draw(view)));
      this.#noteShown(view);
    }
    if (view.notify?.moved !== undefined && this.ts !== undefined)
      await this.#former.point(view.notify.moved, { ts: this.ts, isAnswer: false });
    this.#session.show(view.text === undefined ? (view.note ?? '') : '');
  }

  /** In a new message, where this is a later round. */
  async #goOn({ round }: Notice): Promise<void> {
    if (round <= this.#notes.round) return;
    await this.#stream.end('processing');
    await this.#notes.beginRound(round);
    this.#isGone = false;
  }

  /** The same again is an edit for nobody, but for finding out now and then whether anybody is there. */
  #differs(view: View): boolean {
    const isOld = this.#parts.clock.monotonic() - this.#editedAt >= SAME_EDIT_INTERVAL_MS;
    return isOld || contentOf(view) !== this.#shown;
  }

  #noteShown(view: View): void {
    this.#shown = contentOf(view);
    this.#editedAt = this.#parts.clock.monotonic();
  }

  #draw(view: View): SlackMessage {
    return drawProgress(view, { draft: this.#draft, asker: this.#address.user });
  }

  /** A draft whose only choice is to stop it may be streamed: Slack shows its own button for that. */
  async #streams(view: View): Promise<boolean> {
    const canStopOnly = (view.choices ?? []).every(({ call }) => call.command === 'halt');
    if (view.text !== undefined && canStopOnly && this.#stream.isPossible) return this.#stream.show(view.text);
    // Of a run that died, or the draft is over: a stream cannot be edited before its end.
    return this.#stream.end('processing');
  }

  #noteFailure(error: unknown): void {
    if (this.#ended.signal.aborted && isBotError(error, 'steered')) return;
    if (isBotError(error, 'place-gone')) this.#gone.abort(error);
    this.#parts.log.info({ err: error, turn: this.#notes.turnId }, 'progress could not be shown');
  }
}

const contentOf = ({ goesOn: _goesOn, ...content }: View): string => JSON.stringify(content);

/** Slack does not answer, or nothing can be kept just now. */
const mayHeal = (error: unknown): boolean =>
  isBotError(error, 'store-failed') || (isBotError(error, 'platform-failed') && !(error instanceof SlackRefusal));
