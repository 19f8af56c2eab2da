import { arrivalId } from '../../../core/arrival-id.ts';
import { BotError } from '../../../core/errors.ts';
import { noticesIn } from '../../../core/commands/notices.ts';
import type { Notices } from '../../../core/commands/notices.ts';
import type { Language } from '../../../core/sentences/language.ts';
import type { Sight } from '../../../core/ports/person.ts';
import type { Attachment, Fetched } from '../../../core/ports/files.ts';
import type { Memory } from '../../../core/ports/memory.ts';
import type { Place, Scene, View } from '../../../core/ports/platform.ts';
import { isDirect, threadWithReplies } from '../slack-address.ts';
import type { SlackAddress } from '../slack-address.ts';
import type { SlackPlaceParts } from './slack-place-parts.ts';
import { fetchSlackFile } from './slack-file.ts';
import { SlackFormerMessages } from './slack-former-messages.ts';
import { SlackMemory } from './slack-memory.ts';
import { SlackOutbox } from './slack-outbox.ts';
import { SlackProgress } from './slack-progress.ts';
import { SlackQuestion } from './slack-question.ts';
import { isLastWord, tellAsker } from './slack-refusal.ts';
import { readScene } from './slack-scene.ts';
import { uploadFiles } from './slack-upload.ts';
import { drawAnswer, drawNotice, EDIT_QUIETLY } from '../draw/slack-view.ts';
import type { SlackAnswer, SlackMessage } from '../draw/slack-view.ts';

