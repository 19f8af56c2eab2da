import type { MessageAddress } from '../discord-address.ts';
import { failedWith, isRefusal } from '../api/discord-failure.ts';
import type { Post } from './discord-memory.ts';
import { isTooOld } from './discord-progress-message.ts';
import type { ProgressMessage, ProgressMessageParts, Whisper } from './discord-progress-message.ts';
import { isReplaced, threadName } from '../draw/discord-view.ts';
import type { Drawing } from '../draw/discord-view.ts';

/** Answers a message: in the thread that is opened on it, or below it. */
export class ProgressPost implements ProgressMessage {
  readonly takesMany = true;
  readonly endsSoon = false;
  readonly #address: MessageAddress;
  readonly #parts: ProgressMessageParts;

  constructor(address: MessageAddress, parts: ProgressMessageParts) {
    this.#address = address;
    this.#parts = parts;
  }

  get exists(): boolean {
    const { memory } = this.#parts;
    return memory.progress !== undefined && memory.value.isGone !== true;
  }

  async check(): Promise<void> {
    // A message asks for no acknowledgement.
  }

  typingChannel(): Promise<string> {
    return this.#channel();
  }

  async show(drawing: Drawing): Promise<void> {
    const { memory } = this.#parts;
    if (memory.value.isGone) return;
    const post = memory.progress;
    const id = post?.id ?? (await this.#post(drawing, memory.progressPart));
    if (!post) return;
    try {
      // Found again after a crash, it shows what it showed then.
      await this.#parts.api.editMessage(this.#channelOf(post), id, drawing, 'one');
    } catch (error) {
      if (!failedWith(error, 'unknownMessage', 'archivedThread')) throw error;
      await memory.change({ isGone: true });
    }
  }

  async become(drawing: Drawing, part: string): Promise<void> {
    const { memory, api } = this.#parts;
    const post = memory.progress;
    if (post?.id === undefined && !memory.value.isGone) {
      const id = await this.#post(drawing, memory.progressPart);
      // Found again after a crash, it shows what it showed then.
      if (post) await this.#edit(this.#channelOf(post), id, drawing);
      return;
    }
    if (!post?.id || memory.value.isGone || isTooOld(post.id, api)) {
      await this.#replace(post, drawing, part);
      return;
    }
    try {
      await this.#edit(post.channel, post.id, drawing);
    } catch (error) {
      if (!failedWith(error, 'unknownMessage', 'archivedThread')) throw error;
      await this.#replace(post, drawing, part);
    }
  }

  async below(drawing: Drawing, part: string): Promise<void> {
    await this.#post(drawing, part);
  }

  async withdraw(): Promise<void> {
    const { memory, outbox } = this.#parts;
    const post = memory.progress;
    if (post?.id === undefined || memory.value.isGone || memory.value.takenBy !== undefined) return;
    await memory.checkOwner();
    await outbox.remove(post.channel, post.id);
    await memory.change({ isGone: true });
  }

  async whisper(part: string, whisper: Whisper): Promise<void> {
    const { kind, channelId, asker, messageId } = this.#address;
    const channel = kind === 'direct' ? channelId : await this.#parts.outbox.directChannel(asker.id);
    for (const [index, drawing] of whisper.parts().entries())
      await this.#parts.outbox.post(`${part}-${index}`, { channel, after: messageId }, drawing);
  }

  async point({ channel, id }: Post & { id: string }, drawing: Drawing): Promise<void> {
    await this.#edit(channel, id, drawing);
  }

  async restore(drawing: Drawing): Promise<void> {
    const { memory, outbox, api, conversations } = this.#parts;
    const { turnId } = memory;
    const post = memory.progress;
    if (post?.id === undefined) return;
    const { channel, id } = post;
    if (memory.value.isGone) {
      await outbox.removeForGood(channel, id);
      return;
    }
    const message = await api.message(channel, id);
    const isPressed = (await conversations.takenOverBy(id)) !== undefined;
    if (isReplaced(message, drawing, { turnId, isPressed })) await this.#edit(channel, id, drawing);
  }

  async conclude(): Promise<void> {
    // The thread was opened on the question.
  }

  /** Sending reopens an archived thread; what stood there for the waiting is taken away. */
  async #replace(post: Post | undefined, drawing: Drawing, part: string): Promise<void> {
    const { memory, outbox } = this.#parts;
    await this.#post(drawing, part);
    await memory.change({ isGone: true });
    if (post?.id !== undefined) await outbox.remove(post.channel, post.id);
  }

  async #edit(channel: string, id: string, drawing: Drawing): Promise<void> {
    const { api, outbox } = this.#parts;
    await outbox.patiently(() => api.editMessage(channel, id, drawing));
  }

  async #post(drawing: Drawing, part: string): Promise<string> {
    const { outbox, memory } = this.#parts;
    const channel = await this.#channel();
    try {
      const id = await outbox.post(part, this.#target(channel), drawing);
      await this.#link(id, channel);
      return id;
    } catch (error) {
      const isThread = channel !== this.#address.channelId;
      if (!isThread || !failedWith(error, 'missingPermissions', 'missingAccess')) throw error;
      // It may open threads but not write in them.
      await memory.change({ channel: this.#address.channelId });
      const id = await outbox.post(part, this.#target(this.#address.channelId), drawing);
      await this.#link(id, this.#address.channelId);
      return id;
    }
  }

  #target(channel: string): { channel: string; after: string; repliesTo?: string } {
    const { messageId, channelId } = this.#address;
    const { posts } = this.#parts.memory.value;
    const sent = Object.values(posts).flatMap(({ id, channel: where }) => (id && where === channel ? [id] : []));
    const after = [messageId, ...sent].reduce((a, b) => (BigInt(a) > BigInt(b) ? a : b));
    const isFirst = sent.length === 0 && channel === channelId;
    return { channel, after, ...(isFirst ? { repliesTo: messageId } : {}) };
  }

  #channelOf(post: Post): string {
    return this.#parts.memory.progress?.channel ?? post.channel;
  }

  /** Where the messages of this turn go. A thread where one can be opened, else the place where it was asked. */
  async #channel(): Promise<string> {
    const { memory } = this.#parts;
    const { channelId, messageId, opensThread } = this.#address;
    if (!opensThread) return channelId;
    const known = memory.value.channel;
    if (known !== undefined) return known;
    const opened = await this.#openThread();
    await memory.change({ channel: opened ? messageId : channelId, opened });
    return opened ? messageId : channelId;
  }

  async #openThread(): Promise<boolean> {
    const { api, outbox, log } = this.#parts;
    const { channelId, messageId, text, asker } = this.#address;
    try {
      await outbox.patiently(() => api.openThread(channelId, messageId, threadName(text, asker.name)));
      return true;
    } catch (error) {
      if (failedWith(error, 'threadExists')) return true;
      if (!isRefusal(error)) throw error;
      log.info({ err: error }, 'no thread can be opened here: answered in place');
      return false;
    }
  }

  async #link(id: string, channel: string): Promise<void> {
    const { conversation, kind } = this.#address;
    if (kind === 'channel' && channel === this.#address.channelId)
      await this.#parts.conversations.link(id, conversation);
  }
}
