import { BoundedMap } from '../../../async/bounded-map.ts';

/** Somebody's request in the line. */
export interface InLine {
  readonly personId: string;
  /** When its question was asked, epoch milliseconds. */
  readonly askedAt: number;
}

interface Person<T> {
  /** Oldest first. */
  waiting: T[];
  inFlight: number;
}

/** Served people are remembered for their next turn; more than this many are not. */
const MAX_REMEMBERED = 1_000;

/**
 * A line that is fair between people: first come those with the fewest requests in flight, among them whoever was served longest ago, then
 * whoever asked first. Ten questions of one person do not delay another person's only one by more than one place, and are served in their order.
 */
export class FairLine<T extends InLine> {
  readonly #people = new Map<string, Person<T>>();
  /** Number of the admission at which somebody was last served. */
  readonly #lastServed = new BoundedMap<string, number>({ max: MAX_REMEMBERED });
  #admissions = 0;

  /** How many wait. */
  get size(): number {
    let size = 0;
    for (const { waiting } of this.#people.values()) size += waiting.length;
    return size;
  }

  join(waiter: T): void {
    const { waiting } = this.#person(waiter.personId);
    waiting.splice(waiting.findLastIndex(({ askedAt }) => askedAt <= waiter.askedAt) + 1, 0, waiter);
  }

  leave(waiter: T): void {
    const person = this.#person(waiter.personId);
    const index = person.waiting.indexOf(waiter);
    if (index !== -1) person.waiting.splice(index, 1);
    this.#forgetIfIdle(waiter.personId);
  }

  /** Takes out whoever is next, of those who may; it counts as in flight until `done`. Nobody gets more than `most` of them. */
  next(most: number, may: (personId: string) => boolean = () => true): T | undefined {
    let best: string | undefined;
    for (const [personId, { waiting, inFlight }] of this.#people) {
      if (waiting.length === 0 || inFlight >= most || !may(personId)) continue;
      if (best === undefined || this.#isBefore(personId, best)) best = personId;
    }
    if (best === undefined) return undefined;
    const person = this.#person(best);
    person.inFlight++;
    this.served(best);
    return person.waiting.shift();
  }

  /** Somebody's turn was now. */
  served(personId: string): void {
    this.#lastServed.set(personId, ++this.#admissions);
  }

  /** One that was done is in flight again. */
  begun(personId: string): void {
    this.#person(personId).inFlight++;
  }

  done(personId: string): void {
    this.#person(personId).inFlight--;
    this.#forgetIfIdle(personId);
  }

  /** In the order in which they are served, as things are now. */
  all(): T[] {
    return [...this.#people]
      .flatMap(([personId, { waiting }]) =>
        waiting.map((waiter, index) => ({ waiter, rank: this.#rank(personId, index) })),
      )
      .toSorted((a, b) => a.rank - b.rank || a.waiter.askedAt - b.waiter.askedAt)
      .map(({ waiter }) => waiter);
  }

  /** Whose oldest request is served first? */
  #isBefore(one: string, other: string): boolean {
    const askedAt = (personId: string): number => this.#people.get(personId)?.waiting[0]?.askedAt ?? 0;
    return (this.#rank(one, 0) - this.#rank(other, 0) || askedAt(one) - askedAt(other)) < 0;
  }

  /** Whole part: requests before this one of the same person; fraction: when that person was last served. */
  #rank(personId: string, index: number): number {
    const inFlight = this.#people.get(personId)?.inFlight ?? 0;
    return inFlight + index + (this.#lastServed.get(personId) ?? 0) / (this.#admissions + 1);
  }

  #person(personId: string): Person<T> {
    const known = this.#people.get(personId);
    if (known) return known;
    const person: Person<T> = { waiting: [], inFlight: 0 };
    this.#people.set(personId, person);
    return person;
  }

  #forgetIfIdle(personId: string): void {
    const person = this.#people.get(personId);
    if (person?.waiting.length === 0 && person.inFlight === 0) this.#people.delete(personId);
  }
}
