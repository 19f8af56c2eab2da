import type { Model, ModelRequest } from '../../core/ports/model.ts';
import type { PhaseEvent } from '../../core/ports/phase.ts';

/** Of a model, as far as its service tells. */
export type WorkerState = Model['state'];

export interface Downtime {
  /** Its end, epoch milliseconds, where the service says it. */
  until: number | undefined;
}

/** What is known of a service while questions are asked; all that differs between services is behind these three. Times are monotonic, in milliseconds. */
export interface ServiceWatch {
  state(model: string): WorkerState;
  /** When the model was last heard of. */
  lastSign(model: string): number | undefined;
  runningSince(model: string): number | undefined;
  /** The maintenance break that goes on now. */
  readonly downtime: Downtime | undefined;
  /** Nothing answered the last look. */
  readonly isDown: boolean;
  /** @returns whether a question should be tried though the service `isDown`: one of all, now and then */
  takeTrial(): boolean;
  /** The model has answered. */
  noteRunning(model: string): void;
  /** The service answered with a maintenance break. */
  noteDowntime(until: number | undefined): void;
  /** Looks at the service unless that was tried within `maxAgeMs`. Never rejects. */
  look(maxAgeMs: number): Promise<void>;
  /** Asks whether there is a maintenance break, unless that was tried within `maxAgeMs`. Never rejects. */
  askStatus(maxAgeMs: number): Promise<void>;
  /** Calls back after each look, and keeps looking until the returned function is called. */
  follow(model: string, onLook: () => void): () => void;
}

/** The models that a service lists. */
export interface ModelList {
  /** Where and how to ask a model; undefined if the service has no such model. Rejects with what the requests meet. */
  find(id: string, signal: AbortSignal): Promise<FoundModel | undefined>;
  /** The endpoint does not know the model (any more): reads the list anew. Rejects with what the request meets. */
  forget(id: string, signal: AbortSignal): Promise<void>;
  /** An error of the endpoint named the model's window, tokens. */
  noteWindow(id: string, tokens: number): void;
  /** Its server refused a picture. */
  noteBlind(id: string): void;
}

export interface FoundModel {
  baseUrl: string;
  /** Tokens; undefined where nobody tells. */
  window: number | undefined;
}

/** When a model can be asked. */
export interface Readiness {
  /** What an earlier process knew is known. Never rejects. */
  restored(): Promise<void>;
  /**
   * Resolves when the model can be asked, with how to release the right to be the only one who tries, where there is such a right.
   * @param onNews something else is waited for
   * @throws AttemptFailed once it makes no sense to wait, the signal's reason once aborted
   */
  ready(request: ModelRequest, onNews: () => void, signal: AbortSignal): Promise<(() => void) | undefined>;
  /** What somebody who asks waits for, as far as is known now. */
  phase(request: Pick<ModelRequest, 'model' | 'personId'>, asking: Asking): PhaseEvent;
  /** The model has begun to answer, so long after it was asked. */
  answered?(model: string, afterMs: number): void;
}

export interface Asking {
  /** What a service that is down is called. */
  downIs: 'outage' | 'unknown';
  /** When the request was sent that has no answer yet, epoch milliseconds. */
  sentAt?: number | undefined;
}
