import type { Phase } from '../../src/core/ports/phase.ts';
import type { ScenarioModel } from '../../src/standin/scenario-model.ts';
import type { Standin } from '../../src/standin/standin.ts';

export const MODEL = 'acme/chat';

export interface MatrixState {
  what: string;
  model?: Partial<ScenarioModel>;
  concurrency?: number;
  /** Before anybody asks. */
  before?: (standin: Standin) => void;
  /** This many seconds after the question. */
  after?: { seconds: number; act: (standin: Standin) => void };
  /** Somebody else's answer is being written, for about so many seconds. */
  busySeconds?: number;
}

/** How the service can be when somebody asks. */
export const matrixStates = {
  running: { what: 'the model runs' },
  thinking: {
    what: 'the model thinks for 40 seconds',
    model: { reasoning: { tokens: 40, field: 'reasoning_content' }, pace: { pieceMs: 1_000, pieceTokens: 1 } },
  },
  cold: {
    what: 'no worker runs: one waits a minute for GPUs and loads for a minute and a half',
    model: { workers: { state: 'offline', requestedMs: 60_000, startingMs: 90_000 } },
  },
  requested: {
    what: 'a worker waits for GPUs, 50 seconds more, and loads for 20',
    model: { workers: { state: 'requested', requestedMs: 50_000, startingMs: 20_000 } },
  },
  loading: {
    what: 'a worker loads the model, for a minute more',
    model: { workers: { state: 'starting', startingMs: 60_000 } },
  },
  queued: {
    what: 'the one place at Aitta is taken for a minute',
    concurrency: 1,
    busySeconds: 60,
    model: { pace: { pieceMs: 1_000 } },
  },
  limited: {
    what: 'Aitta limits the requests for a minute',
    before: (standin) => void standin.addFault({ kind: 'rate-limit', route: 'chat', count: 1, retryAfter: 60 }),
  },
  maintenance: {
    what: 'there is a maintenance break, which ends after three minutes',
    before: (standin) => standin.setDowntimes([{ inMs: 0, lastsMs: 180_000, reason: 'new disks' }]),
  },
  outage: {
    what: 'Aitta answers everything with an error, for 100 seconds',
    before: (standin) => void standin.addFault({ kind: 'html-502' }),
    after: { seconds: 100, act: (standin) => standin.clearFaults() },
  },
  dying: {
    what: 'the worker dies in the middle of its answer',
    model: { pace: { pieceMs: 2_000 } },
    before: (standin) => void standin.addFault({ kind: 'worker-dies', count: 1, afterTokens: 3 }),
  },
} as const satisfies Readonly<Record<string, MatrixState>>;

export type StateName = keyof typeof matrixStates;

/** What a line says of the model, if it does. */
export const claimOf = (text: string): Phase | undefined => {
  if (text.includes('waiting for GPUs')) return 'requested';
  if (text.includes('is loading')) return 'starting';
  if (text.includes('under maintenance')) return 'downtime';
  if (text.includes('not responding')) return 'outage';
  return undefined;
};
