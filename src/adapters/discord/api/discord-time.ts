import { DefaultRestOptions } from 'discord.js';
import type { Clock } from '../../../async/clock.ts';
import { timeOfId } from './discord-id.ts';

type MakeRequest = (typeof DefaultRestOptions)['makeRequest'];

/** Discord's clock, as its answers tell it: this machine's may be hours off. */
export class DiscordTime {
  readonly #clock: Clock;
  /** What the last answer said, and when that was. */
  #told: { at: number; monotonic: number } | undefined;

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /** Epoch milliseconds, exact to a second or two; by this machine's clock until Discord has answered. */
  now(): number {
    const told = this.#told;
    return told === undefined ? this.#clock.now() : told.at + this.#clock.monotonic() - told.monotonic;
  }

  /** When a message was written, by this machine's clock, epoch milliseconds. */
  ownTimeOf(messageId: string): number {
    return this.#clock.now() - (this.now() - timeOfId(messageId));
  }

  /** For `REST`: what discord.js does, and a look at the answer. */
  readonly makeRequest: MakeRequest = async (...request) => {
    const answer = await DefaultRestOptions.makeRequest(...request);
    const at = Date.parse(answer.headers.get('date') ?? '');
    if (Number.isFinite(at)) this.#told = { at, monotonic: this.#clock.monotonic() };
    return answer;
  };
}
