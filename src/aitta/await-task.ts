import type { CallOptions } from './access-token-source.ts';
import type { Clock } from './clock.ts';
import { withDeadline } from './deadline.ts';
import { APIRateLimitError } from './errors.ts';
import { InferenceTimeoutError, type Task } from './task.ts';

/** The look that begins at the deadline itself may take so long: a result that was there in time is returned. */
const LAST_LOOK_MS = 2000;
const STOP_MS = 5000;

export interface AwaitOptions extends CallOptions {
  /** From the call to the result, in milliseconds; no limit if absent. */
  timeoutMs?: number | undefined;
  /** Between two looks, in milliseconds. Default 500, as in Python. Each look is a request that the rate limit counts. */
  pollingIntervalMs?: number | undefined;
  /** Called when the task has begun and after each look. */
  onProgress?: ((task: Task) => void) | undefined;
}

/** Polls until the task is over. An abort also stops the task at the service, as nobody is left to ask for it. */
export async function awaitTask(task: Task, clock: Clock, deadlineMs: number, options: AwaitOptions): Promise<void> {
  const { signal, timeoutMs = Infinity, pollingIntervalMs = 500, onProgress } = options;
  const tooLate = (cause?: unknown): Error => new InferenceTimeoutError(task, timeoutMs, cause);
  onProgress?.(task);
  try {
    let pauseMs = pollingIntervalMs;
    while (!task.completed) {
      await clock.sleep(Math.max(Math.min(pauseMs, deadlineMs - clock.now()), 0), signal);
      const isLast = clock.now() >= deadlineMs;
      const lookMs = Math.max(deadlineMs - clock.now(), LAST_LOOK_MS);
      const limit = await withDeadline({ clock, timeoutMs: lookMs, signal, onTimeout: tooLate }, (stop) =>
        look(task, stop),
      );
      pauseMs = Math.max(pollingIntervalMs, (limit?.retryAfter ?? 0) * 1000);
      onProgress?.(task);
      if (isLast && !task.completed) throw tooLate(limit);
    }
  } catch (error) {
    if (signal?.aborted) await stopQuietly(task, clock);
    throw error;
  }
}

/** A rate limit is waited out; every other error ends the wait. */
async function look(task: Task, signal: AbortSignal): Promise<APIRateLimitError | undefined> {
  try {
    await task.update({ signal });
    return undefined;
  } catch (error) {
    if (error instanceof APIRateLimitError) return error;
    throw error;
  }
}

/** The caller's abort is what counts, and the service ends tasks of its own accord: a failure here is nobody's news. */
async function stopQuietly(task: Task, clock: Clock): Promise<void> {
  const deadline = { clock, timeoutMs: STOP_MS, onTimeout: notStopped };
  await withDeadline(deadline, (signal) => task.stop({ signal })).catch(() => undefined);
}

const notStopped = (): Error => new Error('the task could not be stopped in time');
