import { setTimeout as delay } from 'node:timers/promises';

/** The stand-in's only source of time. The bot's clock and the tests' driven clock fit. */
export interface StandinClock {
  /** Epoch milliseconds. */
  now(): number;
  /** Resolves after `ms`; rejects as soon as the signal aborts. */
  sleep(ms: number, signal?: AbortSignal): Promise<void>;
}

export const realClock: StandinClock = {
  now: () => Date.now(),
  sleep: (ms, signal) => delay(ms, undefined, signal && { signal }),
};

/** `speed` times as fast: at 10, a ten-minute cold start takes one minute of `clock`. */
export const fasterClock = (clock: StandinClock, speed: number): StandinClock => {
  if (speed === 1) return clock;
  const start = clock.now();
  return {
    now: () => start + (clock.now() - start) * speed,
    sleep: (ms, signal) => clock.sleep(ms / speed, signal),
  };
};
