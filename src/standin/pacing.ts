import { setImmediate as nextTick } from 'node:timers/promises';
import type { Piece } from './answer-plan.ts';
import type { Fault } from './fault.ts';
import type { Pace } from './scenario-model.ts';
import type { Clock } from '../async/clock.ts';
import { WorkerGone, type Worker } from './worker-pool.ts';

/** Thrown out of an answer that a fault breaks off. */
export class BrokenOff extends Error {
  override readonly name = 'BrokenOff';
  readonly how: 'end' | 'reset' | 'error';

  constructor(how: 'end' | 'reset' | 'error') {
    super(`the answer was broken off: ${how}`);
    this.how = how;
  }
}

export interface Surroundings {
  clock: Clock;
  worker: Worker;
  /** Takes the worker away, for the fault that does so. */
  killWorker: () => void;
  fault: Fault | undefined;
  /** Aborts when the client is gone. */
  signal: AbortSignal;
}

/**
 * The pieces of an answer, one after the other in the model's pace. Ends with `WorkerGone` when the worker goes away in the middle, with
 * `BrokenOff` where a fault wants it, and with the signal's reason when the client leaves.
 */
export async function* paced(pieces: readonly Piece[], pace: Pace, around: Surroundings): AsyncGenerator<Piece> {
  const { clock, worker, fault } = around;
  const either = AbortSignal.any([around.signal, worker.ended]);
  const pause = async (ms: number): Promise<void> => {
    const wait = Math.min(ms, worker.endsAt - clock.now());
    try {
      // Without a wait the turn still goes to the sockets: else nobody would notice that the client has left.
      await (wait > 0 ? clock.sleep(wait, either) : nextTick(undefined, { signal: either }));
    } catch (error) {
      either.throwIfAborted();
      throw error;
    }
    if (worker.state(clock.now()) === 'gone') throw new WorkerGone('the allocation ended');
  };
  const disturb = async (): Promise<void> => {
    if (fault?.kind === 'stall') await pause(fault.ms ?? Infinity);
    if (fault?.kind === 'worker-dies') around.killWorker();
    if (fault?.kind === 'cut') throw new BrokenOff('end');
    if (fault?.kind === 'reset-midway') throw new BrokenOff('reset');
    if (fault?.kind === 'stream-error') throw new BrokenOff('error');
    either.throwIfAborted();
  };
  await pause(pace.firstTokenMs ?? 0);
  const disturbAfter = fault?.afterTokens ?? 3;
  let disturbed = false;
  let written = 0;
  for (const [index, piece] of pieces.entries()) {
    if (index > 0) await pause(pace.pieceMs ?? 0);
    if (!disturbed && (written >= disturbAfter || index === pieces.length - 1)) {
      disturbed = true;
      await disturb();
    }
    yield piece;
    written += piece.tokens;
  }
  if (!disturbed) await disturb();
}
