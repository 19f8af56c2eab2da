import type { IIdentifyThrottler } from 'discord.js';
import { backOffMs } from '../../../async/back-off.ts';
import type { Clock } from '../../../async/clock.ts';
import type { Log } from '../../../core/ports/operator.ts';

/** Discord takes so many identifications at once (`max_concurrency`), and the next ones after this time, milliseconds. */
const APART_MS = 5_000;
/** As many identifications are free within the window, milliseconds. */
const FREE = 3;
const WINDOW_MS = 30 * 60_000;
const WAITS = { firstMs: 10_000, maxMs: 5 * 60_000 };

/**
 * discord.js reconnects twice a second for ever, and Discord resets the token of a bot that identifies more than 1000 times in a day.
 * So identifications become rarer while they fail to last; outlives the clients.
 */
export class IdentifyPace {
  readonly #clock: Clock;
  readonly #log: Log;
  /** Per line of shards that may not identify at the same time. */
  readonly #nextAt = new Map<number, number>();
  #recent: number[] = [];
  #waiting = 0;

  constructor(clock: Clock, log: Log) {
    this.#clock = clock;
    this.#log = log;
  }

  /** What does not get ready now is not stuck. */
  get isWaiting(): boolean {
    return this.#waiting > 0;
  }

  throttler(concurrency: number): IIdentifyThrottler {
    return { waitForIdentify: (shardId, signal) => this.#wait(shardId % concurrency, signal) };
  }

  async #wait(line: number, signal: AbortSignal): Promise<void> {
    const now = this.#clock.monotonic();
    const apartMs = Math.max((this.#nextAt.get(line) ?? now) - now, 0);
    const waitMs = Math.max(apartMs, this.#penaltyMs(now));
    this.#nextAt.set(line, now + waitMs + APART_MS);
    this.#waiting++;
    try {
      if (waitMs > 0) await this.#clock.sleep(waitMs, signal);
    } finally {
      this.#waiting--;
    }
    this.#recent.push(this.#clock.monotonic());
  }

  #penaltyMs(now: number): number {
    this.#recent = this.#recent.filter((at) => now - at < WINDOW_MS);
    const beyond = this.#recent.length - FREE;
    if (beyond < 0) return 0;
    const waitMs = backOffMs(beyond + 1, WAITS);
    this.#log.warn({ waitMs, recent: this.#recent.length }, 'many new Discord sessions: the next one waits');
    return waitMs;
  }
}
