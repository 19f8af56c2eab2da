import { BoundedMap } from '../../async/bounded-map.ts';
import type { Clock } from '../../async/clock.ts';
import { pause } from '../../async/pause.ts';
import { toError } from '../../async/to-error.ts';
import { oldQuestionId } from '../arrival-id.ts';
import { wantedChoices } from '../commands/choices.ts';
import type { Command } from '../commands/command.ts';
import type { Log } from '../ports/operator.ts';
import type { View } from '../ports/platform.ts';
import type { Kept, Turn, TurnQueue } from '../ports/turns.ts';
import { acceptParked } from './park.ts';

export interface OldQuestionParts {
  turns: TurnQueue;
  clock: Clock;
  /** See `OperatorSettings`. */
  oldQuestionMs: number | undefined;
}

/** So long somebody may say that an answer is still wanted, milliseconds. */
const MAX_ASKING_MS = 24 * 60 * 60_000;
/** More turns are not open at once. */
const MAX_KNOWN = 10_000;

/**
 * A question from long ago is not answered out of the blue: its asker is asked whether the answer is still wanted. Not so where an answer was
 * promised, a part of it stands there already, or this process itself has had the question all the time.
 */
export class OldQuestions {
  readonly #parts: OldQuestionParts;
  /** Turns that this process has begun. */
  readonly #begun = new BoundedMap<string, true>({ max: MAX_KNOWN });

  constructor(parts: OldQuestionParts) {
    this.#parts = parts;
  }

  /** @returns the question back to the asker, where there is one. */
  async ask({ turn, call, sentences }: Command): Promise<View | undefined> {
    const { turns, clock } = this.#parts;
    if (!this.#isOld(turn)) return undefined;
    const id = oldQuestionId(turn.id);
    const now = clock.now(); // whatever counts from a question's beginning begins anew
    await turns.accept({ id, kind: 'unconfirmed', arrival: { ...turn.arrival, input: call, at: now } });
    const note = sentences.stillWanted(sentences.duration(now - turn.at));
    return { note, choices: wantedChoices(id, sentences) };
  }

  #isOld(turn: Turn): boolean {
    const { clock, oldQuestionMs } = this.#parts;
    const isKnown = this.#begun.has(turn.id);
    this.#begun.set(turn.id, true);
    if (isKnown || oldQuestionMs === undefined || turn.kind !== 'question' || turn.instruction) return false;
    const { promised = false, partial } = turn.kept;
    return !promised && !partial && clock.now() - turn.at > oldQuestionMs;
  }

  /** The turn behind that question: says nothing by itself. Wanted, it becomes a parked one; else it ends in silence. */
  async follow({ turn, call }: Command): Promise<undefined> {
    const { turns, clock } = this.#parts;
    const leftMs = Math.min(turn.at - clock.now(), 0) + MAX_ASKING_MS;
    if (turn.instruction?.to === 'answer') await acceptParked({ turn, call }, turns, clock.now());
    else if (!turn.instruction && !(await pause(clock, leftMs, turn.signal))) throw toError(turn.signal.reason);
  }
}

/** Remembers that the asker was told that an answer will come, however late; as far as there is a store to remember it. */
export const notePromise = async (turn: Turn, log: Log): Promise<void> => {
  if (turn.kind !== 'question' || turn.kept.promised === true) return;
  const promise: Kept = { promised: true };
  try {
    await turn.keep(promise);
  } catch (error) {
    log.debug({ err: error }, 'a promise could not be kept in mind');
  }
};
