import type { Clock } from '../../../async/clock.ts';
import type { Log } from '../../../core/ports/operator.ts';
import type { ServiceMemory } from '../service-memory.ts';
import type { BudgetLoad } from './budget-load.ts';
import type { Permit } from './chat-places.ts';

/** Why somebody still waits: others before them, or a pause that the service asked for. */
export interface BudgetWait {
  ahead: number;
  /** Epoch milliseconds. */
  pausedUntil: number | undefined;
  /** About when it is their turn, epoch milliseconds. */
  beginsAt?: number;
}

export interface EnterOptions {
  signal: AbortSignal;
  /** When the question was asked, epoch milliseconds: of one person's, the oldest comes first. */
  askedAt: number;
  /** Called when somebody has to wait, and whenever what they wait for changes. */
  onWait?: (wait: BudgetWait) => void;
}

/** Across restarts: for the service the next process is the same user. */
export interface BudgetMemory {
  /** Nothing may begin before. Never rejects. */
  restored(): Promise<void>;
  close(): Promise<void>;
}

/**
 * The one budget of the one user of the service that all people share. Invariants: no more than the allowed requests begin within any
 * minute, no more chats begin to be in flight at running models than allowed, nothing begins during a pause.
 */
export interface Budget {
  /** Epoch milliseconds; undefined when nothing is paused. */
  readonly pausedUntil: number | undefined;
  readonly load: BudgetLoad;
  /** Waits for a place for one chat request. Rejects with the signal's reason as soon as it aborts. */
  enter(personId: string, options: EnterOptions): Promise<Permit>;
  /**
   * Counts one metadata request. A quiet one comes after every chat that could begin now, unless there was none for long, and all of them
   * take at most half of a minute; an urgent one is what a chat itself waits for. Rejects with the signal's reason as soon as it aborts.
   */
  count(kind: 'urgent' | 'quiet', signal: AbortSignal): Promise<void>;
  /** The service said 429: nothing begins until the time it named, or a minute and some jitter. Returns when it goes on, epoch milliseconds. */
  limited(retryAfterSeconds: number | undefined): number;
  /** Keeps it, from now on, in what lasts of the service. */
  keptIn(parts: { memory: ServiceMemory; clock: Clock; log: Log }): BudgetMemory;
}
