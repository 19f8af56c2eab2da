import { arrivalId } from '../../core/arrival-id.ts';
import { Calm } from '../../core/calm.ts';
import type { Clock } from '../../core/clock.ts';
import { BotError, isBotError } from '../../core/errors.ts';
import type { Log, Memory, Place, Scene, View } from '../../core/ports.ts';
import { isDirect } from './slack-address.ts';
import type { SlackAddress } from './slack-address.ts';
import type { SlackDirectory } from './slack-directory.ts';
import { PROGRESS, SlackNotes } from './slack-notes.ts';
import { SlackOutbox } from './slack-outbox.ts';
import { readScene } from './slack-scene.ts';
import { drawAnswer, drawProgress, EDIT_QUIETLY } from './slack-view.ts';
import type { SlackMessage } from './slack-view.ts';
import type { SlackWeb } from './slack-web.ts';
import type { TurnLines } from './turn-lines.ts';

/** What all places of one workspace share. */
export interface SlackHome {
  web: SlackWeb;
  directory: SlackDirectory;
  lines: TurnLines;
  clock: Clock;
  log: Log;
}

/** The least time between two looks of one message, milliseconds; all messages together share the workspace's budget. */
const CALM_MS = 1_200;

/** Where one turn is answered: a placeholder in the thread that becomes the answer, and the messages after it. */
export class SlackPlace implements Place {
  readonly #home: SlackHome;
  readonly #address: SlackAddress;
  readonly #notes: SlackNotes;
  readonly #outbox: SlackOutbox;
  readonly #looks: SlackOutbox;
  readonly #calm: Calm<View>;
  /** Aborted when the answer, or nothing more, comes: no look waits any longer. */
  readonly #ended = new AbortController();
  /** Somebody deleted the progress message. */
  #isGone = false;

  constructor(home: SlackHome, address: SlackAddress, memory: Memory) {
    const { web, clock, log } = home;
    this.#home = home;
    this.#address = address;
    this.#notes = new SlackNotes(memory);
    const parts = { web, clock, log: log.child({ turn: memory.turnId }), address, notes: this.#notes };
    const signal = AbortSignal.any([memory.signal, this.#ended.signal]);
    this.#outbox = new SlackOutbox({ ...parts, signal: memory.signal });
    this.#looks = new SlackOutbox({ ...parts, signal });
    this.#calm = new Calm((view) => home.lines.run(memory.turnId, () => this.#look(view)), {
      clock,
      intervalMs: CALM_MS,
      allow: () => this.#allow(signal),
      onError: (error) => this.#noteFailedLook(error),
    });
  }

  read(limit: number): Promise<Scene> {
    return readScene(this.#home, this.#address, limit);
  }

  progress(view: View): void {
    if (!this.#isQuiet()) this.#calm.show(view);
  }

  async say(view: View): Promise<void> {
    await this.#finish();
    await this.#home.lines.run(this.#notes.turnId, () => this.#deliver(view));
  }

  async leave(last?: View): Promise<void> {
    await this.#finish();
    await this.#home.lines
      .run(this.#notes.turnId, async () => {
        const ts = this.#progressTs();
        if (!last || ts === undefined || this.#isQuiet()) return;
        await this.#outbox.edit(ts, drawProgress(last));
      })
      .catch((error: unknown) => this.#noteFailedLook(error));
  }

  /** No look is wanted: the answer has the message, or nobody may write any more. */
  #isQuiet(): boolean {
    return this.#isGone || this.#notes.takenBy !== undefined || this.#notes.signal.aborted;
  }

  async #finish(): Promise<void> {
    this.#ended.abort(new BotError('steered', 'the answer comes'));
    await this.#calm.finish();
  }

  /** The first look goes at once; the others wait for their share of the workspace's budget. */
  async #allow(signal: AbortSignal): Promise<boolean> {
    if (this.#progressTs() === undefined) return true;
    try {
      await this.#home.web.budget('chat.update')?.turn(signal);
      return true;
    } catch (error) {
      if (signal.aborted) return false;
      throw error;
    }
  }

  #progressTs(): string | undefined {
    return this.#notes.ts(PROGRESS) ?? (this.#address.ephemeral ? undefined : this.#address.pressed);
  }

  async #look(view: View): Promise<void> {
    if (this.#isQuiet() || this.#ended.signal.aborted || this.#address.ephemeral) return;
    const message = drawProgress(view);
    const known = this.#progressTs() ?? (await this.#looks.find(PROGRESS));
    if (known === undefined) await this.#looks.post(PROGRESS, message);
    else this.#isGone = !(await this.#looks.edit(known, message));
  }

  #noteFailedLook(error: unknown): void {
    if (this.#ended.signal.aborted && isBotError(error, 'steered')) return;
    this.#home.log.info({ err: error, turn: this.#notes.turnId }, 'progress could not be shown');
  }

  async #deliver(view: View): Promise<void> {
    const key = arrivalId(JSON.stringify(view)).slice(0, 8);
    const messages = drawAnswer(view, this.#address.user);
    const { direct, ephemeral } = { direct: isDirect(this.#address.channel), ephemeral: this.#address.ephemeral };
    if ((view.private && !direct) || (ephemeral && !view.notify)) {
      await this.#whisper(key, messages, view);
    } else {
      await this.#speak(key, messages, view);
    }
  }

  async #speak(key: string, messages: readonly SlackMessage[], view: View): Promise<void> {
    const progress = this.#progressTs() ?? (await this.#outbox.find(PROGRESS));
    if (progress !== undefined && this.#notes.takenBy === undefined && !view.notify) await this.#notes.take(key);
    const replaces = progress !== undefined && this.#notes.takenBy === key;
    for (const [index, message] of messages.entries()) {
      const part = `${key}#${index}`;
      await this.#outbox.deliver(part, message, index === 0 && replaces ? progress : undefined);
    }
    if (view.notify) await this.#clearProgress();
  }

  /** For one person's eyes. Slack keeps no such message, so that one whose answer was lost is sent again. */
  async #whisper(key: string, messages: readonly SlackMessage[], view: View): Promise<void> {
    for (const [index, message] of messages.entries()) {
      const part = `${key}#${index}`;
      if (this.#notes.ts(part) !== undefined) continue;
      await this.#notes.intend(part);
      await this.#whisperPart(message, index === 0 && this.#address.ephemeral === true && !view.notify);
      await this.#notes.keep(part, 'private');
    }
    await this.#clearProgress();
  }

  async #whisperPart({ text, blocks }: SlackMessage, replaces: boolean): Promise<void> {
    const { web } = this.#home;
    const { channel, thread, user, responseUrl } = this.#address;
    if (responseUrl !== undefined) {
      try {
        await web.respond(responseUrl, { response_type: 'ephemeral', replace_original: replaces, text, blocks });
        return;
      } catch (error) {
        this.#home.log.info({ err: error }, 'a response URL does not work any more');
      }
    }
    const where = { channel, user, ...(thread !== undefined && { thread_ts: thread }) };
    await web.repeatable('chat.postEphemeral', { ...where, text, blocks, ...EDIT_QUIETLY }, this.#notes.signal);
  }

  /** The placeholder of an answer that stands elsewhere. */
  async #clearProgress(): Promise<void> {
    const ts = this.#notes.ts(PROGRESS);
    if (ts !== undefined && this.#notes.takenBy === undefined) await this.#outbox.remove(ts);
  }
}
