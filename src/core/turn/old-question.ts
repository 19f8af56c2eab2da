import { BoundedMap } from '../../async/bounded-map.ts';
import type { Clock } from '../../async/clock.ts';
import { pause } from '../../async/pause.ts';
import { toError } from '../../async/to-error.ts';
import { within } from '../../async/within.ts';
import { haltChoice, wantedChoices } from '../commands/choices.ts';
import type { Command } from '../commands/command.ts';
import type { Log } from '../ports/operator.ts';
import type { Kept, Turn } from '../ports/turns.ts';

export interface OldQuestionParts {
  clock: Clock;
  /** See `OperatorSettings`. */
  oldQuestionMs: number | undefined;
}

/** So long somebody may say that an answer is still wanted, milliseconds. */
const MAX_ASKING_MS = 24 * 60 * 60_000;
/** How often it is looked whether anybody can be told anything here, milliseconds. */
const LOOK_MS = 10 * 60_000;
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

  /** @returns as `follow`; at once where the question is not old. */
  async ask(command: Command): Promise<Kept | undefined> {
    const { turn } = command;
    if (!this.#isOld(turn)) return undefined;
    await turn.keep({ doubtedAt: this.#parts.clock.now() });
    await turn.become('unconfirmed', turn.at);
    return this.follow(command);
  }

  #isOld(turn: Turn): boolean {
    const { clock, oldQuestionMs } = this.#parts;
    const isKnown = this.#begun.has(turn.id);
    this.#begun.set(turn.id, true);
    if (isKnown || oldQuestionMs === undefined || turn.kind !== 'question' || turn.instruction) return false;
    const { promised = false, partial } = turn.kept;
    return !promised && !partial && clock.now() - turn.at > oldQuestionMs;
  }

  /** An unconfirmed question waits for the word. @returns what ends it; undefined where it is wanted, and a parked one from now on. */
  async follow(command: Command): Promise<Kept | undefined> {
    const { turn, place, sentences } = command;
    const { clock } = this.#parts;
    if (turn.instruction) {
      await turn.become('parked', clock.now()); // whatever counts from a question's beginning begins anew
      place.progress({ note: sentences.answersOld, choices: [haltChoice(turn.id, sentences)] });
      return undefined;
    }
    await this.#waitForWord(command);
    return { answer: { note: sentences.letGo }, stopped: true };
  }

  /** Resolves when nobody has said anything. @throws BotError 'place-gone'; the signal's reason when there is a word */
  async #waitForWord({ turn, place, sentences }: Command): Promise<void> {
    const { clock } = this.#parts;
    const { at, signal } = turn;
    const doubtedAt = turn.kept.doubtedAt ?? at;
    const leftMs = (): number => Math.min(doubtedAt - clock.now(), 0) + MAX_ASKING_MS;
    const note = sentences.stillWanted(sentences.duration(doubtedAt - at));
    const view = { note, choices: wantedChoices(turn.id, sentences) };
    place.progress(view);
    await within({ clock, timeoutMs: Math.max(leftMs(), 0), signal }, place.shown());
    await place.leave(view); // nobody is working on it
    while (leftMs() > 0) {
      const gone = await place.checkReach();
      if (await pause(clock, Math.min(leftMs(), LOOK_MS), AbortSignal.any([signal, gone]))) continue;
      throw toError(signal.aborted ? signal.reason : gone.reason);
    }
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
