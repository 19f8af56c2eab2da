import { unlessAborted } from '../../../aitta/deadline.ts';
import type { Clock } from '../../../async/clock.ts';

/** Waits for the work, but not longer than this; work that is late goes on behind. Rejects as the work does, or as the signal aborts. */
export const waitAtMost = async (
  clock: Clock,
  ms: number,
  work: Promise<unknown>,
  signal?: AbortSignal,
): Promise<void> => {
  const over = new AbortController();
  const late = clock.sleep(ms, over.signal).catch(() => undefined); // aborted when the work was in time
  try {
    await unlessAborted(Promise.race([work, late]), signal);
  } finally {
    over.abort(new Error('in time'));
  }
};
