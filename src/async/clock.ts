import { toError } from './to-error.ts';

/** The only source of time in the bot; tests hand in one that they drive. */
export interface Clock {
  /** Epoch milliseconds: for what people read, and what other processes and services compare. Somebody may set it, back as well. */
  now(): number;
  /** Milliseconds since some moment of this process, which only grow: for every interval, deadline, pause and age. */
  monotonic(): number;
  /** Resolves after `ms`, never for Infinity; rejects with `signal.reason` as soon as the signal aborts. */
  sleep(ms: number, signal?: AbortSignal): Promise<void>;
}

/** A longer delay overflows a timer's 32 bits, and it would fire at once. */
const MAX_TIMER_MS = 2 ** 31 - 1;

export const systemClock: Clock = {
  now: () => Date.now(),
  monotonic: () => performance.now(),
  sleep: async (ms, signal) => {
    let leftMs = ms;
    for (; leftMs > MAX_TIMER_MS; leftMs -= MAX_TIMER_MS) await sleepOnce(MAX_TIMER_MS, signal);
    await sleepOnce(leftMs, signal);
  },
};

const sleepOnce = (ms: number, signal: AbortSignal | undefined): Promise<void> =>
  new Promise((resolve, reject) => {
    if (signal?.aborted) {
      reject(toError(signal.reason));
      return;
    }
    const onAbort = (): void => {
      clearTimeout(timer);
      reject(toError(signal?.reason));
    };
    const timer = setTimeout(() => {
      signal?.removeEventListener('abort', onAbort);
      resolve();
    }, ms);
    signal?.addEventListener('abort', onAbort, { once: true });
  });
