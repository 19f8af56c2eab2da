import type { Arrival, Choice, Inbox } from '../../src/core/ports/arrival.ts';

/** The core as a platform sees it: remembers what came, and refuses or dawdles when a test says so. */
export class RecordingInbox implements Inbox {
  readonly arrivals: Arrival[] = [];
  /** Runs before an arrival is remembered; a rejection refuses it. */
  beforeReceive: (arrival: Arrival) => void | Promise<void> = () => undefined;
  /** Runs before the answer to `follows`; a rejection is a dead store. */
  beforeFollows: () => void | Promise<void> = () => undefined;
  /** What `suggest` answers, once `beforeSuggest` has run. */
  choices: Choice[] = [];
  beforeSuggest: () => void | Promise<void> = () => undefined;
  readonly #waiting = new Set<(arrival: Arrival) => void>();
  readonly followed = new Set<string>();

  async receive(arrival: Arrival): Promise<void> {
    await this.beforeReceive(arrival);
    if (this.arrivals.some((other) => other.id === arrival.id)) return;
    this.arrivals.push(arrival);
    this.followed.add(arrival.conversation);
    for (const look of this.#waiting) look(arrival);
  }

  /** The first arrival that is like this, as soon as it is there. */
  arrival(isLike: (arrival: Arrival) => boolean = () => true): Promise<Arrival> {
    const known = this.arrivals.find(isLike);
    if (known) return Promise.resolve(known);
    return new Promise((resolve) => {
      const look = (arrival: Arrival): void => {
        if (!isLike(arrival)) return;
        this.#waiting.delete(look);
        resolve(arrival);
      };
      this.#waiting.add(look);
    });
  }

  async follows(conversation: string): Promise<boolean> {
    await this.beforeFollows();
    return this.followed.has(conversation);
  }

  /** What `admits` answers. */
  isAdmitted: (arrival: Arrival) => boolean = () => true;

  async admits(arrival: Arrival): Promise<boolean> {
    return this.isAdmitted(arrival);
  }

  async suggest(): Promise<Choice[]> {
    await this.beforeSuggest();
    return this.choices;
  }
}
