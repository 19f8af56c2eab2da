import type { Arrival, Json } from '../../../core/ports/arrival.ts';
import type { Instruction, Kept, OpenTurn, TurnKind } from '../../../core/ports/turns.ts';

/** Who writes: one run of a turn. `epoch` grows with every run, in whichever process, so that no run writes for a later one. */
export interface RunKey {
  id: string;
  owner: string;
  epoch: number;
}

/** What one run of a turn begins with. */
export interface TurnRow {
  seq: number;
  isShown: boolean;
  id: string;
  kind: TurnKind;
  epoch: number;
  deaths: number;
  arrival: Arrival;
  /** How often the turn was steered; the newest instruction counts. */
  instructions: number;
  instruction?: Instruction;
  kept: Kept;
  memory: Json;
}

/** An open question, as the others of its conversation see it. */
export interface LineEntry {
  seq: number;
  /** Its first sign of life stands in its place. */
  isShown: boolean;
}

/** What is stored of a question's words. */
export type Asked = Pick<TurnRow, 'arrival' | 'kept' | 'instruction'>;

export interface OpenQuestion extends Pick<TurnRow, 'id' | 'kind' | 'arrival' | 'kept'> {
  /** Something of the turn's was sent, or may have been. */
  mayStand: boolean;
}

/** What the queue looks at again and again of its own open turns. */
export interface OwnTurn extends Pick<TurnRow, 'id' | 'epoch' | 'instructions'> {
  personId: string;
}

/**
 * The turns of all processes in one table; what is done with them is `StoredTurnQueue`'s. Times are epoch milliseconds.
 * What every engine keeps, and all that the queue relies on:
 * - A call is one atomic step. Calls that are under way at once may take effect, and be answered, in any order; a call that begins when
 *   another has been answered comes after it.
 * - Resolved is durable. What was rejected may have happened or not. Every call is answered within seconds, if only by a rejection.
 * - `seq` grows within a conversation in the order in which its turns can be seen: no turn appears in front of one that was seen.
 * - What a run writes changes nothing unless its turn is open and has this owner in this epoch; it resolves with whether it has.
 */
export interface TurnTable {
  /** @returns false when the id is known already. */
  insert(turn: { id: string; kind: TurnKind; arrival: Arrival }, owner: string): Promise<boolean>;
  beat(owner: string, now: number): Promise<void>;
  /** How many have a heartbeat of this time. */
  livingOwners(alive: { from: number; to: number }): Promise<number>;
  /**
   * Takes over what nobody owns and what belongs to an owner whose heartbeat is not of this time (too old, or from a future that the clock was
   * set back from); the latter counts as a death.
   */
  claim(owner: string, alive: { from: number; to: number }): Promise<void>;
  /** Begins the next epoch of an own turn. Undefined when it has ended or belongs to somebody else. */
  begin(id: string, owner: string): Promise<TurnRow | undefined>;

  isOwner(run: RunKey): Promise<boolean>;
  markShown(run: RunKey): Promise<boolean>;
  saveMemory(run: RunKey, memory: Json): Promise<boolean>;
  saveKept(run: RunKey, kept: Kept): Promise<boolean>;
  countDeath(run: RunKey): Promise<boolean>;
  /** The arrival is the turn's own, with another time. */
  become(run: RunKey, kind: TurnKind, arrival: Arrival): Promise<boolean>;
  /** Erases all that somebody said in the turn; id and conversation stay, to know a redelivery. */
  end(run: RunKey, now: number): Promise<boolean>;

  /**
   * A question that is to be parked is so from now on. What is wanted then is the `instructionAfter` the one of before.
   * @returns how often the turn has been steered, this time included; undefined when it is over
   */
  instruct(id: string, instruction: Instruction): Promise<number | undefined>;
  /**
   * Changes what an open question asks, together with what is kept of it. Its epoch ends, so that its run can write nothing of before.
   * @returns as `instruct`
   */
  reword(id: string, change: (asked: Asked) => Pick<Asked, 'arrival' | 'kept'>): Promise<number | undefined>;
  /** The open turns of an owner, oldest first. */
  own(owner: string): Promise<OwnTurn[]>;
  /** The open questions of a conversation, oldest first. */
  line(conversation: string): Promise<LineEntry[]>;
  open(conversation: string): Promise<OpenTurn[]>;
  openOf(whose: { platform: string; personId: string; channel?: string }): Promise<OpenTurn[]>;
  /** All that is stored of one person's open turns, oldest first. */
  askedBy(whose: { platform: string; personId: string }): Promise<OpenQuestion[]>;
  seen(conversation: string): Promise<boolean>;
  openCount(): Promise<number>;

  /** Frees what the owner still has: the next process claims it without counting a death. */
  release(owner: string): Promise<void>;
  /**
   * Lets go of an open turn unless somebody alive (see `claim`) has it. Nothing stays of what was said in it, nor by whom: it ends as by `end`,
   * or is nobody's from now on, with this arrival in the place of its own and the instruction to delete. @returns whether it was let go
   */
  abandon(
    id: string,
    alive: { from: number; to: number },
    { now, rest }: { now: number; rest: Arrival | undefined },
  ): Promise<boolean>;
  /** Forgets at most so many that ended before. */
  forgetEnded(before: number, limit: number): Promise<void>;
  /** Writes as much as a long question takes and removes it again. Rejects while there is no room for it. */
  tryRoom(): Promise<void>;
}
