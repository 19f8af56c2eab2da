import type { Worker } from './workers.ts';

/** `offline`: no worker is listed. `unknown`: the service does not say, or says a word that this client does not know. */
export type Availability = 'running' | 'starting' | 'requested' | 'offline' | 'unknown';

const BEST_FIRST = ['running', 'starting', 'requested'] as const;

/** The best state of any of a model's workers. */
export function availabilityOf(workers: readonly Worker[]): Availability {
  if (workers.length === 0) return 'offline';
  return BEST_FIRST.find((status) => workers.some((worker) => worker.status === status)) ?? 'unknown';
}
