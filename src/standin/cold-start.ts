import type { ServedModel } from './catalogue.ts';
import { aittaError, gatewayPage, type Answer } from './http-answer.ts';
import { sleepFor, type StandinClock } from './standin-clock.ts';
import { Worker } from './worker-pool.ts';

/** A worker that runs, or what a request meets instead: by default it hangs until one runs. In any case one is asked for. */
export const findWorker = async (
  { spec, workers }: ServedModel,
  clock: StandinClock,
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
      // Whichever loses ends with the exchange.
      return Promise.race([
        workers.running(signal),
        sleepFor(clock, spec.gatewayTimeoutMs ?? 30_000, signal).then(() => gatewayPage(504)),
      ]);
  }
};

export const isWorker = (found: Worker | Answer): found is Worker => found instanceof Worker;
