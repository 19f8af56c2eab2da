import { BoundedMap } from '../../../async/bounded-map.ts';

interface Person<T> {
  waiting: T[];
  inFlight: number;
}

/** Served people are remembered for their next turn; more than this many are not. */
const MAX_REMEMBERED = 1_000;

/**
 * A line that is fair between people: first come those with the fewest requests in flight, among them whoever was served longest ago. Ten
 * questions of one person do not delay another person's only one by more than one place.
 */
export class FairLine<T extends { readonly personId: string }> {
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

  /** `first`: in front of the same person's others. */
  join(waiter: T, first: boolean): void {
    const person = this.#person(waiter.personId);
    if (first) person.waiting.unshift(waiter);
    else person.waiting.push(waiter);
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
      if (best === undefined || this.#rank(personId, 0) < this.#rank(best, 0)) best = personId;
    }
    if (best === undefined) return undefined;
    const person = this.#person(best);
    person.inFlight++;
    this.#lastServed.set(best, ++this.#admissions);
    return person.waiting.shift();
  }

  /** One that was done is in flight again. */
  begun(personId: string): void {
    this.#person(personId).inFlight++;
  }

  done(personId: string): void {
    this.#person(personId).inFlight--;
    this.#forgetIfIdle(personId);
  }

  /** How many are served before this one, as things are now. */
  ahead(waiter: T): number {
    const own = this.#rank(waiter.personId, this.#person(waiter.personId).waiting.indexOf(waiter));
    let ahead = 0;
    let earlierPerson = true;
    for (const [personId, { waiting }] of this.#people) {
      if (personId === waiter.personId) earlierPerson = false;
      for (let index = 0; index < waiting.length; index++) {
        const rank = this.#rank(personId, index);
        if (rank > own || (rank === own && !earlierPerson)) break;
        ahead++;
      }
    }
    return ahead;
  }

  /** In the order in which they are served, as things are now. */
  all(): T[] {
    return [...this.#people]
      .flatMap(([personId, { waiting }]) =>
        waiting.map((waiter, index) => ({ waiter, rank: this.#rank(personId, index) })),
      )
      .toSorted((a, b) => a.rank - b.rank)
      .map(({ waiter }) => waiter);
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
