import type { Json } from '../../../core/ports/arrival.ts';
import type { Memory } from '../../../core/ports/memory.ts';

/** One message of a turn: the intent is kept before it is sent (without `id`), its id afterwards. */
export type Post = {
  channel: string;
  id?: string;
  /** When it was to be sent, epoch milliseconds. */
  at: number;
  /** It was sent after this message: where a lost one is looked for. */
  after: string;
};

type Remembered = {
  /** Where its messages go, once that is known: the thread that was opened, or the channel itself. */
  channel?: string;
  /** The thread was opened for this turn. */
  opened?: boolean;
  /** The channel of direct messages with the asker, for what only they may see. */
  direct?: string;
  /** The messages of the turn, by the part of the answer that they are. */
  posts: { readonly [part: string]: Post };
  /** The key of the answer that the progress message belongs to, and whether it stands there already. */
  takenBy?: string;
  isTaken?: boolean;
  /** How often the wait has gone on in a new message. */
  round?: number;
  /** The parts that showed progress and point to a later message now. */
  moved?: readonly string[];
  /** A response that was promised shows something. */
  isShown?: boolean;
  /** The progress message was deleted, or is too old to be edited: nothing is shown in it any more. */
  isGone?: boolean;
  /** The asker was told that a private answer comes as a direct message. */
  handedOver?: boolean;
};

/** The part that shows progress, until the answer takes its message over; of a later round `progress-1` and so on. */
export const FIRST_PROGRESS = 'progress';

/** What a place remembers of its turn. One job at a time changes it: the places of one turn share one line. */
export class DiscordMemory {
  readonly #memory: Memory;

  readonly #isResumed: boolean;
  #isUnseen = false;

  constructor(memory: Memory) {
    this.#memory = memory;
    this.#isResumed = memory.value !== null;
  }

  /**
   * May something of this turn still be carried out that nobody saw the end of? Always so when an earlier run has begun to send: it may
   * have died in the middle of an edit.
   */
  get isUnsure(): boolean {
    return this.#isResumed || this.#isUnseen || Object.values(this.value.posts).some(({ id }) => id === undefined);
  }

  /** A call of this run got no answer. */
  noteUnseen(): void {
    this.#isUnseen = true;
  }

  get turnId(): string {
    return this.#memory.turnId;
  }

  get signal(): AbortSignal {
    return this.#memory.signal;
  }

  /** Before whatever can be seen and is not a part that is remembered just now. Rejects 'turn-lost', and with the signal's reason. */
  checkOwner(): Promise<void> {
    return this.#memory.checkOwner();
  }

  get value(): Remembered {
    const { value } = this.#memory;
    const isOurs = value !== null && typeof value === 'object' && 'posts' in value;
    return isOurs ? withNewNames(value as unknown as Remembered & FormerNames) : { posts: {} };
  }

  get progress(): Post | undefined {
    return this.value.posts[this.progressPart];
  }

  /** The part that shows the present round's progress. */
  get progressPart(): string {
    const { round = 0 } = this.value;
    return round === 0 ? FIRST_PROGRESS : `${FIRST_PROGRESS}-${round}`;
  }

  /** What showed progress; without the present round's unless an answer is what it went on in. */
  former(isAnswered: boolean): { part: string; post: Post & { id: string } }[] {
    const { posts } = this.value;
    return Object.entries(posts).flatMap(([part, { id, ...post }]) => {
      const isFormer = /^progress(?:-\d+)?$/.test(part) && (isAnswered || part !== this.progressPart);
      return isFormer && id !== undefined ? [{ part, post: { ...post, id } }] : [];
    });
  }

  /** Durable when resolved. Rejects 'turn-lost'. */
  async change(part: Partial<Remembered>): Promise<void> {
    const next: Json = { ...this.value, ...part };
    await this.#memory.save(next);
  }

  async changePost(part: string, post: Post): Promise<void> {
    await this.change({ posts: { ...this.value.posts, [part]: post } });
  }
}

/** As the progress message was called, in turns that an earlier version began. */
type FormerNames = { leadIs?: string; leadDone?: boolean; leadShown?: boolean; leadGone?: boolean };

const withNewNames = ({
  leadIs: takenBy,
  leadDone: isTaken,
  leadShown: isShown,
  leadGone: isGone,
  posts: { lead, ...posts },
  ...value
}: Remembered & FormerNames): Remembered => ({
  ...(takenBy !== undefined && { takenBy }),
  ...(isTaken !== undefined && { isTaken }),
  ...(isShown !== undefined && { isShown }),
  ...(isGone !== undefined && { isGone }),
  ...value,
  posts: lead ? { [FIRST_PROGRESS]: lead, ...posts } : posts,
});
