import type { StartTimes } from '../../../core/ports/phase.ts';

/** How long something took once; epoch milliseconds. */
export interface PastTime {
  begunAt: number;
  timeMs: number;
}

/** Fewer tell nothing. */
const MIN_TIMES = 3;
/** A service is slower by day: times of about the same time of day tell more. One at another time tells little, but more than nothing. */
const HOURS_NEAR = 3;
const FAR_WEIGHT = 0.05;
/** What a service is used for changes: a time that was so many times ago tells half as much as the last one. */
const HALF_LIFE_TIMES = 10;

/**
 * Between which times eight in ten of what began now would end; of those that took longer than this one has, while there are enough.
 * @param past the oldest first
 */
export const usualTimes = (past: readonly PastTime[], now: number, elapsedMs = 0): StartTimes | undefined => {
  if (past.length < MIN_TIMES) return undefined;
  const all = past.map(({ begunAt, timeMs }, index) => ({
    timeMs,
    weight: weightOf(hoursBetween(begunAt, now - elapsedMs), past.length - 1 - index),
  }));
  const longer = all.filter(({ timeMs }) => timeMs > elapsedMs);
  const times = longer.length >= MIN_TIMES ? longer : all;
  return { fromMs: quantile(times, 0.1), toMs: quantile(times, 0.9), starts: all.length };
};

/** How much a time tells of one at a time of day so many hours away, after so many further ones. */
const weightOf = (hoursAway: number, timesAgo: number): number => {
  const nearness = Math.exp(-0.5 * (hoursAway / HOURS_NEAR) ** 2);
  return (FAR_WEIGHT + (1 - FAR_WEIGHT) * nearness) * 0.5 ** (timesAgo / HALF_LIFE_TIMES);
};

/** The shortest of these times than which this part of their weight is not longer. */
const quantile = (times: readonly { timeMs: number; weight: number }[], part: number): number => {
  const sorted = times.toSorted((a, b) => a.timeMs - b.timeMs);
  const wanted = part * sorted.reduce((sum, { weight }) => sum + weight, 0);
  let passed = 0;
  return (sorted.find(({ weight }) => (passed += weight) >= wanted) ?? sorted.at(-1))?.timeMs ?? 0;
};

/** Between the times of day of two moments, round the clock. */
const hoursBetween = (a: number, b: number): number => {
  const hours = (Math.abs(a - b) / 3_600_000) % 24;
  return Math.min(hours, 24 - hours);
};
