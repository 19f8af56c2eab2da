/** READ FIRST: what must happen. Values are plain JSON, times epoch milliseconds; "durable" survives kill -9. */
import type { Arrival } from './arrival.ts';
import type { Exchange } from './exchange.ts';
import type { Memory } from './memory.ts';
import type { View } from './platform.ts';

/** What a person wants of a running turn. Stored, then the run is aborted and begins again from the top. */
export type Instruction = { to: 'stop' | 'park' | 'delete' | 'answer' | 'join' } | { to: 'switch'; model: string };
/** The person has edited an open question: what is kept of the old words is erased, and its run begins again with the new ones. */
export interface NewWords extends Pick<Arrival, 'input' | 'address'> {
  to: 'reword';
}
/** Outside of the line: a parked question, answered in a new message; one unconfirmed, whose asker is asked whether it is still wanted. */
export type TurnKind = 'question' | 'command' | 'parked' | 'unconfirmed';
export interface OpenTurn {
  id: string;
  kind: TurnKind;
  personId: string;
  at: number;
}

export interface TurnQueue {
  /** Durable when resolved; ids are remembered for 48 hours. */
  accept(turn: { id: string; kind: TurnKind; arrival: Arrival }): Promise<'new' | 'duplicate'>;
  /**
   * A turn belongs to the process that accepted it until it ends. `handler` runs at once, and again from the top after an instruction, a
   * throw (later and later), or the owner's death (elsewhere, within 10 s). Returning closes the turn.
   */
  work(handler: (turn: Turn) => Promise<void>): void;
  /**
   * Durable; reaches the turn wherever it runs, within a second. New words leave its instruction as it is, what is `finishing` is not parked,
   * what is parked keeps the model it was switched to, and what was to stop stops, whatever else is wanted of it afterwards.
   */
  steer(turnId: string, instruction: Instruction | NewWords): Promise<'told' | 'over'>;
  /** Oldest first. */
  open(conversation: string): Promise<OpenTurn[]>;
  /** One person's open turns, in all conversations of a channel or of the platform, oldest first. */
  openOf(whose: { platform: string; personId: string; channel?: string }): Promise<OpenTurn[]>;
  /** Was any turn accepted here within the time that ids are remembered? */
  seen(conversation: string): Promise<boolean>;
  /** Aborts what only waits at once, what is being finished after the grace, with a `BotError('shutting-down')`; frees it for the next process. */
  stop(graceMs: number): Promise<void>;
}

/** What is stored of a turn while it is open. */
export interface StoredTurn extends OpenTurn {
  arrival: Arrival;
  /** Runs that ended without returning; too many end in an honest sentence. */
  deaths: number;
  instruction?: Instruction;
  kept: Kept;
}
/** One run of a turn. The handler may die at any line: all that the next run needs is `instruction`, `kept` and `memory`. */
export interface Turn extends StoredTurn {
  memory: Memory;
  signal: AbortSignal;
  /** Resolves when earlier questions of this conversation are over; rejects when aborted. */
  inLine(onWait: (ahead: number) => void): Promise<void>;
  /**
   * Calls `show` once what earlier questions of this conversation show first stands, in whichever process; for that it waits 30 s at most. That
   * it stands for this one, when what `show` returned resolves, is durable. Rejects when aborted.
   */
  showInOrder(show: () => Promise<void>): Promise<void>;
  /** Merges; durable when resolved; allowed after an abort; rejects like Memory.save. */
  keep(part: Kept): Promise<void>;
  /** Goes on outside of the line, as if it had been asked at `at`: `kind` and `at` say so from now on. Durable when resolved; rejects like Memory.save. */
  become(kind: 'unconfirmed' | 'parked', at: number): Promise<void>;
  /** From here on a shutdown waits for this run, within its grace; what only waits is handed on at once. */
  finishing(): void;
}
export interface Kept {
  /** What the model had written when the run was stopped. */
  partial?: Exchange;
  /** With an answer kept, the model is never asked again. */
  answer?: View;
  /** The asker was told that the answer will come, however late. */
  promised?: boolean;
  /** Since when the asker is asked whether an old question is still wanted. */
  doubtedAt?: number;
  /** The kept answer is already one to the instruction to stop. */
  stopped?: boolean;
  /** What goes into the history; absent for answers that are not the model's. */
  exchange?: Exchange;
}
