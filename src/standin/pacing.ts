import { setImmediate as nextTick } from 'node:timers/promises';
import type { AnswerPlan, Piece } from './answer-plan.ts';
import type { Pace } from './scenario.ts';
import type { StandinClock } from './standin-clock.ts';
import { WorkerGone, type Worker } from './worker-pool.ts';

/**
 * The pieces of an answer, one after the other in the model's pace. Ends with `WorkerGone` when the worker goes away in the middle, and
 * with the signal's reason when the client does.
 */
export async function* paced(
  plan: AnswerPlan,
  pace: Pace,
  { clock, worker, signal }: { clock: StandinClock; worker: Worker; signal: AbortSignal },
): AsyncGenerator<Piece> {
  const either = AbortSignal.any([signal, worker.ended]);
  const pause = async (ms: number): Promise<void> => {
    const now = clock.now();
    const wait = Math.min(ms, worker.endsAt - now);
    try {
      await (wait > 0 ? clock.sleep(wait, either) : nextTick(undefined, { signal: either }));
    } catch (error) {
      either.throwIfAborted();
      throw error;
    }
    if (worker.state(clock.now()) === 'gone') throw new WorkerGone('the allocation ended');
  };
  await pause(pace.firstTokenMs ?? 0);
  for (const [index, piece] of plan.pieces.entries()) {
    if (index > 0) await pause(pace.pieceMs ?? 0);
    yield piece;
  }
}