const gone = async (): Promise<never> => {
  throw new BotError('place-gone', 'Slack: an address that no version of the bot has written');
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

const keyOf = (view: View): string => arrivalId(JSON.stringify(view)).slice(0, 8);

/** Where one turn is answered: a placeholder in the thread that becomes the answer, and the messages after it. */
export class SlackPlace implements Place {
  readonly #parts: SlackPlaceParts;
  readonly #address: SlackAddress;
  readonly #notes: SlackMemory;
  readonly #outbox: SlackOutbox;
  readonly #notices: Notices;
  readonly #question: SlackQuestion;
  readonly #progress: SlackProgress;
  readonly #said = Promise.withResolvers<void>();
  readonly #former: SlackFormerMessages;

  constructor(parts: SlackPlaceParts, address: SlackAddress, memory: Memory, language?: Language) {
    this.#parts = { ...parts, log: parts.log.child({ turn: memory.turnId }) };
    this.#address = address;
    this.#notes = new SlackMemory(memory);
    this.#outbox = new SlackOutbox({ ...this.#parts, address, notes: this.#notes, signal: memory.signal });
    this.#notices = noticesIn(language);
    const [notes, outbox, notices] = [this.#notes, this.#outbox, this.#notices];
    this.#question = new SlackQuestion(this.#parts, { address, notes, outbox, notices });
    this.#former = new SlackFormerMessages(this.#parts, { address, notes, outbox });
    this.#progress = new SlackProgress(this.#parts, address, notes, notices);
  }

  async read(limit: number): Promise<Scene> {
    // A question that cannot be shown is not asked. With 0 only the asker is looked at, who has not been let in yet.
    if (limit > 0) await this.#parts.lines.run(this.#notes.turnId, () => this.#question.show());
    return readScene(this.#parts, this.#address, limit);
  }

  fetch(file: Attachment, maxBytes: number, signal: AbortSignal): Promise<Fetched> {
    return fetchSlackFile(this.#parts, file, maxBytes, signal);
  }

  async checkReach(): Promise<AbortSignal> {
    await Promise.all([this.#progress.first(), this.#checkChannel()]);
    const { gone: ended } = this.#progress;
    if (ended.aborted) await this.#tellAsker(ended.reason);
    ended.throwIfAborted();
    return ended;
  }

  sees(conversation: string): Promise<Sight> {
    const { channel, user } = this.#address;
    return this.#parts.directory.sight(conversation, { channel, user });
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
      await this.#parts.lines.run(this.#notes.turnId, () => this.#deliverOrExcuse(view));
      this.#said.resolve();
    } finally {
      this.#progress.rest();
    }
  }

  /** Some time after the answer was said. @throws BotError where it should be tried again. */
  async lookAgain(view: View): Promise<void> {
    const [content] = this.#draw(view).messages;
    if (!content) return;
    const first = `${keyOf(view)}#0`;
    const [moved, ts] = [view.notify?.moved, this.#notes.ts(first)];
    const line = moved === undefined || ts === undefined ? undefined : await this.#former.draw(moved, ts);
    await this.#outbox.tidy({ part: first, content }, line);
  }

  async leave(last?: View | 'no-trace'): Promise<void> {
    await this.#progress.finish();
    this.#progress.rest();
    if (last === 'no-trace') await this.#withdraw();
    if (!last || last === 'no-trace') return;
    await this.#parts.lines
      .run(this.#notes.turnId, () => this.#progress.leave(last))
      .catch((error: unknown) => this.#parts.log.info({ err: error }, 'last words could not be said'));
  }

  /** What only announced an answer is taken away. */
  async #withdraw(): Promise<void> {
    await this.#parts.lines
      .run(this.#notes.turnId, () => this.#clearProgress())
      .catch((error: unknown) => this.#parts.log.info({ err: error }, 'a placeholder could not be taken away'));
  }

  /** For what shows no sign of life, such as a parked question. */
  async #checkChannel(): Promise<void> {
    const { channel } = this.#address;
    if (this.#address.responseUrl !== undefined || !(await this.#parts.directory.isClosed(channel))) return;
    throw new BotError('place-gone', 'Slack: the channel is archived, or not there any more');
  }

  #tellAsker(why: unknown): Promise<void> {
    return tellAsker(this.#parts, this.#address, { notes: this.#notes, notices: this.#notices, why });
  }

  /** What Slack does not take today it does not take tomorrow: a sentence says so, here or directly, instead of a question that hangs for a day. */
  async #deliverOrExcuse(view: View): Promise<void> {
    try {
      await this.#deliver(view);
    } catch (error) {
      if (!isLastWord(error)) throw error;
      this.#parts.log.error({ err: error }, 'Slack refused an answer');
      const mayExcuse = error.code !== 'place-gone' && !this.#isWhispered(view);
      if (mayExcuse && (await this.#excuse(keyOf(view)))) return;
      await this.#tellAsker(error);
      throw new BotError('place-gone', 'Slack refuses to take anything here', { cause: error });
    }
  }

  /** @returns false where Slack refuses that too. */
  async #excuse(key: string): Promise<boolean> {
    const part = `${key}#0`;
    const progress = this.#notes.ts(this.#notes.progressPart);
    try {
      await this.#outbox.post(`${key}!`, drawNotice(this.#notices.slack.notTaken));
      if (progress !== undefined && this.#notes.ts(part) !== progress) await this.#remove(progress);
      return true;
    } catch (error) {
      if (!isLastWord(error)) throw error;
      return false;
    }
  }

  async #deliver(view: View): Promise<void> {
    const key = keyOf(view);
    const isForFilesOnly = view.files !== undefined && !view.text && !view.note && !view.choices;
    const drawn = this.#draw(view);
    const messages = isForFilesOnly ? [] : drawn.messages;
    if (this.#isWhispered(view)) await this.#whisper(key, messages, view);
    else await this.#speak(key, messages, view);
    const [address, notes, outbox, notices] = [this.#address, this.#notes, this.#outbox, this.#notices];
    await uploadFiles(this.#parts, { address, notes, outbox, notices }, key, { ...view, files: drawn.files });
    if (this.#notes.isUnsure && !this.#address.ephemeral) await this.#planLook(key, view);
  }

  #draw(view: View): SlackAnswer {
    return drawAnswer(view, { asker: this.#address.user, maxMessages: this.#parts.answerMessages });
  }

  /** Before the turn can end, so that whatever dies, somebody looks. With no more than the look needs: it may wait for a day. */
  async #planLook(key: string, view: View): Promise<void> {
    const { turnId, value: memory } = this.#notes;
    const { responseUrl: _secret, text: _words, files: _named, ...address } = this.#address;
    const { files: _sent, thinking: _thought, ...looked } = view;
    await this.#parts.lookAgain.add(`${turnId}:${key}`, { turnId, address, memory, view: looked });
  }

  /** A direct message is private anyway; an ephemeral message can only be changed by another. */
  #isWhispered(view: View): boolean {
    return this.#address.ephemeral === true || (view.private === true && !isDirect(this.#address.channel));
  }

  async #speak(key: string, messages: readonly SlackMessage[], view: View): Promise<void> {
    await this.#question.show();
    const progress = (await this.#progress.handOver()) ?? (await this.#outbox.find(this.#notes.progressPart));
    // What is pressed late may have become an answer, which a word for the asker alone does not replace.
    const isOthers = view.private === true && progress === this.#address.pressed;
    const isWanted = progress !== undefined && !isOthers && !view.notify && messages.length > 0;
    if (isWanted && !this.#isHeld(key)) await this.#notes.take(key, `${key}#0`);
    const replaces = isWanted && this.#notes.takenBy === key;
    for (const [index, message] of messages.entries()) {
      const part = `${key}#${index}`;
      await this.#outbox.deliver(part, message, index === 0 && replaces ? progress : undefined);
    }
    const ts = this.#notes.ts(`${key}#0`);
    if (view.notify?.moved !== undefined && ts !== undefined)
      await this.#former.point(view.notify.moved, { ts, isAnswer: true });
    else if (!isWanted) await this.#clearProgress();
    else if (replaces && ts !== progress) await this.#remove(progress);
  }

  /** Does an answer have the progress message: this one, or another that was seen to stand there? */
  #isHeld(key: string): boolean {
    const { takenBy } = this.#notes;
    return takenBy === key || (takenBy !== undefined && this.#notes.ts(`${takenBy}#0`) !== undefined);
  }

  /** For one person's eyes. Slack keeps no such message, so that one whose answer was lost is sent again. */
  async #whisper(key: string, messages: readonly SlackMessage[], view: View): Promise<void> {
    await this.#progress.handOver();
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
    const { api, log } = this.#parts;
    const { channel, user, responseUrl } = this.#address;
    if (responseUrl !== undefined) {
      try {
        await api.respond(responseUrl, { response_type: 'ephemeral', replace_original: replaces, text, blocks });
        return;
      } catch (error) {
        log.info({ err: error }, 'a response URL does not work any more');
      }
    }
    const thread = threadWithReplies(this.#address);
    const where = { channel, user, ...(thread !== undefined && { thread_ts: thread }) };
    await api.repeatable('chat.postEphemeral', { ...where, text, blocks, ...EDIT_QUIETLY }, this.#notes);
  }

  /** The placeholder of an answer that stands elsewhere. */
  async #clearProgress(): Promise<void> {
    const ts = this.#notes.ts(this.#notes.progressPart);
    if (ts !== undefined && this.#notes.takenBy === undefined) await this.#remove(ts);
  }

  async #remove(ts: string): Promise<void> {
    await this.#notes.checkOwner();
    await this.#outbox.remove(ts);
  }
}
