import type { Clock } from '../async/clock.ts';

/** `speed` times as fast: at 10, a ten-minute cold start takes one minute of `clock`. */
export const fasterClock = (clock: Clock, speed: number): Clock => {
  if (speed === 1) return clock;
  const [start, monotonicStart] = [clock.now(), clock.monotonic()];
  return {
    now: () => start + (clock.now() - start) * speed,
    monotonic: () => monotonicStart + (clock.monotonic() - monotonicStart) * speed,
    sleep: (ms, signal) => clock.sleep(ms / speed, signal),
  };
};
