import type { Clock } from './clock.ts';

/** Waits. @returns true when the time has passed, false as soon as the signal aborts: `while (await pause(...)) refresh();` */
export const pause = async (clock: Clock, ms: number, signal: AbortSignal): Promise<boolean> => {
  try {
    await clock.sleep(ms, signal);
    return !signal.aborted;
  } catch (error) {
    if (signal.aborted) return false;
    throw error;
  }
};
