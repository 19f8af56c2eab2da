export const MAX_PAUSE_MS = 3_600_000;
/** Limits are per minute nearly everywhere, so a 429 that names no time is over after one. */
const UNSTATED_PAUSE_MS = 60_000;
const MAX_JITTER_MS = 5_000;

/** How long a 429 pauses all requests, milliseconds. @param random 0 to 1, for the jitter */
export const pauseLength = (retryAfterSeconds: number | undefined, random: () => number): number => {
  const pauseMs =
    retryAfterSeconds === undefined
      ? UNSTATED_PAUSE_MS + random() * MAX_JITTER_MS
      : Math.min(Math.max(retryAfterSeconds * 1_000, 1_000), MAX_PAUSE_MS);
  return Math.ceil(pauseMs);
};
