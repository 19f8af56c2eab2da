import type { ServedModel } from './catalogue.ts';
import { aittaError, gatewayPage, type Answer } from './http-answer.ts';
import type { Clock } from '../async/clock.ts';
import { late, within, type Limit } from '../async/within.ts';
import { Worker, type WorkerPool } from './worker-pool.ts';

/** A worker that runs, or what a request meets instead: by default it hangs until one runs. In any case one is asked for. */
export const findWorker = async (
  { spec, workers }: ServedModel,
  clock: Clock,
  signal: AbortSignal,
): Promise<Worker | Answer> => {
  const running = workers.findRunning();
  if (running !== undefined) return running;
  workers.request();
  switch (spec.whenCold ?? 'hang') {
    case 'hang':
      return workers.running(signal);
    case 'unavailable':
      return aittaError(503, 'model_unavailable', 'The model is being started. Try again later.');
    case 'reset':
      return { kind: 'reset' };
    case 'gateway-timeout':
      return startedInTime(workers, { clock, timeoutMs: spec.gatewayTimeoutMs ?? 30_000, signal });
  }
};

const startedInTime = async (workers: WorkerPool, limit: Limit): Promise<Worker | Answer> => {
  const worker = await within(limit, (unwanted) => workers.running(unwanted));
  return worker === late ? gatewayPage(504) : worker;
};

export const isWorker = (found: Worker | Answer): found is Worker => found instanceof Worker;
