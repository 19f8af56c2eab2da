import type { Clock } from './clock.ts';

export interface DeadlineOptions {
  clock: Clock;
  /** Infinity for none. */
  timeoutMs: number;
  signal?: AbortSignal | undefined;
  onTimeout: () => Error;
}

/** Runs `work` until it ends, the time is up, or the caller aborts, whichever is first; `work` learns of it by its signal. */
export async function withDeadline<T>(
  { clock, timeoutMs, signal, onTimeout }: DeadlineOptions,
  work: (signal: AbortSignal) => Promise<T>,
): Promise<T> {
  signal?.throwIfAborted();
  const stop = new AbortController();
  const over = new AbortController();
  const onAbort = (): void => stop.abort(signal?.reason);
  signal?.addEventListener('abort', onAbort, { once: true });
  if (Number.isFinite(timeoutMs)) {
    clock.sleep(timeoutMs, over.signal).then(
      () => stop.abort(onTimeout()),
      () => undefined,
    );
  }
  try {
    return await unlessAborted(work(stop.signal), stop.signal);
  } finally {
    over.abort();
    signal?.removeEventListener('abort', onAbort);
  }
}

/** The promise's outcome, or the signal's reason as soon as it aborts. */
export function unlessAborted<T>(promise: Promise<T>, signal: AbortSignal | undefined): Promise<T> {
  if (signal === undefined) return promise;
  return new Promise((resolve, reject) => {
    const onAbort = (): void => reject(signal.reason as Error);
    if (signal.aborted) onAbort();
    else signal.addEventListener('abort', onAbort, { once: true });
    void promise.then(resolve, reject).finally(() => signal.removeEventListener('abort', onAbort));
  });
}
