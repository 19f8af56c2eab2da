import { setTimeout as delay } from 'node:timers/promises';

/** The stand-in's only source of time. The bot's clock and the tests' driven clock fit. */
export interface StandinClock {
  /** Epoch milliseconds. */
  now(): number;
  /** Resolves after `ms`; rejects as soon as the signal aborts. */
  sleep(ms: number, signal?: AbortSignal): Promise<void>;
}

/** Longer than this a timer of Node ends at once. */
const MAX_TIMER_MS = 2 ** 31 - 1;

export const realClock: StandinClock = {
  now: () => Date.now(),
  sleep: (ms, signal) => delay(Math.min(ms, MAX_TIMER_MS), undefined, signal && { signal }),
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

/** Sleeps for ever where `ms` is Infinity, which no timer can. */
export const sleepFor = async (clock: StandinClock, ms: number, signal: AbortSignal): Promise<void> => {
  if (Number.isFinite(ms)) return clock.sleep(ms, signal);
  await new Promise((_, reject) => {
    const fail = (): void => reject(signal.reason as Error);
    if (signal.aborted) fail();
    else signal.addEventListener('abort', fail, { once: true });
  });
};

/** As the service writes times: `2026-12-01T06:00:00Z`. */
export const isoSecond = (at: number): string => new Date(at).toISOString().replace(/\.\d+Z$/, 'Z');
