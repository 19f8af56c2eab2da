import { arrivalId } from '../../../core/arrival-id.ts';
import { BotError } from '../../../core/errors.ts';
import { noticesIn } from '../../../core/commands/notices.ts';
import type { Notices } from '../../../core/commands/notices.ts';
import type { Language } from '../../../core/sentences/language.ts';
import type { Sight } from '../../../core/ports/person.ts';
import type { Attachment, Fetched } from '../../../core/ports/files.ts';
import type { Memory } from '../../../core/ports/memory.ts';
import type { Place, Scene, View } from '../../../core/ports/platform.ts';
import type { DiscordAddress } from '../discord-address.ts';
import { asBotError, isGone, isRefusal } from '../api/discord-failure.ts';
import { fetchDiscordFile } from './discord-file.ts';
import { DiscordFormerMessages } from './discord-former-messages.ts';
import { DiscordMemory } from './discord-memory.ts';
import { DiscordOutbox } from './discord-outbox.ts';
import type { DiscordPlaceParts } from './discord-place-parts.ts';
import { DiscordProgress } from './discord-progress.ts';
import type { ProgressMessage } from './discord-progress-message.ts';
import { ProgressPost } from './discord-progress-post.ts';
import { ProgressResponse } from './discord-progress-response.ts';
import { tellDirectly } from './discord-refusal.ts';
import { readScene } from './discord-scene.ts';
import { readSight } from './discord-sight.ts';
import { drawAnswer, drawInOne, drawProgress } from '../draw/discord-view.ts';
import type { Drawing, Frame } from '../draw/discord-view.ts';

const gone = async (): Promise<never> => {
  throw new BotError('place-gone', 'Discord: an address that no version of the bot has written');
};

/** The place of an address that cannot be read. */
export const unreadablePlace: Place = {
  read: gone,
  fetch: gone,
  checkReach: gone,
  sees: gone,
  say: gone,
  progress: () => undefined,
  shown: async () => undefined,
  leave: async () => undefined,
};

const keyOf = (view: View): string => arrivalId(JSON.stringify(view));

/** Where one turn is answered: a message that shows progress and becomes the answer, and the messages after it. */
export class DiscordPlace implements Place {
  readonly #parts: DiscordPlaceParts;
  readonly #address: DiscordAddress;
  readonly #language: Language | undefined;
  readonly #notices: Notices;
  readonly #memory: DiscordMemory;
  readonly #message: ProgressMessage;
  readonly #progress: DiscordProgress;
  readonly #former: DiscordFormerMessages;
  readonly #outbox: DiscordOutbox;
  readonly #said = Promise.withResolvers<void>();

  constructor(parts: DiscordPlaceParts, address: DiscordAddress, memory: Memory, language?: Language) {
    this.#parts = { ...parts, log: parts.log.child({ turn: memory.turnId }) };
    this.#address = address;
    this.#language = language;
    this.#notices = noticesIn(language);
    this.#memory = new DiscordMemory(memory);
    this.#outbox = new DiscordOutbox({ ...this.#parts, memory: this.#memory });
    const [remembered, outbox, notices] = [this.#memory, this.#outbox, this.#notices];
    this.#message = messageAt(address, { ...this.#parts, memory: remembered, outbox, notices });
    const own = { memory: remembered, message: this.#message };
    this.#former = new DiscordFormerMessages({ ...own, address, log: this.#parts.log });
    this.#progress = new DiscordProgress({
      ...this.#parts,
      ...own,
      former: this.#former,
      frame: () => this.#frame(),
      onRefused: () => this.#tellDirectly(),
    });
  }

