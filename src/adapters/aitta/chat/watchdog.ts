import { setImmediate as ioRound } from 'node:timers/promises';
import type { Clock } from '../../../async/clock.ts';

/** A deadline may move while it is waited for: it is looked at again after this long. */
const LOOK_AGAIN_MS = 10_000;

/** Calls `onLate` once, with what was late, when the deadline (which may move at any time) has passed; never after the signal aborts. */
export const watchDeadline = async <T>(
  clock: Clock,
  deadline: () => { at: number; late: T },
  onLate: (late: T) => void,
  signal: AbortSignal,
): Promise<void> => {
  while (!signal.aborted) {
    const leftMs = deadline().at - clock.now();
    if (leftMs > 0) {
      await clock.sleep(Math.min(leftMs, LOOK_AGAIN_MS), signal).catch(() => undefined); // aborted: seen above
      continue;
    }
    // A process that was frozen finds its timers overdue before it has read what arrived meanwhile.
    await ioRound();
    await ioRound();
    const still = deadline();
    if (still.at <= clock.now() && !signal.aborted) {
      onLate(still.late);
      return;
    }
  }
};
