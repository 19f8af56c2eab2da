import { SimpleIdentifyThrottler } from 'discord.js';
import type { IIdentifyThrottler } from 'discord.js';
import type { Clock } from '../../core/clock.ts';
import type { Log } from '../../core/ports.ts';

/** As many identifications are free within the window, milliseconds. */
const FREE = 3;
const WINDOW_MS = 30 * 60_000;
const FIRST_WAIT_MS = 2_000;
const LONGEST_WAIT_MS = 5 * 60_000;

/**
 * discord.js reconnects twice a second for ever, and Discord resets the token of a bot that identifies more than 1000 times in a day.
 * So identifications become rarer while they fail to last; outlives the clients.
 */
export class IdentifyPace {
  readonly #clock: Clock;
  readonly #log: Log;
  #recent: number[] = [];

  constructor(clock: Clock, log: Log) {
    this.#clock = clock;
    this.#log = log;
  }

  throttler(concurrency: number): IIdentifyThrottler {
    const simple = new SimpleIdentifyThrottler(concurrency);
    return {
      waitForIdentify: async (shardId, signal) => {
        await this.#wait(signal);
        await simple.waitForIdentify(shardId, signal);
      },
    };
  }

  async #wait(signal: AbortSignal): Promise<void> {
    const now = this.#clock.now();
    this.#recent = this.#recent.filter((at) => now - at < WINDOW_MS);
    const beyond = this.#recent.length - FREE;
    this.#recent.push(now);
    if (beyond < 0) return;
    const waitMs = Math.min(FIRST_WAIT_MS * 2 ** beyond, LONGEST_WAIT_MS);
    this.#log.warn({ waitMs, recent: this.#recent.length }, 'many new sessions at Discord: the next one waits');
    await this.#clock.sleep(waitMs, signal);
  }
}