  async read(limit: number): Promise<Scene> {
    try {
      await this.#message.check();
      return await readScene(this.#parts, this.#address, limit);
    } catch (error) {
      throw asBotError(error, this.#parts.clock.now());
    }
  }

  fetch(file: Attachment, maxBytes: number, signal: AbortSignal): Promise<Fetched> {
    const { api, clock, settings } = this.#parts;
    return fetchDiscordFile({ api, origins: settings.fileOrigins }, file, { maxBytes, clock, signal });
  }

  async checkReach(): Promise<AbortSignal> {
    try {
      await Promise.all([this.#progress.first(), this.#checkChannel()]);
    } catch (error) {
      throw asBotError(error, this.#parts.clock.now());
    }
    this.#progress.gone.throwIfAborted();
    return this.#progress.gone;
  }

  async sees(conversation: string): Promise<Sight> {
    const { channelId, asker } = this.#address;
    if (conversation === this.#address.conversation) return 'everybody';
    try {
      return await readSight(this.#parts, { conversation, channelId, personId: asker.id });
    } catch (error) {
      throw asBotError(error, this.#parts.clock.now());
    }
  }

  progress(view: View): void {
    this.#progress.show(view);
  }

  shown(): Promise<void> {
    return Promise.race([this.#progress.stood, this.#said.promise]);
  }

  async say(view: View): Promise<void> {
    await this.#progress.finish();
    try {
      await this.#inLine(async () => {
        await this.#sayOrExcuse(view);
        if (this.#memory.isUnsure) await this.#planLook(view);
      });
      this.#said.resolve();
    } catch (error) {
      throw asBotError(error, this.#parts.clock.now());
    }
  }

  async leave(last?: View | 'no-trace'): Promise<void> {
    await this.#progress.finish();
    if (last === 'no-trace') await this.#withdraw();
    if (!last || last === 'no-trace') return;
    try {
      await this.#inLine(() => this.#progress.leave(last));
    } catch (error) {
      this.#parts.log.debug({ err: error }, 'the last words of a run could not be shown');
    }
  }

  /** Some time after the answer was said. @throws DiscordFailure where it should be tried again. */
  async lookAgain(view: View): Promise<void> {
    const first = this.#inProgressMessage(view);
    const moved = view.notify?.moved;
    try {
      if (moved !== undefined) await this.#former.point(moved, { part: `${keyOf(view)}-0`, isAnswer: true }, true);
      if (first) await this.#message.restore(first);
    } catch (error) {
      if (!isRefusal(error)) throw error; // the message or the place is gone, or closed to us
    }
  }

  /** What only announced an answer is taken away. */
  async #withdraw(): Promise<void> {
    try {
      await this.#inLine(() => this.#message.withdraw());
    } catch (error) {
      this.#parts.log.debug({ err: error }, 'what announced an answer could not be taken away');
    }
  }

  #inLine(job: () => Promise<void>): Promise<void> {
    return this.#parts.lines.run(this.#memory.turnId, job);
  }

  /** Also for what shows no sign of life, such as a parked question. */
  async #checkChannel(): Promise<void> {
    const { via, kind, channelId } = this.#address;
    const { directory } = this.#parts;
    if (via !== 'message' || kind === 'direct') return;
    if (directory.mayWrite(channelId) !== false && (await directory.exists(channelId))) return;
    await this.#tellDirectly();
    throw new BotError('place-gone', 'Discord: the bot may not write here, or there is no such place any more');
  }

  #tellDirectly(): Promise<void> {
    return tellDirectly({ ...this.#parts, outbox: this.#outbox, notices: this.#notices }, this.#address);
  }

  /**
   * What Discord does not take today it does not take tomorrow: a sentence says so, here or in a direct message, instead of a question that
   * hangs for ever, or a fragment that looks like an answer.
   */
  async #sayOrExcuse(view: View): Promise<void> {
    try {
      await this.#say(view);
    } catch (error) {
      if (!isRefusal(error)) throw error;
      this.#parts.log.error({ err: error }, 'Discord refused an answer');
      if (isGone(error)) await this.#markFragment(view);
      else if (await this.#excuse(view)) return;
      await this.#tellDirectly();
      throw new BotError('place-gone', 'Discord refuses to take anything here');
    }
  }

  /** @returns false where Discord refuses that too. */
  async #excuse(view: View): Promise<boolean> {
    const excuse = drawProgress({ note: this.#notices.discord.notTaken, choices: [] }, this.#frame());
    const part = arrivalId(JSON.stringify(view), 'excuse');
    try {
      if (this.#memory.value.isTaken) await this.#message.below(excuse, part);
      else await this.#message.become(excuse, part);
      return true;
    } catch (error) {
      if (!isRefusal(error)) throw error;
      return false;
    }
  }

  /** Who may not write here any more may still change what stands: the beginning of an answer must not look like all of it. */
  async #markFragment(view: View): Promise<void> {
    const { takenBy, isTaken } = this.#memory.value;
    if (!isTaken || takenBy !== keyOf(view)) return;
    const marked = drawInOne({ ...view, note: this.#notices.discord.restNotTaken }, this.#frame());
    try {
      await this.#message.become(marked, `${takenBy}-fragment`);
    } catch (error) {
      if (!isRefusal(error)) throw error;
    }
  }

  async #say(view: View): Promise<void> {
    const frame = this.#frame();
    const key = keyOf(view);
    if (view.private && !this.#isAlone) {
      delete frame.quote; // whoever reads it has asked
      await this.#message.whisper(key, { inOne: () => drawInOne(view, frame), parts: () => drawAnswer(view, frame) });
      return;
    }
    const [first, ...rest] = this.#message.takesMany ? drawAnswer(view, frame) : [drawInOne(view, frame)];
    if (!first) return;
    await this.#sayFirst(first, key, view.notify !== undefined);
    for (const [index, drawing] of rest.entries()) await this.#message.below(drawing, `${key}-${index + 1}`);
    if (this.#memory.value.takenBy === key) await this.#message.conclude();
    if (view.notify) await this.#message.conclude(this.#memory.value.posts[`${key}-0`]?.id);
    const moved = view.notify?.moved;
    if (moved !== undefined) await this.#former.point(moved, { part: `${key}-0`, isAnswer: true });
    else if (view.notify) await this.#message.withdraw();
  }

  /** What of an answer stands in the progress message, once it was said. */
  #inProgressMessage(view: View): Drawing | undefined {
    const frame = this.#frame();
    if (this.#memory.value.takenBy === keyOf(view))
      return this.#message.takesMany ? drawAnswer(view, frame)[0] : drawInOne(view, frame);
    const isPrivate = this.#address.via === 'interaction' && this.#address.answers === 'private';
    return isPrivate && view.private ? drawInOne(view, frame) : undefined;
  }

  /** Before the turn can end, so that whatever dies, somebody looks. With no more than the look needs: it may wait for a day. */
  async #planLook(view: View): Promise<void> {
    const { turnId, value: memory } = this.#memory;
    const { files: _sent, thinking: _thought, ...looked } = view;
    const words = this.#address.via === 'message' ? { text: '' } : {};
    const address = { ...this.#address, ...words, files: [] } as DiscordAddress;
    const look = { turnId, address, memory, view: looked, language: this.#language };
    await this.#parts.lookAgain.add(`${turnId}:${keyOf(view)}`, look);
  }

  /** In the progress message, unless another answer stands there already, or everybody concerned should notice it. */
  async #sayFirst(drawing: Drawing, key: string, asNew: boolean): Promise<void> {
    const { takenBy, isTaken = false } = this.#memory.value;
    if (asNew || (isTaken && takenBy !== key)) {
      await this.#message.below(drawing, `${key}-0`);
      return;
    }
    if (isTaken) return;
    if (takenBy !== key) await this.#memory.change({ takenBy: key });
    await this.#message.become(drawing, `${key}-0`);
    await this.#memory.change({ isTaken: true });
  }

  /** In a direct message everything is for the asker's eyes only. */
  get #isAlone(): boolean {
    return this.#address.kind === 'direct' && this.#address.via === 'message';
  }

  #frame(): Frame {
    const { asker, via } = this.#address;
    const quote = via === 'interaction' ? this.#address.quote : undefined;
    const { settings } = this.#parts;
    const isNewThread = via === 'message' && this.#memory.value.opened === true;
    return {
      personId: asker.id,
      maxMessages: settings.answerMessages,
      ...(quote === undefined ? {} : { quote: { heading: this.#notices.askedBy(asker.name), text: quote } }),
      ...(isNewThread && !settings.messageContent ? { hint: this.#notices.discord.goOnByMention } : {}),
    };
  }
}

const messageAt = (
  address: DiscordAddress,
  parts: DiscordPlaceParts & { memory: DiscordMemory; outbox: DiscordOutbox; notices: Notices },
): ProgressMessage =>
  address.via === 'message' ? new ProgressPost(address, parts) : new ProgressResponse(address, parts);
