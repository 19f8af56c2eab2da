import type { Arrival, Choice, Inbox } from '../../src/core/ports.ts';

/** The core as a platform sees it: remembers what came, and refuses or dawdles when a test says so. */
export class RecordingInbox implements Inbox {
  readonly arrivals: Arrival[] = [];
  /** Runs before an arrival is remembered; a rejection refuses it. */
  beforeReceive: (arrival: Arrival) => void | Promise<void> = () => undefined;
  /** Runs before the answer to `follows`; a rejection is a dead store. */
  beforeFollows: () => void | Promise<void> = () => undefined;
  /** Runs after an arrival that was not a duplicate. */
  onArrival: (arrival: Arrival) => void = () => undefined;
  choices: Choice[] = [];
  beforeSuggest: () => void | Promise<void> = () => undefined;
  readonly #followed = new Set<string>();

  async receive(arrival: Arrival): Promise<void> {
    await this.beforeReceive(arrival);
    if (this.arrivals.some((other) => other.id === arrival.id)) return;
    this.arrivals.push(arrival);
    this.#followed.add(arrival.conversation);
    this.onArrival(arrival);
  }

  async follows(conversation: string): Promise<boolean> {
    await this.beforeFollows();
    return this.#followed.has(conversation);
  }

  async suggest(): Promise<Choice[]> {
    await this.beforeSuggest();
    return this.choices;
  }
}
