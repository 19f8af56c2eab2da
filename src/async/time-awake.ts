import type { Clock } from './clock.ts';

/** Between two looks no more passes unless the process was frozen: `within` looks every ten seconds, milliseconds. */
const MAX_STEP_MS = 11_000;

/**
 * A deadline for `within` that a process does not miss by being frozen: of the time in which nobody looked, one look's worth counts.
 * @param timeoutMs awake, from now on
 */
export const timeAwake = (clock: Pick<Clock, 'monotonic'>, timeoutMs: number): (() => number) => {
  let leftMs = timeoutMs;
  let seenAt = clock.monotonic();
  return () => {
    const now = clock.monotonic();
    leftMs -= Math.min(now - seenAt, MAX_STEP_MS);
    seenAt = now;
    return now + leftMs;
  };
};
