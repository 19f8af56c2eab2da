import { LatestSender } from '../../../async/latest-sender.ts';
import type { Pending } from '../../../async/latest-sender.ts';
import { pause } from '../../../async/pause.ts';
import { within } from '../../../async/within.ts';
import { isBotError } from '../../../core/errors.ts';
import type { Notice, View } from '../../../core/ports/platform.ts';
import { asBotError, isFailure, isGone, isRefusal } from '../api/discord-failure.ts';
import type { DiscordFormerMessages } from './discord-former-messages.ts';
import type { DiscordMemory } from './discord-memory.ts';
import type { DiscordPlaceParts } from './discord-place-parts.ts';
import type { ProgressMessage } from './discord-progress-message.ts';
import { DiscordTyping } from './discord-typing.ts';
import { drawProgress } from '../draw/discord-view.ts';
import type { Drawing, Frame } from '../draw/discord-view.ts';

/** Discord takes about five edits in five seconds per channel, milliseconds. */
const EDIT_INTERVAL_MS = 1_200;
/** Of a message that is older than an hour it takes far fewer, milliseconds. */
const OLD_EDIT_INTERVAL_MS = 60_000;
/** The same is shown again after this time, milliseconds. */
const SAME_EDIT_INTERVAL_MS = 10 * 60_000;
const OLD_MS = 55 * 60_000;
/** What only goes on and would wait longer is left to the next view, milliseconds. */
const MAX_EDIT_WAIT_MS = 5_000;
/** A model is not kept waiting any longer for the first look, milliseconds. */
const FIRST_LOOK_MS = 3_000;

interface ProgressParts extends Pick<DiscordPlaceParts, 'api' | 'lines' | 'budget' | 'clock' | 'log'> {
  memory: DiscordMemory;
  message: ProgressMessage;
  former: DiscordFormerMessages;
  /** What stands around the text now. */
  frame: () => Frame;
  /** In the turn's line: nobody can be reached here. */
  onRefused: () => Promise<void>;
}

/** The live part of a place: the looks of its progress message, at a calm pace, and "is typing" beside them. */
export class DiscordProgress {
  readonly #parts: ProgressParts;
  readonly #typing: DiscordTyping;
  readonly #sender: LatestSender<View>;
  #drawn = '';
  #editedAt = Number.NEGATIVE_INFINITY;
  #pausedUntil = Number.NEGATIVE_INFINITY;
  /** Aborted when Discord says that nobody can be reached here. */
  readonly #gone = new AbortController();

  constructor(parts: ProgressParts) {
    const { lines, memory, clock } = parts;
    this.#parts = parts;
    this.#typing = new DiscordTyping(parts);
    this.#sender = new LatestSender((view) => lines.run(memory.turnId, () => this.#show(view)), {
      clock,
      intervalMs: EDIT_INTERVAL_MS,
      allow: (unwanted, pending) => this.#allow(unwanted, pending),
      isNews: (view) => view.goesOn !== true,
      onError: (error) => this.#noteFailure(error),
      // Later questions wait for this one's first sign of life.
      insists: (error) => this.#isFirst && mayHeal(error),
    });
  }

  /** Resolves once something was shown, or was refused. */
  get stood(): Promise<void> {
    return this.#sender.stood;
  }

  /** Returns at once, never throws. */
  show(view: View): void {
    this.#sender.show(view);
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
    await Promise.all([this.#sender.finish(), this.#typing.stop()]);
  }

  /** In the turn's line: last words instead of an answer, where there is a message for them. */
  async leave(last: View): Promise<void> {
    if (this.#parts.message.exists) await this.#look({ choices: [], ...last });
  }

  async #show(view: View): Promise<void> {
    try {
      await this.#look(view);
    } catch (error) {
      if (!isGone(error)) throw error;
      try {
        await this.#parts.onRefused();
      } finally {
        this.#gone.abort(asBotError(error, this.#parts.clock.now()));
      }
    }
  }

  async #look(view: View): Promise<void> {
    const { memory, message, former, frame, clock } = this.#parts;
    // Once an answer has the message nothing else is shown in it: no late look, and no last words of a run that failed afterwards.
    if (memory.signal.aborted || this.#gone.signal.aborted || memory.value.takenBy !== undefined) return;
    await memory.checkOwner();
    const channel = await message.typingChannel();
    if (channel !== undefined) this.#typing.start(channel);
    if (view.notify) await this.#goOn(view.notify);
    const drawn = drawProgress(view, frame());
    if (!this.#differs(drawn)) return;
    await message.show(drawn);
    this.#drawn = JSON.stringify(drawn);
    if (view.notify?.moved !== undefined)
      await former.point(view.notify.moved, { part: memory.progressPart, isAnswer: false });
    this.#editedAt = clock.monotonic();
  }

  /** The same again is an edit for nobody, but for finding out now and then whether anybody is there. */
  #differs(drawn: Drawing): boolean {
    const isOld = this.#parts.clock.monotonic() - this.#editedAt >= SAME_EDIT_INTERVAL_MS;
    return isOld || this.#parts.message.endsSoon || JSON.stringify(drawn) !== this.#drawn;
  }

  /** In a new message, where this is a later round, and everybody sees it. */
  async #goOn({ round }: Notice): Promise<void> {
    const { memory, message } = this.#parts;
    if (message.takesMany && round > (memory.value.round ?? 0)) await memory.change({ round, isGone: false });
  }

  async #allow(unwanted: AbortSignal, { newest, isNews }: Pending<View>): Promise<boolean> {
    const { clock, budget, frame, memory } = this.#parts;
    const now = clock.monotonic();
    if (this.#isFirst) return this.#allowFirst(unwanted);
    if (memory.signal.aborted || now < this.#pausedUntil) return false;
    const isOld = clock.now() - (memory.progress?.at ?? clock.now()) > OLD_MS;
    if (isOld && now - this.#editedAt < OLD_EDIT_INTERVAL_MS) return false;
    const view = newest();
    if (view && !this.#differs(drawProgress(view, frame()))) return true; // no edit comes of it
    return budget.take(unwanted, { isNews, ...(isNews() ? {} : { maxWaitMs: MAX_EDIT_WAIT_MS }) });
  }

  get #isFirst(): boolean {
    return this.#parts.memory.progress?.id === undefined && !Number.isFinite(this.#editedAt);
  }

  /** What is posted waits for nothing but the end of a rate limit. */
  async #allowFirst(unwanted: AbortSignal): Promise<boolean> {
    const { clock, budget, memory } = this.#parts;
    const waitMs = this.#pausedUntil - clock.monotonic();
    if (memory.signal.aborted || waitMs === Number.POSITIVE_INFINITY) return false;
    if (waitMs > 0 && !(await pause(clock, waitMs, unwanted))) return false;
    budget.spend();
    return true;
  }

  #noteFailure(error: unknown): void {
    const { clock, log, memory } = this.#parts;
    if (isFailure(error) && error.maybeSent) memory.noteUnseen();
    const after = asBotError(error, clock.now());
    // What the place cannot take, it will not take a second later either; the answer finds out for good.
    const forGood = isBotError(after, 'place-gone') || isBotError(after, 'turn-lost');
    const waitMs = isFailure(error) ? (error.retryAfterMs ?? 0) : 0;
    this.#pausedUntil = forGood ? Number.POSITIVE_INFINITY : clock.monotonic() + waitMs;
    log.debug({ err: error }, 'progress could not be shown');
  }
}

/** Discord does not answer, or nothing can be kept just now. */
const mayHeal = (error: unknown): boolean =>
  isBotError(error, 'store-failed') || (isFailure(error) && !isRefusal(error));
