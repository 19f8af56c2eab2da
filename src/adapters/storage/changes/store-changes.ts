/** How the processes of one bot hear of what another one has changed in the store. */
export interface StoreChanges {
  /** Is it heard at once what others tell? Where it is not, whoever waits for something looks more often. */
  readonly isPrompt: boolean;
  /** Tells the other processes of what has been written. Returns at once, and never throws. */
  tell(topic: string, key: string): void;
  /**
   * `hear` is called soon after another process told of this topic. Without a key anything may have changed: not every engine says what, and
   * none does after a gap. It is a hint: whoever needs it looks from time to time besides.
   * @returns ends it
   */
  watch(topic: string, hear: (key: string | undefined) => void): () => void;
  close(): Promise<void>;
}

/** Turns: an instruction, a line that has moved, or turns that nobody has. The key is the owner that it concerns, or all of them. */
export const TURNS = 'turns';
export const ALL_OWNERS = '';

/** Who wants to hear of which topic. */
export class Watchers {
  readonly #byTopic = new Map<string, Set<(key: string | undefined) => void>>();

  add(topic: string, hear: (key: string | undefined) => void): () => void {
    const hearers = this.#byTopic.get(topic) ?? new Set();
    this.#byTopic.set(topic, hearers.add(hear));
    return () => void hearers.delete(hear);
  }

  tell(topic: string, key: string | undefined): void {
    for (const hear of this.#byTopic.get(topic) ?? []) hear(key);
  }

  /** Anything may have changed. */
  tellAll(): void {
    for (const topic of this.#byTopic.keys()) this.tell(topic, undefined);
  }
}
