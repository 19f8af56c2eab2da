import { BoundedMap } from '../../async/bounded-map.ts';
import type { Turn } from '../ports/turns.ts';

/** More do not wait at once. */
const MAX_WAITING = 10_000;

type Waiter = Pick<Turn, 'id' | 'arrival'>;

/** That Aitta is back is said once to each conversation that waits for it, by the first of its questions that learns of it. */
export class OutageEnds {
  /** Conversations that were told of an outage, and not yet of its end. */
  readonly #conversations = new BoundedMap<string, true>({ max: MAX_WAITING });
  /** The same of questions, each of which may wait for several things one after the other. */
  readonly #turns = new BoundedMap<string, true>({ max: MAX_WAITING });

  /** A question was told that Aitta is down. */
  noteOutage({ id, arrival }: Waiter): void {
    this.#turns.set(id, true);
    this.#conversations.set(arrival.conversation, true);
  }

  /** Was the question told that Aitta is down, and has not learned of the end? */
  waits({ id }: Waiter): boolean {
    return this.#turns.get(id) === true;
  }

  /** A question learns that it is back. @returns whether it is the one that says so in its conversation */
  tellsEnd({ id, arrival }: Waiter): boolean {
    this.#turns.delete(id);
    return this.#conversations.delete(arrival.conversation);
  }
}
