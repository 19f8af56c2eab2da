import type { Clock } from './clock.ts';
import { pause } from './pause.ts';

/** A wait that somebody may cut short, also just before it begins. */
export class Nudge {
  #isDue = false;
  #waiting = new AbortController();

  now(): void {
    this.#isDue = true;
    this.#waiting.abort(new Error('nudged'));
  }

  /** @returns false as soon as the signal aborts, as `pause` does */
  async wait(clock: Clock, ms: number, signal: AbortSignal): Promise<boolean> {
    if (!this.#isDue) {
      this.#waiting = new AbortController();
      await pause(clock, ms, AbortSignal.any([this.#waiting.signal, signal]));
    }
    this.#isDue = false;
    return !signal.aborted;
  }
}
