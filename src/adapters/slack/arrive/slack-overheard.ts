import { BoundedMap } from '../../../async/bounded-map.ts';
import type { Clock } from '../../../async/clock.ts';
import type { Arrival } from '../../../core/ports/arrival.ts';
import { readAddress } from '../slack-address.ts';

/** Slack delivers again after a minute and after five, milliseconds. */
const PASSED_MS = 6 * 60_000;
const SPOKEN_MS = 60 * 60_000;

/** The first message of a conversation that is the bot's. */
export interface Beginning {
  conversation: string;
  since: number;
}

/**
 * Messages in threads that nobody knew to be for the bot when they came: what followed a mention may be delivered before it, and after a
 * sentence of the bot's own, such as that a question could not be kept, people go on below it. In memory only.
 */
export class SlackOverheard {
  readonly #passed: BoundedMap<string, Arrival>;
  readonly #spoken: BoundedMap<string, true>;

  constructor(clock: Clock) {
    this.#passed = new BoundedMap({ max: 300, lifetime: { clock, ms: PASSED_MS } });
    this.#spoken = new BoundedMap({ max: 1_000, lifetime: { clock, ms: SPOKEN_MS } });
  }

  /** It is let go by, unless its conversation turns out to be the bot's. */
  pass(arrival: Arrival): void {
    if (typeof arrival.input === 'string') this.#passed.set(arrival.id, arrival);
  }

  /** It was for the bot after all. */
  take(arrival: Arrival): void {
    this.#passed.delete(arrival.id);
  }

  /** What was written in the conversation after this, and came before it; oldest first. */
  after({ conversation, since }: Beginning): Arrival[] {
    const later = [...this.#passed.entries()]
      .map(([, arrival]) => arrival)
      .filter((arrival) => arrival.conversation === conversation && sentAt(arrival.address) > since);
    return later.toSorted((one, other) => sentAt(one.address) - sentAt(other.address));
  }

  noteSpoken(conversation: string): void {
    this.#spoken.set(conversation, true);
  }

  /** Has the bot said something there outside of any turn? From the first turn on the core knows the conversation. */
  hasSpoken(conversation: string): boolean {
    return this.#spoken.has(conversation);
  }

  noteTurn(conversation: string): void {
    this.#spoken.delete(conversation);
  }
}

/** When it was written, by Slack's clock. */
export const sentAt = (address: Arrival['address']): number => Number(readAddress(address)?.since);
