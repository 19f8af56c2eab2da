import type { Choice } from '../../../core/ports/arrival.ts';
import type { ShownMessage } from '../talk/message.ts';

/** What happens on the page, as browsers hear of it. */
export type FeedEvent =
  /** A message is there, or another one than before; news where somebody who looks elsewhere would want to know. */
  | { type: 'message'; message: ShownMessage; isNews?: true }
  /** A draft has grown: its text from the place `from` on, and all else that it shows now. */
  | { type: 'draft'; id: string; room: string; from: number; text: string; note?: string; choices?: readonly Choice[] }
  | { type: 'removed'; id: string; room: string }
  /** Of what is in the windows nothing is certain: read them again. */
  | { type: 'reset' };

/** Who hears of it. */
export interface Audience {
  /** Only this person. */
  onlyFor?: string | undefined;
  /** Everybody but this person. */
  except?: string | undefined;
}

interface Entry extends Audience {
  number: number;
  json: string;
}

export type Listener = (id: string, json: string) => void;

/**
 * Who was away for no longer than this is told what happened; others read all anew. All of it is written at once, and with three bytes
 * a character has to fit into what a browser may leave unread (`EventStreams`).
 */
const MAX_EVENTS = 2_000;
const MAX_CHARACTERS = 300_000;

/** Tells browsers what happens, in order, and who comes back what they missed. Each event is written once, however many listen. */
export class Feed {
  readonly #run: string;
  readonly #entries: Entry[] = [];
  readonly #listeners = new Map<Listener, string>();
  #characters = 0;
  #number = 0;

  /** @param run distinguishes the ids of this process from those of others */
  constructor(run: string) {
    this.#run = run;
  }

  /** Where it is now, to listen from there later. */
  get position(): string {
    return `${this.#run}.${this.#number}`;
  }

  get listeners(): number {
    return this.#listeners.size;
  }

  tell(event: FeedEvent, audience: Audience = {}): void {
    this.#number += 1;
    const entry = { number: this.#number, json: JSON.stringify(event), ...audience };
    this.#entries.push(entry);
    this.#characters += entry.json.length;
    while (this.#entries.length > MAX_EVENTS || this.#characters > MAX_CHARACTERS)
      this.#characters -= this.#entries.shift()?.json.length ?? 0;
    for (const [listener, person] of this.#listeners) if (concerns(entry, person)) this.#say(listener, entry);
  }

  /** @param since a position; what happened afterwards is told at once, or that all has to be read anew. @returns ends it */
  listen(person: string, since: string | undefined, listener: Listener): () => void {
    if (since !== undefined) this.#catchUp(person, since, listener);
    this.#listeners.set(listener, person);
    return () => void this.#listeners.delete(listener);
  }

  #catchUp(person: string, since: string, listener: Listener): void {
    const [run, number] = since.split('.');
    const first = this.#entries[0]?.number ?? this.#number + 1;
    const last = Number(number);
    if (run !== this.#run || !Number.isInteger(last) || last > this.#number || last < first - 1)
      return listener(this.position, JSON.stringify({ type: 'reset' } satisfies FeedEvent));
    for (const entry of this.#entries) if (entry.number > last && concerns(entry, person)) this.#say(listener, entry);
  }

  #say(listener: Listener, { number, json }: Entry): void {
    listener(`${this.#run}.${number}`, json);
  }
}

const concerns = ({ onlyFor, except }: Audience, person: string): boolean =>
  (onlyFor === undefined || onlyFor === person) && except !== person;
