import type { Clock } from '../../../async/clock.ts';
import type { Queue } from '../../../core/ports/phase.ts';

/** Whoever is back within this time has the place of before, milliseconds: such as a question that was parked. */
const KEEPS_PLACE_MS = 60_000;

/** The people who wait for one model, in the order of their oldest questions: as they are asked when it runs. */
export class WaitingPeople {
  readonly #clock: Clock;
  /** `since` is when the oldest question was asked, epoch milliseconds. */
  readonly #people = new Map<string, { waits: number; leftAt: number; since: number }>();

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  join(personId: string, askedAt: number): void {
    const now = this.#clock.monotonic();
    for (const [id, { waits, leftAt }] of this.#people)
      if (waits === 0 && now - leftAt > KEEPS_PLACE_MS) this.#people.delete(id);
    const person = this.#people.get(personId) ?? { waits: 0, leftAt: now, since: askedAt };
    person.waits++;
    person.since = Math.min(person.since, askedAt);
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
    const waiting = [...this.#people]
      .toSorted(([, one], [, other]) => one.since - other.since)
      .flatMap(([id, { waits }]) => (waits > 0 || id === personId ? [id] : []));
    const before = waiting.indexOf(personId);
    return before === -1
      ? { people: waiting.length + 1, place: waiting.length + 1 }
      : { people: waiting.length, place: before + 1 };
  }
}
