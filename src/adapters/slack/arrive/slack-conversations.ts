import type { Keyv } from 'keyv';
import type { Arrival } from '../../../core/ports/arrival.ts';
import { readAddress } from '../slack-address.ts';

/** Longer than histories are kept by default, milliseconds. */
const LINK_MS = 90 * 24 * 60 * 60_000;

/** Threads below questions that were asked by a slash command: such a conversation began before its thread had a root. */
export class SlackConversations {
  readonly #store: Keyv;

  constructor(store: Keyv) {
    this.#store = store;
  }

  /** From now on what is written below this message goes on with this conversation. */
  async link(channel: string, root: string, conversation: string): Promise<void> {
    await this.#store.set(`${channel}:${root}`, conversation, LINK_MS);
  }

  /** The arrival in the conversation that it belongs to: its own, unless its thread was linked. @throws BotError */
  async place(arrival: Arrival): Promise<Arrival> {
    const address = readAddress(arrival.address);
    if (address?.thread === undefined || address.thread === address.since) return arrival;
    const conversation = await this.#store.get<string>(`${address.channel}:${address.thread}`);
    return conversation === undefined ? arrival : { ...arrival, conversation };
  }
}
