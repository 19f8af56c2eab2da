import type { Keyv } from 'keyv';
import type { Arrival, Inbox } from '../../../core/ports/arrival.ts';
import { readAddress } from '../slack-address.ts';

/**
 * Threads whose name does not tell their conversation: below questions that were asked by a slash command, which began before their thread
 * had a root; and those in direct chats that version 0.1 has begun, which took each for a conversation.
 */
export class SlackConversations {
  readonly #store: Keyv;

  readonly #retentionMs: number;

  /** @param retentionMs how long a conversation is kept after its last turn, milliseconds */
  constructor(store: Keyv, retentionMs: number) {
    this.#store = store;
    this.#retentionMs = retentionMs;
  }

  /** From now on what is written below this message goes on with this conversation. @param channel as the core knows it */
  async link(channel: string, root: string, conversation: string): Promise<void> {
    await this.#store.set(`${channel}:${root}`, conversation, this.#retentionMs);
  }

  /** The arrival in the conversation that it belongs to: its own, unless its thread has another. @throws BotError */
  async place(arrival: Arrival, inbox: Pick<Inbox, 'follows'>): Promise<Arrival> {
    const address = readAddress(arrival.address);
    if (address?.thread === undefined || address.thread === address.since) return arrival;
    const conversation = await this.#store.get<string>(`${arrival.channel}:${address.thread}`);
    if (conversation !== undefined) {
      await this.link(arrival.channel, address.thread, conversation); // it goes on, and is kept as long as what was said
      return { ...arrival, conversation };
    }
    if (arrival.placeKind !== 'direct') return arrival;
    const former = `${arrival.conversation}:${address.thread}`;
    return (await inbox.follows(former)) ? { ...arrival, conversation: former } : arrival;
  }
}
