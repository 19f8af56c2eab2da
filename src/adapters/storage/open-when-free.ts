import { backOffMs } from '../../async/back-off.ts';
import type { Clock } from '../../async/clock.ts';
import { isBotError } from '../../core/errors.ts';
import type { Log } from '../../core/ports/operator.ts';

export interface OpeningParts {
  clock: Clock;
  log: Log;
  signal: AbortSignal;
  /** Of what kept it from being opened. */
  mayPass: (cause: unknown) => boolean;
}

/** Whoever keeps a store locked for longer does not let go by itself, milliseconds. */
const MAX_LOCKED_MS = 60_000;
const WAITS = { firstMs: 250, maxMs: 2_000 };

/**
 * Opens a store that another program may have for a moment: a backup, or the process before this one, which is at its end; or a
 * server that is being started.
 * @throws what `open` throws, and the signal's reason
 */
export const openWhenFree = async <T>(
  open: () => Promise<T>,
  { clock, log, signal, mayPass }: OpeningParts,
): Promise<T> => {
  const since = clock.monotonic();
  for (let failures = 1; ; failures++) {
    try {
      return await open();
    } catch (error) {
      if (!isBotError(error, 'settings') || !mayPass(error.cause) || clock.monotonic() - since > MAX_LOCKED_MS)
        throw error;
      if (failures === 1) log.warn({ err: error }, 'the store is waited for');
    }
    await clock.sleep(backOffMs(failures, WAITS), signal);
  }
};
