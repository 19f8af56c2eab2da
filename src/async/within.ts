import { setImmediate as ioRound } from 'node:timers/promises';
import type { Clock } from './clock.ts';
import { pause } from './pause.ts';
import { unlessAborted } from './unless-aborted.ts';

/** What `within` resolves with when the time is over before the work. */
export const late = Symbol('late');

interface AnyLimit {
  clock: Clock;
  /** Ends the wait as well. */
  signal?: AbortSignal | undefined;
}
export type Limit =
  /** From now on; Infinity for no limit. */
  | (AnyLimit & { timeoutMs: number })
  /** By the clock's monotonic time; may move while it is waited for, and is looked at every ten seconds. */
  | (AnyLimit & { deadline: () => number });

const LOOK_AGAIN_MS = 10_000;
/** Nobody sees them: an error for each race would be much of its cost. */
const DECIDED = new Error('decided');
const LATE = new Error('late');

/**
 * The one race of the clock against work: resolves or rejects as the work does, resolves with `late` when the time is over first, and
 * rejects with the signal's reason as soon as that aborts. Work that is a promise goes on behind; work that is a function is given a
 * signal, which aborts when nobody waits for it any more. It is not begun when the limit's signal is aborted already.
 */
export const within = async <T>(
  limit: Limit,
  work: Promise<T> | ((unwanted: AbortSignal) => Promise<T>),
): Promise<T | typeof late> => {
  const { signal } = limit;
  const decided = new AbortController();
  const unwanted = new AbortController();
  if (typeof work === 'function') signal?.throwIfAborted();
  try {
    const result = typeof work === 'function' ? work(unwanted.signal) : work;
    const outcome = await unlessAborted(Promise.race([result, untilLate(limit, decided.signal)]), signal);
    if (outcome === late) unwanted.abort(LATE);
    return outcome;
  } catch (error) {
    unwanted.abort(error);
    throw error;
  } finally {
    decided.abort(DECIDED);
  }
};

const untilLate = async (limit: Limit, decided: AbortSignal): Promise<typeof late> => {
  const { clock } = limit;
  const mayMove = 'deadline' in limit;
  const fixed = mayMove ? 0 : clock.monotonic() + limit.timeoutMs;
  const deadline = mayMove ? limit.deadline : (): number => fixed;
  for (;;) {
    const leftMs = deadline() - clock.monotonic();
    if (leftMs > 0) {
      if (!(await pause(clock, mayMove ? Math.min(leftMs, LOOK_AGAIN_MS) : leftMs, decided))) return late;
      continue;
    }
    // A process that was frozen finds its timers overdue before it has read what arrived meanwhile.
    await ioRound();
    await ioRound();
    if (deadline() <= clock.monotonic()) return late;
  }
};
