import type { Clock } from '../../../async/clock.ts';
import type { Log } from '../../../core/ports/operator.ts';
import type { MessageAddress } from '../discord-address.ts';
import type { DiscordApi } from '../api/discord-api.ts';
import type { DiscordConversations } from '../arrive/discord-conversations.ts';
import { failedWith, isRefusal } from '../api/discord-failure.ts';
import { EDITABLE_MS } from './discord-progress-message.ts';
import type { ProgressMessage, Whisper } from './discord-progress-message.ts';
import { LEAD } from './discord-memory.ts';
import type { Post, DiscordMemory } from './discord-memory.ts';
import type { DiscordOutbox } from './discord-outbox.ts';
import type { Drawing } from '../draw/discord-view.ts';
import { threadName } from '../draw/discord-view.ts';

/** A week without messages, the longest that Discord offers, minutes. */
export const THREAD_ARCHIVE_MIN = 10_080;

export interface ProgressParts {
  api: DiscordApi;
  clock: Clock;
  log: Log;
  conversations: DiscordConversations;
  note: DiscordMemory;
  outbox: DiscordOutbox;
}

/** Answers a message: in the thread that is opened on it, or below it. */
export class ProgressPost implements ProgressMessage {
  readonly takesMany = true;
  readonly #address: MessageAddress;
  readonly #parts: ProgressParts;

  constructor(address: MessageAddress, parts: ProgressParts) {
    this.#address = address;
    this.#parts = parts;
  }

  get exists(): boolean {
    const { note } = this.#parts;
    return note.value.posts[LEAD] !== undefined && note.value.leadGone !== true;
  }

  async show(drawing: Drawing): Promise<void> {
    const { note } = this.#parts;
    if (note.value.leadGone) return;
    const lead = note.value.posts[LEAD];
    if (lead?.id === undefined) {
      await this.#post(drawing, LEAD);
      return;
    }
    try {
      await this.#parts.api.editMessage(lead.channel, lead.id, drawing.body, drawing.files);
    } catch (error) {
      if (!failedWith(error, 'unknownMessage', 'archivedThread')) throw error;
      await note.change({ leadGone: true });
    }
  }

  async become(drawing: Drawing, slot: string): Promise<void> {
    const { note, clock } = this.#parts;
    const lead = note.value.posts[LEAD];
    if (lead?.id === undefined && !note.value.leadGone) {
      const id = await this.#post(drawing, LEAD);
      // Found again after a crash, it shows what it showed then.
      if (lead) await this.#edit(this.#channelOf(lead), id, drawing);
      return;
    }
    if (!lead?.id || note.value.leadGone || clock.now() - lead.at > EDITABLE_MS) {
      await this.#replace(lead, drawing, slot);
      return;
    }
    try {
      await this.#edit(lead.channel, lead.id, drawing);
    } catch (error) {
      if (!failedWith(error, 'unknownMessage', 'archivedThread')) throw error;
      await this.#replace(lead, drawing, slot);
    }
  }

  async below(drawing: Drawing, slot: string): Promise<void> {
    await this.#post(drawing, slot);
  }

  async whisper(slot: string, whisper: Whisper): Promise<void> {
    const { kind, channelId, asker, messageId } = this.#address;
    const channel = kind === 'direct' ? channelId : await directChannel(this.#parts, asker.id);
    for (const [index, drawing] of whisper.parts().entries())
      await this.#parts.outbox.post(`${slot}-${index}`, { channel, after: messageId }, drawing);
  }

  /** Sending reopens an archived thread; what stood there for the waiting is taken away. */
  async #replace(lead: Post | undefined, drawing: Drawing, slot: string): Promise<void> {
    const { note, api, log } = this.#parts;
    await this.#post(drawing, slot);
    await note.change({ leadGone: true });
    if (lead?.id === undefined) return;
    try {
      await api.deleteMessage(lead.channel, lead.id);
    } catch (error) {
      log.debug({ err: error }, 'an outdated progress message could not be deleted');
    }
  }

  async #edit(channel: string, id: string, { body, files }: Drawing): Promise<void> {
    const { api, outbox } = this.#parts;
    await outbox.patiently(() => api.editMessage(channel, id, body, files));
  }

  async #post(drawing: Drawing, slot: string): Promise<string> {
    const { outbox, note } = this.#parts;
    const channel = await this.channel();
    try {
      const id = await outbox.post(slot, this.#target(channel), drawing);
      await this.#link(id, channel);
      return id;
    } catch (error) {
      const isThread = channel !== this.#address.channelId;
      if (!isThread || !failedWith(error, 'missingPermissions', 'missingAccess')) throw error;
      // It may open threads but not write in them.
      await note.change({ channel: this.#address.channelId });
      const id = await outbox.post(slot, this.#target(this.#address.channelId), drawing);
      await this.#link(id, this.#address.channelId);
      return id;
    }
  }

  #target(channel: string): { channel: string; after: string; repliesTo?: string } {
    const { messageId, channelId } = this.#address;
    const { posts } = this.#parts.note.value;
    const sent = Object.values(posts).flatMap(({ id, channel: where }) => (id && where === channel ? [id] : []));
    const after = [messageId, ...sent].reduce((a, b) => (BigInt(a) > BigInt(b) ? a : b));
    const isFirst = sent.length === 0 && channel === channelId;
    return { channel, after, ...(isFirst ? { repliesTo: messageId } : {}) };
  }

  #channelOf(lead: Post): string {
    return this.#parts.note.value.posts[LEAD]?.channel ?? lead.channel;
  }

  /** Where the messages of this turn go. A thread where one can be opened, else the place where it was asked. */
  async channel(): Promise<string> {
    const { note } = this.#parts;
    const { channelId, messageId, opensThread } = this.#address;
    if (!opensThread) return channelId;
    const known = note.value.channel;
    if (known !== undefined) return known;
    const opened = await this.#openThread();
    await note.change({ channel: opened ? messageId : channelId, opened });
    return opened ? messageId : channelId;
  }

  async #openThread(): Promise<boolean> {
    const { api, outbox, log } = this.#parts;
    const { channelId, messageId, text, asker } = this.#address;
    try {
      await outbox.patiently(() =>
        api.openThread(channelId, messageId, threadName(text, asker.name), THREAD_ARCHIVE_MIN),
      );
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

/** The channel of direct messages with somebody; opening it sends nothing. */
export const directChannel = async ({ api, note, outbox }: ProgressParts, personId: string): Promise<string> => {
  const known = note.value.direct;
  if (known !== undefined) return known;
  const direct = await outbox.patiently(() => api.directChannel(personId));
  await note.change({ direct });
  return direct;
};
