import type { Keyv } from 'keyv';
import type { AskedMessage } from './discord-arrival.ts';

/** Edits and deletions are followed as long as the queue remembers a turn, milliseconds. */
const ASKED_MS = 48 * 60 * 60_000;
/** As long as an answer may still be looked at again (`async/kept-schedule.ts`), milliseconds. */
const PRESSED_MS = 24 * 60 * 60_000;
/** What the adapter itself must remember of conversations beyond a turn. */
export class DiscordConversations {
  readonly #store: Keyv;

  readonly #retentionMs: number;

  /** @param retentionMs how long a conversation is kept after its last turn, milliseconds */
  constructor(store: Keyv, retentionMs: number) {
    this.#store = store;
    this.#retentionMs = retentionMs;
  }

  /** Replies to this message, and the thread that is opened on it (which gets its id), go on with this conversation. */
  async link(messageId: string, conversation: string): Promise<void> {
    if (messageId === conversation) return;
    await this.#store.set(`conversation:${messageId}`, conversation, this.#retentionMs);
    await this.#store.set(`conversation:${conversation}`, conversation, this.#retentionMs);
  }

  /** Was anything linked to it, as for all that begin in the open channel? */
  async isLinked(conversation: string): Promise<boolean> {
    return this.#store.has(`conversation:${conversation}`);
  }

  /** The conversation of a thread or message, itself when nothing else is known. */
  async find(id: string): Promise<string> {
    return (await this.#store.get<string>(`conversation:${id}`)) ?? id;
  }

  /** It goes on there: what is known of it is kept as long as what was said. */
  async renew(id: string, conversation: string): Promise<void> {
    if (id !== conversation) await this.link(id, conversation);
  }

  /** From now on the message shows the answer to a press. Durable when resolved. @param turnId of that answer */
  async takeOver(messageId: string, turnId: string): Promise<void> {
    await this.#store.set(`pressed:${messageId}`, turnId, PRESSED_MS);
  }

  async takenOverBy(messageId: string): Promise<string | undefined> {
    return this.#store.get<string>(`pressed:${messageId}`);
  }

  async forgetAsked(messageId: string): Promise<void> {
    await this.#store.delete(`asked:${messageId}`);
  }

  async keepAsked(messageId: string, asked: AskedMessage): Promise<void> {
    await this.#store.set(`asked:${messageId}`, asked, ASKED_MS);
  }

  async findAsked(messageId: string): Promise<AskedMessage | undefined> {
    return this.#store.get<AskedMessage>(`asked:${messageId}`);
  }
}
