import type { Clock } from '../../../async/clock.ts';
import type { Queue } from '../../../core/ports/phase.ts';

/** Whoever is back within this time has the place of before, milliseconds: such as a question that was parked. */
const KEEPS_PLACE_MS = 60_000;

/** The people who wait for one model, in the order in which they came. */
export class WaitingPeople {
  readonly #clock: Clock;
  /** The first that came is the first here. */
  readonly #people = new Map<string, { waits: number; leftAt: number }>();

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  join(personId: string): void {
    const now = this.#clock.monotonic();
    for (const [id, { waits, leftAt }] of this.#people)
      if (waits === 0 && now - leftAt > KEEPS_PLACE_MS) this.#people.delete(id);
    const person = this.#people.get(personId) ?? { waits: 0, leftAt: now };
    person.waits++;
    this.#people.set(personId, person);
  }

  leave(personId: string): void {
    const person = this.#people.get(personId);
    if (!person) return;
    person.waits--;
    person.leftAt = this.#clock.monotonic();
  }

  /** How many wait. */
  get count(): number {
    return [...this.#people.values()].filter(({ waits }) => waits > 0).length;
  }

  /** As it is, or would be, with this person in it. */
  queueOf(personId: string): Queue {
    const waiting = [...this.#people].flatMap(([id, { waits }]) => (waits > 0 || id === personId ? [id] : []));
    const before = waiting.indexOf(personId);
    return before === -1
      ? { people: waiting.length + 1, place: waiting.length + 1 }
      : { people: waiting.length, place: before + 1 };
  }
}
