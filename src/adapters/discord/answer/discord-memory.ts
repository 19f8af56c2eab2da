import type { Json } from '../../../core/ports/arrival.ts';
import type { Memory } from '../../../core/ports/platform.ts';

/** One message of a turn: the intent is kept before it is sent (without `id`), its id afterwards. */
export type Post = {
  channel: string;
  id?: string;
  /** When it was to be sent, epoch milliseconds. */
  at: number;
  /** It was sent after this message: where a lost one is looked for. */
  after: string;
  /** Fingerprint of its text: by what a lost one is known. */
  print: string;
};

/** What a place remembers of one turn. */
type Note = {
  /** Where its messages go, once that is known: the thread that was opened, or the channel itself. */
  channel?: string;
  /** The thread was opened for this turn. */
  opened?: boolean;
  /** The channel of direct messages with the asker, for what only they may see. */
  direct?: string;
  posts: { [slot: string]: Post };
  /** The answer (its fingerprint) that begins in the lead, and whether it is there already. */
  leadIs?: string;
  leadDone?: boolean;
  /** A response that was promised shows something. */
  leadShown?: boolean;
  /** The lead was deleted, or is too old to be edited: nothing is shown in it any more. */
  leadGone?: boolean;
  /** The asker was told that a private answer comes as a direct message. */
  handedOver?: boolean;
};

/** The slot of the message that shows the progress and becomes the beginning of the answer. */
export const LEAD = 'lead';

/** The note in a turn's memory. One job at a time changes it: the places of one turn share one line. */
export class DiscordMemory {
  readonly #memory: Memory;

  constructor(memory: Memory) {
    this.#memory = memory;
  }

  get turnId(): string {
    return this.#memory.turnId;
  }

  get value(): Note {
    const { value } = this.#memory;
    const isNote = value !== null && typeof value === 'object' && 'posts' in value;
    return isNote ? (value as unknown as Note) : { posts: {} };
  }

  /** Durable when resolved. Rejects 'turn-lost'. */
  async change(part: Partial<Note>): Promise<void> {
    const next: Json = { ...this.value, ...part };
    await this.#memory.save(next);
  }

  async changePost(slot: string, post: Post): Promise<void> {
    await this.change({ posts: { ...this.value.posts, [slot]: post } });
  }
}
