import { BoundedMap } from '../../async/bounded-map.ts';

/** More conversations do not wait at once. */
const MAX_CONVERSATIONS = 10_000;

/** That Aitta is back is said once to each conversation that waits for it, by the first of its questions that learns of it. */
export class OutageEnds {
  /** Those that were told of an outage, and not yet of its end. */
  readonly #waiting = new BoundedMap<string, true>({ max: MAX_CONVERSATIONS });

  /** A question there was told that Aitta is down. */
  noteOutage(conversation: string): void {
    this.#waiting.set(conversation, true);
  }

  /** A question there learns that it is back. @returns whether it is the one that says so */
  tellsEnd(conversation: string): boolean {
    return this.#waiting.delete(conversation);
  }
}
