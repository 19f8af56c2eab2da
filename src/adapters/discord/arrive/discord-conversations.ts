import type { Keyv } from 'keyv';
import type { AskedMessage } from './discord-arrival.ts';

/** Edits and deletions are followed as long as the queue remembers a turn, milliseconds. */
const ASKED_MS = 48 * 60 * 60_000;
/** Longer than histories are kept by default, milliseconds. */
const LINK_MS = 90 * 24 * 60 * 60_000;

/** What the adapter itself must remember of conversations beyond a turn. */
export class DiscordConversations {
  readonly #store: Keyv;

  constructor(store: Keyv) {
    this.#store = store;
  }

  /** Replies to this message, and the thread that is opened on it (which gets its id), go on with this conversation. */
  async link(messageId: string, conversation: string): Promise<void> {
    if (messageId !== conversation) await this.#store.set(`conversation:${messageId}`, conversation, LINK_MS);
  }

  /** The conversation of a thread or message, itself when nothing else is known. */
  async find(id: string): Promise<string> {
    return (await this.#store.get<string>(`conversation:${id}`)) ?? id;
  }

  async keepAsked(messageId: string, asked: AskedMessage): Promise<void> {
    await this.#store.set(`asked:${messageId}`, asked, ASKED_MS);
  }

  async findAsked(messageId: string): Promise<AskedMessage | undefined> {
    return this.#store.get<AskedMessage>(`asked:${messageId}`);
  }
}
