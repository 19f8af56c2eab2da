import type { Clock } from '../../../async/clock.ts';
import { pause } from '../../../async/pause.ts';
import type { Log } from '../../../core/ports/operator.ts';
import type { DiscordApi } from '../api/discord-api.ts';

/** What is over by then needs no such sign; and a message, such as the first one of a turn, takes it away, milliseconds. */
const PATIENCE_MS = 1_000;
/** Discord shows "is typing" for ten seconds. */
const REPEAT_MS = 8_000;
/** A longer wait is told by the progress message; hundreds of waiting turns must not eat the 50 requests per second. */
const MAX_MS = 10 * 60_000;

/**
 * "is typing" while a turn is being answered. It ends with a message, never with a call: a request that arrives after the answer would
 * show it ten seconds more, so `stop` waits for the one on its way.
 */
export class DiscordTyping {
  readonly #parts: { api: DiscordApi; clock: Clock; log: Log };
  readonly #over = new AbortController();
  #loop: Promise<void> | undefined;

  constructor(parts: { api: DiscordApi; clock: Clock; log: Log }) {
    this.#parts = parts;
  }

  start(channelId: string): void {
    if (!this.#over.signal.aborted) this.#loop ??= this.#typeOn(channelId);
  }

  async stop(): Promise<void> {
    this.#over.abort(new Error('no more typing'));
    await this.#loop;
  }

  async #typeOn(channelId: string): Promise<void> {
    const { api, clock, log } = this.#parts;
    const until = clock.monotonic() + MAX_MS;
    await pause(clock, PATIENCE_MS, this.#over.signal);
    while (!this.#over.signal.aborted && clock.monotonic() < until) {
      try {
        await api.type(channelId);
      } catch (error) {
        log.debug({ err: error }, 'typing could not be shown');
        return;
      }
      await pause(clock, REPEAT_MS, this.#over.signal);
    }
  }
}
